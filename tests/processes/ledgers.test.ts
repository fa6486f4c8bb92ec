import { join } from 'node:path';
import mongoose from 'mongoose';
import { acceptHazard, reportHazard, verifyHazard } from '#domain/hazards';
import { budgetsOf, getImport, importPolicies, type Policy, rebuildBudgets, recountBudgets } from '#domain/insurance';
import { approveReward, listMonth, payReward, type RewardMonth, rewards } from '#domain/rewards';
import { recountBoards } from '#domain/tallies';
import { addDays, addMonths, atLocalHour, localDate } from '#kernel/dates';
import { connectQueueRedis } from '#platform/redis';
import { openQueue } from '../../jobs/queues.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { makeChemical, tableOf, tableRow } from '../support/insurance.ts';
import { until } from '../support/until.ts';
import { buildWorld, type World } from '../support/world.ts';
import { type House, openHouse, PATIENTLY } from './support/house.ts';
import { count, rows } from './support/rows.ts';

const ROWS = 4;
const PREMIUM_FEN = 5_000_000;
/** Everything a row of a table writes: policy, premium, budget with its entry, what boards read, its event and its answer. */
const WRITTEN = [
  ...['policies', 'premiumEntries', 'preventionBudgets', 'budgetEntries'],
  ...['tallyDeltas', 'events', 'policyImportLines', 'deadlines'],
];

let house: House;
let world: World;
beforeAll(async () => {
  house = await openHouse();
  world = await buildWorld();
  await makeChemical(world);
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);

/** A worker that dies at its n-th write into some collections. @returns false when it did everything before. */
async function work(killAt: number, within: readonly string[], isDone: () => Promise<boolean>): Promise<boolean> {
  const dying = join(import.meta.dirname, '../support/killedInWorker.ts');
  const worker = await house
    .start('worker', { DIE_AT: String(killAt), DIE_IN: within.join(',') }, dying)
    // Killed before it had said that it is up.
    .catch(() => undefined);
  if (worker === undefined) return true;
  let isDead = false;
  void worker.ended.then(() => {
    isDead = true;
  });
  await until(async () => isDead || (await isDone()), PATIENTLY);
  await worker.kill();
  return isDead && !(await isDone());
}

/** The same with a table of policies before it. */
async function enter(killAt: number, id: string): Promise<boolean> {
  // Whoever comes next need not wait until the lease of whoever was killed is over.
  await mongoose.connection
    .collection('policyImports')
    .updateOne({ _id: id as never, nextAt: { $exists: true } }, { $set: { nextAt: new Date() } });
  return work(killAt, WRITTEN, async () => (await rows('policyImports', { _id: id }))[0]?.['status'] === 'done');
}

/** Every policy has its premium once and its budget by it, and every sum is what the entries come to. */
async function expectSound(): Promise<number> {
  const policies = (await rows('policies')) as unknown as Policy[];
  for (const { _id, premiumFen, status } of policies) {
    const [budget] = await budgetsOf(_id);
    expect([status, premiumFen, budget?.accruedFen]).toEqual(['confirmed', PREMIUM_FEN, PREMIUM_FEN / 5]);
  }
  const entered = await count('policyImportLines', { outcome: 'entered' });
  const there = await Promise.all(['policies', 'premiumEntries', 'preventionBudgets'].map((name) => count(name)));
  expect(there).toEqual(Array(3).fill(entered));
  expect(await count('budgetEntries', { movement: 'accrual' })).toBe(entered);
  expect(await recountBudgets(clockContext(new Date()))).toEqual([]);
  return entered;
}

it(
  'the worker killed between any two writes of a table of policies, and started again: each row once, every sum equal',
  async () => {
    const today = localDate(new Date());
    const cover = { startsOn: addDays(today, 10), endsOn: addDays(today, 370), day: today };
    const table = await tableOf(
      Array.from({ length: ROWS }, (_, n) => tableRow(world, { ...cover, number: `BX-${n}` })),
    );
    const insurer = personContext(world.actors.insurer, { now: new Date() });
    const { _id } = await importPolicies(insurer, table);
    let kills = 0;
    // All rows of the table are one transaction: each killing is at another of its writes, and costs a start of the worker.
    for (let killAt = 2; await enter(killAt, _id); killAt += 17) {
      kills += 1;
      await expectSound();
    }
    expect(kills).toBeGreaterThan(3);
    expect(await expectSound()).toBe(ROWS);
    expect((await getImport(insurer, _id)).counts).toEqual({ entered: ROWS, there: 0, refused: 0, waiting: 0 });
    expect(await rebuildBudgets(clockContext(new Date()))).toEqual([]);
    const board = (await recountBoards(clockContext(new Date()))).boards.find(({ name }) => name === 'budgets');
    expect(board).toMatchObject({ wrong: 0 });
  },
  2 * PATIENTLY,
);

/** Everything the opening and the closing of a month write: its number, the month, its clock and its event. */
const OF_A_MONTH = ['counters', 'rewardMonths', 'deadlines', 'events'];
const MONTHS = 3;

/** A reward of the firm granted and paid in the middle of each of the last months. */
async function rewardEachMonth(): Promise<void> {
  for (let back = 1; back <= MONTHS; back += 1) {
    const month = addMonths(`${localDate(new Date()).slice(0, 7)}-01`, -back);
    const as = (who: 'worker' | 'officer' | 'manager') =>
      personContext(world.actors[who], { now: atLocalHour(addDays(month, 9), 10) });
    const { reference } = await reportHazard(as('worker'), {
      ...{ enterpriseId: world.enterprise._id, text: `护栏松了 ${back}`, placeText: `${back}号线` },
    });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    const its = (await rewards.find(as('manager'), { status: 'proposed' })).rows[0]?.reference ?? '';
    await approveReward(as('manager'), { reference: its });
    await payReward(as('officer'), { reference: its, method: 'cash' });
  }
}

it(
  'the worker killed between any two writes of opening and closing months, and started again: each once, the ledger the same',
  async () => {
    await rewardEachMonth();
    const ledger = await rows('rewardLedger');
    const months = async () => (await rows('rewardMonths')) as unknown as RewardMonth[];
    const redis = connectQueueRedis(house.redis.url);
    const queue = openQueue(redis);
    /** The worker killed at its first write, the next one at its second, until one comes to the end. @returns how many. */
    const killedUntil = async (isDone: () => Promise<boolean>, isSound: () => Promise<void>): Promise<number> => {
      for (let killAt = 1; ; killAt += 1) {
        await queue.add('reward-months', {});
        if (!(await work(killAt, OF_A_MONTH, isDone))) return killAt - 1;
        await isSound();
      }
    };
    const happened = async ({ _id }: RewardMonth) =>
      (await rows('events', { 'subject.id': _id }))
        .map(({ name }) => String(name).replace('reward-months.', ''))
        .sort();
    const isOwed = ({ _id }: RewardMonth) => count('deadlines', { 'subject.id': _id, isOpen: true });
    try {
      const kills = await killedUntil(
        async () => (await months()).length === MONTHS,
        async () => {
          // A month is there with its clock and its event, or not at all.
          for (const month of await months())
            expect([await happened(month), await isOwed(month)]).toEqual([['opened'], 1]);
        },
      );
      expect(kills).toBeGreaterThan(3);
      // Drawn up so long ago that the last day for an objection was yesterday.
      const officer = personContext(world.actors.officer, { now: new Date(Date.now() - 6 * 86_400_000) });
      for (const { reference } of await months()) await listMonth(officer, { reference });
      const listed = await months();
      const closes = await killedUntil(
        async () => (await months()).every(({ status }) => status === 'closed'),
        async () => {
          for (const month of await months()) {
            const isClosed = month.status === 'closed';
            expect(await happened(month)).toEqual([...(isClosed ? ['closed'] : []), 'listed', 'opened']);
          }
        },
      );
      expect(closes).toBeGreaterThan(2);
      const closed = await months();
      for (const month of closed)
        expect([await happened(month), await isOwed(month)]).toEqual([['closed', 'listed', 'opened'], 0]);
      // What was listed is what was closed, and both are what the ledger says: nothing lost, nothing twice.
      expect(closed.map(({ rows: its }) => its)).toEqual(listed.map(({ rows: its }) => its));
      const movements = (its: readonly object[]) =>
        its.map((row) => ['rewardReference', 'kind', 'amountFen'].map((key) => (row as never)[key]).join()).sort();
      expect(movements(closed.flatMap(({ rows: its }) => its))).toEqual(movements(ledger));
      expect(await rows('rewardLedger')).toEqual(ledger);
    } finally {
      await queue.close();
      redis.disconnect();
    }
  },
  4 * PATIENTLY,
);
