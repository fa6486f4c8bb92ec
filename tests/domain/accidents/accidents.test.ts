import mongoose from 'mongoose';
import {
  type AccidentStatus,
  accidents,
  gradeAccident,
  investigateAccident,
  joinAccident,
  liftAccident,
  passAccident,
  reportAccident,
  reportByFirm,
  supplementAccident,
  tickStep,
} from '#domain/accidents';
import { beginCompetence } from '#domain/competence';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import { findTrail } from '#domain/journal';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { newId } from '#kernel/ids';
import { buildAccident, reportByBody, typedAccident } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor, now = fixedNow) => personContext(world.actors[who], { now });
const later = (minutes: number) => new Date(fixedNow.getTime() + minutes * 60_000);
const outbox = () => mongoose.connection.collection('outbox');
const namesOf = async (template: string): Promise<string[]> => {
  const rows = await outbox().find({ template }).toArray();
  const known = Object.entries(world.actors) as [WorldActor, { personId: string }][];
  return rows.map((row) => known.find(([, { personId }]) => personId === row['personId'])?.[0] ?? '?').sort();
};
const clocks = async (id: string) =>
  (await findDeadlinesOf({ kind: 'accident', id })).map(({ kind, dueAt }) => [kind, (+dueAt - +fixedNow) / 60_000]);

type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const OPEN: readonly AccidentStatus[] = ['reported', 'investigating'];
/** By hand from 事故报告条例: who reports, who sets the level, who investigates. */
const MAY: Readonly<Record<string, Who>> = {
  'firm-report': [],
  acknowledge: ['parkOfficer', 'regulator', 'cityRegulator'],
  pass: ['regulator'],
  supplement: [...FIRM, 'regulator', 'cityRegulator'],
  grade: ['regulator', 'cityRegulator'],
  tick: [...FIRM, 'parkOfficer', 'regulator', 'cityRegulator'],
  investigate: ['regulator'],
  'grant-evidence': ['regulator'],
  'end-evidence': [],
  'open-evidence': [],
  lift: ['regulator'],
  join: ['regulator', 'cityRegulator'],
  absorb: [],
};
const SEE: Who = [...FIRM, 'parkOfficer', 'regulator', 'cityRegulator'];

it('lets everybody do and read exactly what the table says, in every status', async () => {
  const wrong: string[] = [];
  for (const { code: status } of accidents.lifecycle.statuses) {
    const row = await buildAccident(world, status as AccidentStatus);
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const [action, whose] of Object.entries(MAY)) {
        const isNow = OPEN.includes(row.status) && !(action === 'investigate' && row.status !== 'reported');
        const should = isNow && whose.includes(who);
        if (accidents.can(world.actors[who], action as never, row) !== should) wrong.push(`${status} ${who} ${action}`);
      }
      const sees = (await code(accidents.get(as(who), row.reference))) === 'done';
      if (sees !== SEE.includes(who)) wrong.push(`${status} ${who} sees: ${sees}`);
    }
  }
  expect(wrong).toEqual([]);
});

describe('the same accident told twice', () => {
  const firstTyped = (now = fixedNow) => ({ ...typedAccident(now), another: '' as never });
  const byPark = (more: object = {}) =>
    reportAccident(as('parkOfficer', later(3)), {
      ...{ ...firstTyped(), happenedTime: '00:25', creditCode: world.enterprise.creditCode, ...more },
    });

  it('is offered to whoever tells it again, at once too, and made one until they say that it is another', async () => {
    const both = await Promise.allSettled([reportAccident(as('officer'), firstTyped()), byPark()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [row] = (await accidents.find(as('regulator'))).rows;
    await expect(byPark()).rejects.toMatchObject({
      fields: { another: expect.stringContaining(row?.reference ?? '?') },
    });
    expect(await mongoose.connection.collection('holds').countDocuments()).toBe(1);
    // The day before it is another day.
    await byPark({ happenedOn: '2026-11-23' });
    await byPark({ another: 'another' });
    expect((await accidents.find(as('regulator'), { isOpen: true })).rows).toHaveLength(3);
  });

  it('is offered over midnight too: what happened within a few hours may be told for either day', async () => {
    await byPark({ happenedOn: '2026-11-23', happenedTime: '23:50' });
    for (const [happenedTime, found] of Object.entries({ '00:20': 'common.check-fields', '04:00': 'done' }))
      expect([happenedTime, await code(byPark({ happenedTime }))]).toEqual([happenedTime, found]);
  });

  it('is one again when its form is sent once more, and another once the first is over', async () => {
    const once = { ...as('officer'), onceKey: 'pressed-twice' };
    const first = await reportAccident(once, firstTyped());
    expect((await reportAccident(once, firstTyped()))._id).toBe(first._id);
    await investigateAccident(as('regulator'), first);
    await liftAccident(as('regulator'), { reference: first.reference, reason: '调查报告已经批复' });
    expect(await code(reportAccident(as('officer'), firstTyped()))).toBe('done');
  });

  it('is joined by a body: the kept one has the worse numbers, what was done, who knows and the hold', async () => {
    const kept = await reportByBody(world);
    const double = await reportAccident(as('officer', later(5)), typedAccident(fixedNow, { dead: '3' }));
    await tickStep(as('officer', later(6)), { reference: double.reference, step: 'rescue', note: '' }).catch(() => {});
    const join = { reference: double.reference, reason: '同一次爆炸' };
    for (const into of [double.reference, 'N2026-9999'])
      expect(await code(joinAccident(as('regulator'), { ...join, into }))).toBe('common.check-fields');
    expect(await code(joinAccident(as('parkOfficer'), { ...join, into: kept.reference }))).toBe('common.not-allowed');
    const joined = await joinAccident(as('regulator', later(9)), { ...join, into: kept.reference });
    expect([joined.status, joined.isOpen, joined.joinedInto]).toEqual(['joined', false, kept.reference]);
    const main = await accidents.get(as('regulator'), kept.reference);
    expect([main.dead, main.level, main.firmToldAt, main.tolls.length]).toEqual([3, 'larger', later(5), 2]);
    expect(main.levels.at(-1)?.why).toContain(double.reference);
    expect(await clocks(double._id)).toEqual([]);
    const holds = await mongoose.connection.collection<{ _id: string; liftedAt?: Date }>('holds').find().toArray();
    expect(holds.map(({ _id, liftedAt }) => [_id, liftedAt === undefined]).toSorted()).toEqual(
      [
        [kept._id, true],
        [double._id, false],
      ].toSorted(),
    );
    const asked = await mongoose.connection.collection('parkAssessments').find().toArray();
    expect(asked.map((one) => [one['accidentId'], one['status']]).toSorted()).toEqual(
      [
        [double._id, 'withdrawn'],
        [kept._id, 'due'],
      ].toSorted(),
    );
    await reactToEvents(later(9));
    expect(await namesOf('accident-joined')).toEqual(expect.arrayContaining(['manager', 'officer', 'parkOfficer']));
  });
});

describe('an accident the firm reports', () => {
  it('is told at once to emergency management, park and firm, at night too, and to the sector’s department by the register of that day', async () => {
    const fireBodyId = newId();
    await mongoose.connection.collection('bodies').insertOne({
      ...{ _id: fireBodyId as never, name: '北流市消防救援大队', level: 'county', regionCode: '450981' },
      ...{ kind: 'special', sectors: [] },
    });
    await beginCompetence(as('administrator'), {
      ...{ parkId: world.park._id, matter: 'fire', holder: fireBodyId, basis: '消防法', from: '2026-11-24' },
    });
    const night = new Date('2026-11-24T15:30:00Z');
    const row = await reportAccident(
      as('officer', night),
      typedAccident(night, { kind: 'fire', happenedTime: '23:00', learntTime: '23:10' }),
    );
    expect([row.bodyId, row.sectorBodyId]).toEqual([world.bodyId, fireBodyId]);
    await reactToEvents(night);
    expect(await namesOf('accident-reported')).toEqual(['parkOfficer', 'regulator']);
    expect(await namesOf('accident-firm')).toEqual(['manager']);
    const rows = await outbox().find({ template: 'accident-reported' }).toArray();
    expect(rows.map((one) => [one['isUrgent'], +(one['nextAt'] as Date)])).toEqual([
      [true, +night],
      [true, +night],
    ]);
  });

  it('runs the clocks of the law: two hours for the level, thirty days for changed numbers and seven for fire, sixty for the inquiry', async () => {
    const { _id } = await buildAccident(world);
    expect(await clocks(_id)).toEqual(
      expect.arrayContaining([
        ['accident-pass', 120],
        // 24:00 of the thirtieth and the sixtieth day.
        ['accident-supplement', expect.closeTo(30 * 1440 + 840, 0)],
        ['accident-investigate', expect.closeTo(60 * 1440 + 840, 0)],
      ]),
    );
    const fire = await reportByBody(world);
    expect(await clocks(fire._id)).toEqual(
      expect.arrayContaining([
        ['accident-unit', 60],
        ['accident-supplement', expect.closeTo(7 * 1440 + 840, 0)],
      ]),
    );
  });

  it('reminds within the hour, and stands before all else that is urgent', async () => {
    const { reference } = await reportByBody(world);
    const { rows } = await findToDos(as('officer'));
    expect([rows[0]?.reference, rows[0]?.clock]).toEqual([reference, 'accident-unit']);
    const due = await findDueDeadlines(later(41), 100);
    expect(due.map(({ kind }) => kind)).toContain('accident-unit');
    for (const one of due.filter(({ kind }) => kind === 'accident-unit'))
      await advanceDeadline(clockContext(later(41)), one);
    await reactToEvents(later(41));
    expect(await namesOf('reminder')).toEqual(['manager', 'officer']);
  });

  it('says how far the claimed times lie from the server’s, and refuses times that have yet to come', async () => {
    const late = typedAccident(fixedNow, { happenedOn: '2026-11-22', learntOn: '2026-11-22' });
    const { reference } = await reportAccident(as('officer'), late);
    const facts = await accidents.get(as('officer'), reference);
    const { accidentsInWords } = await import('#domain/accidents');
    const values = (await accidentsInWords.words.facts(facts, as('officer'))).map(({ value }) => value).join('|');
    expect(values).toMatch(/2026年11月22日 00:20（自述，与系统收到的时间相差约 58 小时）/);
    expect(values).toMatch(/超过时限/);
    expect(await code(reportAccident(as('officer'), typedAccident(fixedNow, { happenedTime: '23:00' })))).toBe(
      'common.check-fields',
    );
    const early = typedAccident(fixedNow, { learntTime: '00:10' });
    expect(await code(reportAccident(as('officer'), early))).toBe('common.check-fields');
  });

  it('is made once however often the form is sent, and told again by the firm where a body came first', async () => {
    const once = { ...as('officer'), onceKey: newId() };
    const both = await Promise.all([1, 2].map(() => reportAccident(once, typedAccident())));
    expect(new Set(both.map(({ reference }) => reference)).size).toBe(1);
    const { reference, _id } = await reportByBody(world);
    await reportByFirm(as('manager'), {
      ...{ reference, learntOn: '2026-11-24', learntTime: '0:30', what: '原料库起火', measures: '已扑灭' },
    });
    expect((await clocks(_id)).map(([kind]) => kind)).not.toContain('accident-unit');
    expect(await code(reportByBody(world).then(() => passAccident(as('otherRegulator'), { reference })))).toBe(
      'common.not-found',
    );
  });
});

describe('its level', () => {
  it('follows the highest of dead, hurt and loss, the number itself included, missing people among the dead', async () => {
    const levels = await Promise.all(
      [
        { dead: '2', hurt: '9', lossFen: 999_999_999 },
        { dead: '3', hurt: '0' },
        { dead: '0', hurt: '10' },
        { dead: '0', hurt: '0', lossFen: 1_000_000_000 },
        { dead: '8', hurt: '0', missing: '2' },
        { dead: '0', hurt: '100' },
      ].map(async (toll) => (await reportAccident(as('officer'), typedAccident(fixedNow, toll))).level),
    );
    expect(levels).toEqual(['ordinary', 'larger', 'larger', 'larger', 'serious', 'extreme']);
  });

  it('changes with numbers told within the days and not after, each telling kept, and who investigates with it', async () => {
    const { reference } = await buildAccident(world);
    const more = { reference, dead: '3', hurt: '0', missing: '0', note: '医院通知', isFinal: 'open' as const };
    const raised = await supplementAccident(as('officer', later(29 * 1440)), more);
    expect([raised.level, raised.investigatorBodyId, raised.levels.length]).toEqual(['larger', world.cityBodyId, 2]);
    const names = (await findTrail({ kind: 'accident', id: raised._id })).map(({ name }) => name);
    expect(names).toEqual(['accidents.reported', 'accidents.level-changed']);
    const late = await supplementAccident(as('officer', later(31 * 1440)), { ...more, dead: '10', isFinal: 'final' });
    expect([late.level, late.dead, late.tolls.length, late.tolls.at(-1)?.counts]).toEqual(['larger', 10, 3, false]);
    expect((await clocks(late._id)).map(([kind]) => kind)).not.toContain('accident-supplement');
  });

  it('is set by a body with its reason, and goes up the line as far as it asks', async () => {
    const { reference, _id } = await buildAccident(world);
    expect(await code(gradeAccident(as('parkOfficer'), { reference, level: 'larger', reason: '人数' }))).toBe(
      'common.not-allowed',
    );
    const passed = await passAccident(as('regulator', later(30)), { reference });
    expect([passed.reached, passed.passes.length]).toEqual([1, 1]);
    expect((await clocks(_id)).map(([kind]) => kind)).not.toContain('accident-pass');
    const graded = await gradeAccident(as('cityRegulator'), { reference, level: 'larger', reason: '影响恶劣' });
    expect([graded.level, graded.investigatorBodyId]).toEqual(['larger', world.cityBodyId]);
    expect(await code(investigateAccident(as('regulator'), { reference }))).toBe('common.not-allowed');
  });
});

it('has its checklist ticked by name and time, each step once', async () => {
  const { reference } = await buildAccident(world);
  await tickStep(as('officer'), { reference, step: 'rescue', note: '120 已到' });
  const after = await tickStep(as('parkOfficer', later(5)), { reference, step: 'evacuate' });
  expect(after.ticks.map(({ step, by, at }) => [step, by, +at - +fixedNow])).toEqual([
    ['rescue', world.actors.officer.personId, 0],
    ['evacuate', world.actors.parkOfficer.personId, 300_000],
  ]);
  expect(await code(tickStep(as('manager'), { reference, step: 'rescue' }))).toBe('common.check-fields');
  expect(await code(tickStep(as('manager'), { reference, step: 'none' }))).toBe('common.check-fields');
});
