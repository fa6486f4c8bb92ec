import mongoose from 'mongoose';
import { lookThrough } from '#domain/aside';
import { takeNextMessage } from '#domain/chat';
import { desk, findDueDeadlines, findOwed } from '#domain/deadlines';
import {
  countByStatus,
  findHazardMarks,
  findHazards,
  findMyReports,
  findSimilar,
  type Hazard,
  type HazardFilter,
} from '#domain/hazards';
import { findJournalPage, findTrail, findUnnoticed } from '#domain/journal';
import { countUnread, deliverNext, findInbox, portalCarrier } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { runNextExport } from '#domain/oversight';
import { rewards } from '#domain/rewards';
import { newId } from '#kernel/ids';
import { fixedNow } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
import { profiled } from '../support/profiled.ts';
import { useOneWorld } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

/** So many cases lie about that reading through them would show at once. */
const NEAR = 900;
const FAR = 900;
/** Documents one page may read: a few pages' worth. */
const MOST_READ = 160;

let world: World;
const as = (who: WorldActor) => personContext(world.actors[who]);
const db = () => mongoose.connection.db as NonNullable<typeof mongoose.connection.db>;
const insert = (collection: string, rows: object[]) =>
  db()
    .collection(collection)
    .insertMany(rows as never);
const copies = (count: number, make: (n: number) => object): object[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** A firm with a few cases in each state, in a park and a county with many more, in a country with many more. */
async function crowd(): Promise<void> {
  const one = await buildHazard(world, { status: 'rectifying' });
  for (const status of ['reported', 'submitted', 'closure-requested'] as const) await buildHazard(world, { status });
  const stray = (n: number): Partial<Hazard> => ({
    ...one,
    _id: newId(fixedNow),
    reference: `H2027-${n}`,
    queryCode: 'X',
    enterpriseId: newId(),
    bodyId: newId(),
    reporter: { kind: 'visitor' },
    status: 'closed',
    isOpen: false,
    isMajor: false,
    isUrgent: false,
    rectification: { ...(one.rectification as NonNullable<Hazard['rectification']>), ownerId: newId() },
    grams: ['别的', '的话'],
    personGrams: [],
    bands: [`b${n}`],
  });
  await insert('hazards', copies(NEAR, stray));
  await insert(
    'hazards',
    copies(FAR, (n) => ({ ...stray(NEAR + n), parkId: newId(), regionPath: ['45', '4599', '459901'], sector: 'Z' })),
  );
  const [closed] = await db()
    .collection('deadlines')
    .find({}, { projection: { nextStepAt: 0 } })
    .limit(1)
    .toArray();
  await insert(
    'deadlines',
    copies(NEAR, (n) => ({
      ...closed,
      _id: newId(),
      key: `k${n}`,
      owedBy: [`person:${newId()}`],
      isOpen: false,
      closedAt: fixedNow,
    })),
  );
  const [event] = await db().collection('events').find().limit(1).toArray();
  await insert(
    'events',
    copies(NEAR, (n) => ({ ...event, _id: newId(), subject: { kind: 'other', id: `s${n}` }, isNoticed: true })),
  );
  const [reward] = await db().collection('rewards').find().limit(1).toArray();
  await insert(
    'rewards',
    copies(NEAR, (n) => ({
      ...reward,
      _id: newId(),
      reference: `J2027-${n}`,
      hazardId: newId(),
      enterpriseId: newId(),
      personId: newId(),
    })),
  );
  await insert(
    'asides',
    copies(NEAR, (n) => ({ _id: `digests:${n}`, loop: 'digests', key: `${n}`, nextTryAt: fixedNow })),
  );
  const message = { sort: 'notice', channel: 'portal', texts: 'notices', template: 'x', params: {}, isUrgent: false };
  await insert(
    'outbox',
    copies(NEAR, (n) => ({
      ...message,
      _id: newId(),
      dedupeKey: `d${n}`,
      personId: newId(),
      still: { kind: 'always' },
      isMissed: false,
      status: 'inbox',
      attempts: 1,
      createdAt: fixedNow,
    })),
  );
  const asked = { channel: 'webchat', kind: 'text', text: 'x', sentAt: fixedNow, seq: 1, status: 'done', attempts: 1 };
  await insert(
    'inbox',
    copies(NEAR, (n) => ({ ...asked, _id: newId(), channelUserId: `u${n}`, messageId: `m${n}`, createdAt: fixedNow })),
  );
  await insert(
    'exports',
    copies(NEAR, (n) => ({
      _id: newId(),
      personId: `p${n}`,
      grantId: 'g',
      filter: {},
      status: 'done',
      written: 1,
      fileName: 'x',
      attempts: 1,
      createdAt: fixedNow,
      expiresAt: new Date('2100-01-01'),
    })),
  );
}

const lists: readonly [WorldActor, HazardFilter][] = [
  ...(['worker', 'manager', 'officer', 'adviser', 'parkOfficer', 'regulator', 'sectorRegulator'] as const).flatMap(
    (who): [WorldActor, HazardFilter][] => [
      [who, {}],
      [who, { isOpen: true }],
      [who, { isOverdue: true }],
      [who, { status: 'closure-requested' }],
      [who, { isMajor: true }],
      [who, { isUrgent: true }],
      [who, { q: '漏电' }],
      [who, { q: 'H2026-1' }],
      [who, { category: 'electric', isOpen: true }],
      [who, { after: 'f'.repeat(24) }],
    ],
  ),
  ['cityRegulator', { isMajor: true, isOpen: true }],
  ['officer', { q: '卢师傅' }],
  ['insurer', {}],
  ['administrator', {}],
];

const reads: readonly [string, () => Promise<unknown>][] = [
  ...lists.map(([who, filter]): [string, () => Promise<unknown>] => [
    `the list of ${who} with ${JSON.stringify(filter)}`,
    () => findHazards(as(who), filter),
  ]),
  ['the marks of a list', () => findHazardMarks(as('regulator'), { isOpen: true })],
  ['the list of one firm', () => findHazards(as('regulator'), { enterpriseId: world.enterprise._id })],
  ['the list of one place', () => findHazards(as('officer'), { locationId: world.location._id })],
  ...(['worker2', 'officer', 'manager', 'regulator'] as const).map((who): [string, () => Promise<unknown>] => [
    `what waits for ${who}`,
    () => findToDos(as(who)),
  ]),
  ['what a worker reported', () => findMyReports(as('worker'))],
  [
    'the hint of similar cases',
    () => findSimilar(as('worker'), { enterpriseId: world.enterprise._id, text: '3号线电箱漏电' }),
  ],
  ...(['manager', 'regulator', 'parkOfficer', 'adviser'] as const).map((who): [string, () => Promise<unknown>] => [
    `the numbers of ${who}`,
    () => countByStatus(as(who)),
  ]),
  ['rewards a firm gives', () => rewards.find(as('manager'), { status: 'proposed' })],
  ['rewards a worker gets', () => rewards.find(as('worker'))],
  ['rewards to confirm', () => rewards.find(as('worker'), { isToConfirm: true })],
  ['all rewards a firm gives', () => rewards.find(as('manager'))],
  ['the clock', () => findDueDeadlines(fixedNow, 200)],
  ['what was set aside', () => lookThrough(clockContext(fixedNow), 'deadlines')],
  [
    'what a person owes',
    () =>
      findOwed(
        [desk.firm(world.enterprise._id)],
        { personId: world.actors.officer.personId, now: fixedNow },
        { limit: 50 },
      ),
  ],
  ['events to make notices of', () => findUnnoticed(100)],
  ['the journal', () => findJournalPage({ now: fixedNow })],
  ['the trail of a case', () => findTrail({ kind: 'hazard', id: newId() })],
  ['the next message to deliver', () => deliverNext(() => fixedNow, portalCarrier)],
  ['a person’s messages', () => findInbox(as('officer'))],
  ['a person’s unread messages', () => countUnread(as('officer'))],
  ['the next message to answer', () => takeNextMessage(fixedNow)],
  ['the next spreadsheet to write', () => runNextExport(() => fixedNow)],
];

describe('however much there is, the store reads a page’s worth by an index for', () => {
  useOneWorld(async () => {
    world = await buildWorld();
    await crowd();
  }, 60_000);

  it.each(reads)('%s', async (_, read) => {
    const did = await profiled(read);
    expect(did.length).toBeGreaterThan(0);
    const wrong = did.filter(
      ({ planSummary = '', docsExamined = 0 }) => planSummary.includes('COLLSCAN') || docsExamined > MOST_READ,
    );
    expect(wrong.map(({ ns, planSummary, docsExamined }) => ({ ns, planSummary, docsExamined }))).toEqual([]);
  });
});
