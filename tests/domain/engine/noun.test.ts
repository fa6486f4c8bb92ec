import mongoose, { Schema } from 'mongoose';
import { z } from 'zod';
import { desk, findDeadlinesOf } from '#domain/deadlines';
import type { Placed } from '#domain/engine';
import {
  changingBut,
  declareNouns,
  defineActs,
  defineNoun,
  indexRows,
  ofFirm,
  ofPark,
  ofRegion,
  ROW_PATHS,
  type Row,
} from '#domain/engine';
import { NOUNS } from '#domain/nouns';
import { runsEnterprise } from '#kernel/actor';
import { NAMED_ID } from '#kernel/ids';
import { wordsField } from '#kernel/input';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { createCollections, useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

/** A noun of this test alone: a key that is lent out, checked by another person than the one who lent it. */
const STATUSES = [
  { code: 'lent', label: '借出', tone: 'active', isOpen: true },
  { code: 'back', label: '已还', tone: 'good', isOpen: false },
] as const;
type Status = (typeof STATUSES)[number]['code'];
interface Key extends Row<Status>, Pick<Placed, 'enterpriseId' | 'regionPath' | 'sector'> {
  lentBy: string;
  note?: string;
}
const text = { type: String, required: true };
const schema = new Schema<Key>(
  { ...ROW_PATHS, enterpriseId: text, regionPath: [String], sector: text, lentBy: text, note: String },
  { collection: 'testKeys', versionKey: false },
);
indexRows(schema);
const KeyModel = mongoose.model<Key>('TestKey', schema);
/** Lies in a park, and has nothing else that going along needs. */
const placeless = mongoose.model(
  'TestPlaceless',
  new Schema(
    { _id: NAMED_ID, status: text, note: String, parkId: String, regionPath: [String], lentBy: text },
    { collection: 'testPlaceless' },
  ),
);

const acts = defineActs<Key, Status>()({
  lend: {
    label: '借出',
    from: [],
    to: 'lent',
    may: (actor) => runsEnterprise(actor),
    needs: {},
    event: 'keys.lent',
    done: '借出钥匙',
    said: '已借出。',
    told: [],
  },
  'take-back': {
    label: '收回',
    from: ['lent'],
    to: 'back',
    may: (actor) => runsEnterprise(actor),
    differsFrom: ['lentBy'],
    needs: { note: wordsField('请写明钥匙的情况', 20) },
    event: 'keys.taken-back',
    done: '收回钥匙',
    said: '已收回。',
    told: [],
  },
});
const spec = {
  kind: 'test-key',
  name: '钥匙',
  letter: 'W',
  path: '/keys',
  model: KeyModel,
  statuses: STATUSES,
  acts,
  sees: { worker: ofFirm, 'safety-officer': ofFirm, 'enterprise-manager': ofFirm, regulator: ofRegion },
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'key-due': {
      ladder: 'filing-firm',
      title: (key: Key) => `钥匙要收回（${key.reference}）`,
      runs: ({ isOpen }: Key) => isOpen,
      dueAt: ({ since }: Key) => new Date(since.getTime() + 86_400_000),
      owedBy: ({ enterpriseId }: Key) => [desk.firm(enterpriseId)],
      notBy: ({ lentBy }: Key) => [lentBy],
    },
  },
  filters: { status: (status: Status) => ({ status }) },
  textOf: () => '钥匙',
  params: () => ({}),
} as const;
const keys = defineNoun(spec);

useStores();
let world: World;
const as = (who: WorldActor) => personContext(world.actors[who]);
beforeAll(createCollections);
beforeEach(async () => {
  world = await buildWorld();
});
const lend = () =>
  keys.make(as('officer'), 'lend', {
    enterpriseId: world.enterprise._id,
    regionPath: ['45', '4509', '450981'],
    sector: 'C',
    lentBy: world.actors.officer.personId,
  });
const kindOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { kind?: string; code?: string }) => `${error.kind} ${error.code}`,
  );

describe('a step', () => {
  it('asks in one order: not seen, never theirs, not now', async () => {
    const { reference } = await lend();
    const raw = { reference, note: '完好' };
    expect(await kindOf(keys.step(as('otherOfficer'), 'take-back', raw))).toBe('NotFound common.not-found');
    expect(await kindOf(keys.step(as('worker'), 'take-back', raw))).toBe('Forbidden common.not-allowed');
    expect(await kindOf(keys.step(as('manager'), 'take-back', raw))).toBe('done');
    expect(await kindOf(keys.step(as('worker'), 'take-back', raw))).toBe('Forbidden common.not-allowed');
    expect(await kindOf(keys.step(as('manager'), 'take-back', raw))).toBe('Conflict test-key.not-in-this-status');
  });

  it('is not taken by the person it must differ from, whatever their role', async () => {
    const key = await lend();
    expect(keys.can(world.actors.officer, 'take-back', key)).toBe(false);
    const sameInAnotherRole = { ...world.actors.manager, personId: world.actors.officer.personId };
    expect(
      await kindOf(
        keys.step(personContext(sameInAnotherRole), 'take-back', { reference: key.reference, note: '完好' }),
      ),
    ).toBe('Forbidden common.same-person');
    expect(keys.can(world.actors.manager, 'take-back', key)).toBe(true);
  });

  it('is not taken without what it needs', async () => {
    const { reference } = await lend();
    await expect(keys.step(as('manager'), 'take-back', { reference })).rejects.toMatchObject({
      kind: 'Invalid',
      fields: { note: '请写明钥匙的情况' },
    });
    expect((await keys.peek(reference))?.status).toBe('lent');
  });

  it('is kept in the trail when it was refused to somebody who sees the row', async () => {
    const { reference } = await lend();
    await kindOf(keys.step(as('worker'), 'take-back', { reference, note: '完好' }));
    await kindOf(keys.step(as('otherOfficer'), 'take-back', { reference, note: '完好' }));
    const trail = await keys.trail(as('officer'), reference);
    expect(trail.map(({ name, actor, facts }) => [name, actor.personId, facts['action']])).toEqual([
      ['keys.lent', world.actors.officer.personId, 'lend'],
      ['keys.step-refused', world.actors.worker.personId, 'take-back'],
    ]);
  });

  it('says since when, keeps its clock without those who may not do it, and stops it', async () => {
    const { _id, reference } = await lend();
    const owed = () => findDeadlinesOf({ kind: 'test-key', id: _id });
    expect((await owed()).map(({ kind, notBy, title }) => [kind, notBy, title])).toEqual([
      ['key-due', [world.actors.officer.personId], undefined],
    ]);
    const later = personContext(world.actors.manager, { now: new Date(fixedNow.getTime() + 3_600_000) });
    const after = await keys.step(later, 'take-back', { reference, note: '完好' });
    expect(after.since).toEqual(later.now);
    expect(await owed()).toEqual([]);
  });
});

it('sees by one filter, in the list and of one row', async () => {
  const key = await lend();
  for (const actor of Object.values(world.actors)) {
    const ctx = personContext(actor);
    const isListed = (await keys.find(ctx)).rows.some(({ _id }) => _id === key._id);
    expect({ role: actor.role, sees: keys.canSee(actor, key) }).toEqual({ role: actor.role, sees: isListed });
  }
});

describe('a process whose tables are wrong does not start', () => {
  const wrong = (change: object) => () => defineNoun({ ...spec, kind: `test-${Math.random()}`, ...change } as never);
  const actsWith = (change: object) => ({ ...acts, 'take-back': { ...acts['take-back'], ...change } });
  const goesAlong = (change: object) => ({
    model: placeless,
    moves: { body: 'new' },
    sees: { 'park-officer': ofPark },
    ...change,
  });
  it.each<[string, () => unknown, string]>([
    ['a field nobody has must differ', wrong({ acts: actsWith({ differsFrom: ['borrowedBy'] }) }), 'borrowedBy'],
    ['a step leads nowhere', wrong({ acts: actsWith({ to: 'lost' }) }), 'lost'],
    ['a step begins nowhere', wrong({ acts: actsWith({ from: ['lost'] }) }), 'lost'],
    [
      'a clock climbs no ladder',
      wrong({ clocks: { 'key-due': { ...spec.clocks['key-due'], ladder: 'nothing' } } }),
      'nothing',
    ],
    ['parks see what goes along, and it says not what they read on', wrong(goesAlong({})), 'goes along'],
    [
      'something goes along that has no place',
      wrong(goesAlong({ changing: ['status', 'note'] })),
      'bodyId, formerParks',
    ],
    ['what changes is no field', wrong(goesAlong({ changing: ['colour'] })), 'colour'],
    [
      'a noun says not where it goes',
      () => declareNouns(NOUNS.map((noun) => ({ ...noun, moves: undefined as never }))),
      NOUNS[0]?.kind ?? '',
    ],
    ['a lifecycle is there twice', () => defineNoun(spec as never), 'test-key'],
    ['two nouns share a kind', () => declareNouns([...NOUNS, ...NOUNS.slice(0, 1)]), NOUNS[0]?.kind ?? ''],
    [
      'two nouns share an event',
      () => declareNouns([...NOUNS, { ...(NOUNS[0] as (typeof NOUNS)[number]), kind: 'other' }]),
      'other',
    ],
  ])('%s', (_, start, named) => {
    expect(start).toThrow(named);
  });
  it('freezes for a park the firm has left whatever is not said to be fixed', () => {
    expect([...changingBut(schema, ['lentBy', 'photoIds'])].sort()).toEqual([
      'isOpen',
      'note',
      'since',
      'status',
      'updatedAt',
    ]);
  });
  it('needs every field of a step’s row', () => {
    const { said: _, ...without } = acts['take-back'];
    const { moves: _moves, ...placed } = spec;
    // @ts-expect-error a noun that does not say where it goes does not compile
    expect(() => defineNoun({ ...placed, kind: 'test-nowhere' })).toThrow();
    // @ts-expect-error a row without what is said does not compile
    defineActs<Key, Status>()({ 'take-back': without });
    expect(z.object(acts['take-back'].needs).safeParse({}).success).toBe(false);
  });
});
