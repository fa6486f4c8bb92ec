import { spawn } from 'node:child_process';
import mongoose from 'mongoose';
import { approveReward, claimsOf, findBatches, findWaiting, makeBatch, rewards } from '#domain/rewards';
import { setScheme } from '#domain/schemes';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildTwoAlike, SCHEME } from '../../support/schemes.ts';
import { testMongoUri, useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const as = (who: WorldActor) => personContext(world.actors[who]);
beforeEach(async () => {
  world = await buildWorld();
});

const SUM = 15_000;
const rowsOf = (name: string) => mongoose.connection.collection(name).find().toArray();

/** Pays the batch in a process that dies at its n-th write; says how it ended. */
const pay = (killAt: number): Promise<NodeJS.Signals | number | null> =>
  new Promise((ended) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'tests/support/killedWhileDepositing.ts', testMongoUri(), String(SUM), String(killAt)],
      {
        env: { ...process.env, OFFICER: JSON.stringify(world.actors.officer) },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    child.on('exit', (code, signal) => ended(signal ?? code));
  });

/** Nothing of a batch is there, or all of it: its paper, a code for each, an entry for each, and what each reward says. */
async function expectWhole(isPaid: boolean): Promise<void> {
  const entries = (await rowsOf('rewardLedger')).filter(({ kind }) => kind === 'deposited');
  const there = [await rowsOf('rewardBatches'), await rowsOf('rewardClaims'), entries].map(({ length }) => length);
  expect(there).toEqual(isPaid ? [1, 3, 3] : [0, 0, 0]);
  const found = (await rewards.find(as('manager'))).rows.map(({ status, depositedFen, claim }) => [
    ...[status, depositedFen],
    claim === undefined,
  ]);
  expect(found).toEqual(Array(3).fill(isPaid ? ['deposited', 5_000, false] : ['approved', undefined, true]));
  expect((await findWaiting(as('manager'))).totalFen).toBe(isPaid ? 0 : SUM);
}

it('a batch of unnamed rewards is paid whole or not at all, after a kill at any of its writes, and once in the end', async () => {
  await setScheme(as('manager'), { ...SCHEME, deskId: world.actors.worker2.personId });
  await buildHazard(world, { status: 'valid', isAnonymous: true });
  for (const { reference } of (await rewards.find(as('manager'), { status: 'proposed' })).rows)
    await approveReward(as('manager'), { reference });
  await buildTwoAlike(world, fixedNow);
  const ends: unknown[] = [];
  for (let killAt = 1; (ends.at(-1) ?? 'SIGKILL') === 'SIGKILL'; killAt += 2) {
    ends.push(await pay(killAt));
    await expectWhole(ends.at(-1) === 0);
  }
  expect(ends.length).toBeGreaterThan(4);
  expect(new Set(ends)).toEqual(new Set(['SIGKILL', 0]));
  // The answer was lost and the button is pressed again: it is the same batch, and no second code.
  const again = await makeBatch(personContext(world.actors.officer, { onceKey: 'the-press' }), {
    ...{ method: 'cash', totalFen: SUM },
  });
  expect((await findBatches(as('manager'))).map(({ _id }) => _id)).toEqual([again._id]);
  await expectWhole(true);
  // What the codes bring is what the ledger says was paid, to the fen.
  const codes = (
    await Promise.all(
      (['worker', 'worker2'] as const).map(async (who) =>
        Promise.all((await rewards.find(as(who))).rows.map((row) => claimsOf(as(who), row))),
      ),
    )
  ).flat(2);
  expect(codes.map(({ amountFen, isRedeemed }) => [amountFen, isRedeemed])).toEqual(Array(2).fill([5_000, false]));
}, 300_000);
