import { spawn } from 'node:child_process';
import mongoose from 'mongoose';
import { budgetsOf, type Policy, recountBudgets, services } from '#domain/insurance';
import { rewards } from '#domain/rewards';
import { recountBoards } from '#domain/tallies';
import { clockContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildInsured, buildService } from '../../support/insurance.ts';
import { testMongoUri, useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

/** Every write instead of every third: minutes. */
const EVERY = process.env['KILL_EVERY'] === '1';

useStores();
let world: World;
let policy: Policy;
beforeEach(async () => {
  world = await buildWorld();
  policy = await buildInsured(world);
});

/** Takes both on in a process that dies at its n-th write; says how it ended. */
const goOn = (service: string, reward: string, killAt: number): Promise<NodeJS.Signals | number | null> =>
  new Promise((ended) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'tests/support/killedInLedgers.ts', testMongoUri(), service, reward, String(killAt)],
      { env: { ...process.env, ACTORS: JSON.stringify(world.actors) }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    child.on('exit', (code, signal) => ended(signal ?? code));
  });

/** Which entries a reward owes its status: no more and no fewer, whoever was killed where. */
const OWED: Readonly<Record<string, readonly string[]>> = {
  proposed: [],
  approved: ['approved'],
  paid: ['approved', 'paid'],
  confirmed: ['approved', 'confirmed', 'paid'],
};

async function expectSound(service: string, reward: string): Promise<void> {
  expect(await recountBudgets(clockContext())).toEqual([]);
  const [budget] = await budgetsOf(policy._id);
  const status = (await services.peek(service))?.status ?? '';
  const spentFen = status === 'settled' ? 550_000 : 0;
  const reservedFen = ['asked', 'agreed', 'delivered', 'accepted'].includes(status) ? 600_000 : 0;
  expect([status, budget]).toMatchObject([
    status,
    { accruedFen: 1_000_000, spentFen, reservedFen, availableFen: 1_000_000 - spentFen - reservedFen },
  ]);
  const entries = await mongoose.connection.collection('rewardLedger').find({ rewardReference: reward }).toArray();
  const row = await rewards.peek(reward);
  expect(entries.map(({ kind }) => String(kind)).sort()).toEqual(OWED[row?.status ?? '']);
  expect(entries.every(({ amountFen }) => amountFen === row?.amountFen)).toBe(true);
}

it(
  'is sound after every kill between any two writes of both ledgers, and goes on from there',
  async () => {
    const { reference: service } = await buildService(world, policy);
    await buildHazard(world, { status: 'valid' });
    const reward = 'R2026-0001';
    const ends: unknown[] = [];
    const standing = async () => {
      const one = await services.peek(service);
      return `${one?.status} ${one?.attendedIds.length} ${(await rewards.peek(reward))?.status}`;
    };
    // Each dies a few writes later than the one before, so that each step is broken off at another of its writes; with
    // KILL_EVERY each of them at every one: from its first again as soon as a step was taken.
    for (let killAt = EVERY ? 1 : 2; (ends.at(-1) ?? 'SIGKILL') === 'SIGKILL'; ) {
      const before = await standing();
      ends.push(await goOn(service, reward, killAt));
      await expectSound(service, reward);
      killAt = EVERY ? (before === (await standing()) ? killAt + 1 : 1) : killAt + 3;
    }
    expect(ends.length).toBeGreaterThan(4);
    expect(new Set(ends)).toEqual(new Set(['SIGKILL', 0]));
    expect([(await services.peek(service))?.status, (await rewards.peek(reward))?.status]).toEqual([
      'reversed',
      'confirmed',
    ]);
    const board = (await recountBoards(clockContext())).boards.find(({ name }) => name === 'budgets');
    expect(board).toMatchObject({ wrong: 0 });
  },
  EVERY ? 3_600_000 : 300_000,
);
