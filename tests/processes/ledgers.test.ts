import { join } from 'node:path';
import mongoose from 'mongoose';
import { budgetsOf, getImport, importPolicies, type Policy, rebuildBudgets, recountBudgets } from '#domain/insurance';
import { recountBoards } from '#domain/tallies';
import { addDays, localDate } from '#kernel/dates';
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

/** A worker that dies at its n-th write of a row. @returns false when it answered every row before. */
async function work(killAt: number, id: string): Promise<boolean> {
  const dying = `--import=tsx --import=${join(import.meta.dirname, '../support/killedInWorker.ts')}`;
  // Whoever comes next need not wait until the lease of whoever was killed is over.
  await mongoose.connection
    .collection('policyImports')
    .updateOne({ _id: id as never, nextAt: { $exists: true } }, { $set: { nextAt: new Date() } });
  const worker = await house
    .start('worker', { NODE_OPTIONS: dying, DIE_AT: String(killAt), DIE_IN: WRITTEN.join(',') })
    // Killed before it had said that it is up.
    .catch(() => undefined);
  if (worker === undefined) return true;
  let isDead = false;
  void worker.ended.then(() => {
    isDead = true;
  });
  const isDone = async () => (await rows('policyImports', { _id: id }))[0]?.['status'] === 'done';
  await until(async () => isDead || (await isDone()), PATIENTLY);
  await worker.kill();
  return isDead && !(await isDone());
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
    for (let killAt = 2; await work(killAt, _id); killAt += 3) {
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
