import mongoose from 'mongoose';
import { acceptHazard, reportHazard, verifyHazard } from '#domain/hazards';
import {
  approveReward,
  approveTogether,
  claimOf,
  findBatches,
  findForTogether,
  findWaiting,
  makeBatch,
  payTogether,
  type Reward,
  redeemClaim,
  rewards,
} from '#domain/rewards';
import { setScheme } from '#domain/schemes';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { deposit, SCHEME } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const as = (who: WorldActor) => personContext(world.actors[who]);
beforeEach(async () => {
  world = await buildWorld();
});

/** Unnamed reports of the worker that were found valid and granted. */
async function granted(...grades: ('general' | 'major')[]): Promise<void> {
  for (const [n, grade] of grades.entries()) {
    const { reference } = await reportHazard(as('worker'), {
      enterpriseId: world.enterprise._id,
      text: `电箱漏电 ${n}`,
      placeText: '3号线',
      isAnonymous: true,
    });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), {
      ...{ reference, result: 'valid', grade },
      ...(grade === 'major' ? { majorBasis: '判定标准第三条' } : {}),
    } as never);
  }
  for (const { reference } of (await rewards.find(as('manager'), { status: 'proposed' })).rows)
    await approveReward(as('manager'), { reference });
}
const desk = () => setScheme(as('manager'), { ...SCHEME, deskId: world.actors.worker2.personId });
const codesOf = async (who: WorldActor): Promise<string[]> => {
  const { rows } = await rewards.find(as(who));
  const claims = await Promise.all(rows.map((row) => claimOf(as(who), row)));
  return claims.flatMap((claim) => (claim === undefined ? [] : [claim.code]));
};
const batch = (totalFen: number) => makeBatch(as('officer'), { method: 'cash', voucher: '记-9', totalFen });
const rowsOf = (name: string) => mongoose.connection.collection(name).find().toArray();

it('a desk is a worker’s who does not run the firm; without one, or of too few, nothing is paid', async () => {
  for (const who of ['manager', 'officer', 'otherWorker'] as const)
    await expect(setScheme(as('manager'), { ...SCHEME, deskId: world.actors[who].personId })).rejects.toMatchObject({
      fields: { deskId: expect.any(String) },
    });
  await granted('general', 'general');
  await expect(batch(10_000)).rejects.toMatchObject({ code: 'rewards.no-desk' });
  await desk();
  await expect(batch(10_000)).rejects.toMatchObject({ code: 'rewards.batch-too-small' });
  await expect(findWaiting(as('worker'))).rejects.toMatchObject({ kind: 'Forbidden' });
});

it('pays them as one sum of fixed amounts, once however often it is pressed, and shows the firm the batch alone', async () => {
  await desk();
  await granted('general', 'major', 'general');
  await expect(batch(1)).rejects.toMatchObject({ code: 'common.changed-meanwhile' });
  const tries = await Promise.allSettled([1, 2, 3, 4, 5].map(() => batch(110_000)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [made] = await findBatches(as('manager'));
  expect(made).toMatchObject({
    ...{ count: 3, totalFen: 110_000, method: 'cash', voucher: '记-9' },
    parts: [
      { level: 'general', amountFen: 5_000, count: 2 },
      { level: 'major', amountFen: 100_000, count: 1 },
    ],
  });
  const entries = (await rowsOf('rewardLedger')).filter(({ kind }) => kind === 'deposited');
  expect(entries.map(({ amountFen }) => amountFen).toSorted()).toEqual([100_000, 5_000, 5_000]);
  // Nothing leads from a code or a batch to a reward, and a reward of which no paper or day is its own.
  for (const row of [...(await rowsOf('rewardClaims')), ...(await rowsOf('rewardBatches'))])
    for (const reward of await rowsOf('rewards'))
      for (const mark of [reward['_id'], reward['hazardId'], reward['reference'], reward['personId']])
        expect(JSON.stringify(row)).not.toContain(mark);
  for (const reward of (await rowsOf('rewards')) as unknown as Reward[]) {
    expect(reward).toMatchObject({ status: 'deposited' });
    for (const key of ['paidAt', 'voucher', 'payMethod']) expect(reward).not.toHaveProperty(key);
  }
  expect((await rowsOf('rewardClaims')).map((row) => Object.keys(row).sort())).toEqual(
    Array(3).fill(['_id', 'amountFen', 'enterpriseId']),
  );
});

it('a code is taken once at its own desk, by whoever brings it, however many press at once', async () => {
  await granted('general');
  await deposit(world, new Date(+fixedNow + 24 * 86_400_000));
  const [code = ''] = await codesOf('worker');
  expect([code.length, await codesOf('manager'), await codesOf('worker2')]).toEqual([12, [], []]);
  for (const who of ['manager', 'officer', 'worker', 'otherWorker', 'regulator'] as const)
    await expect(redeemClaim(as(who), { code })).rejects.toMatchObject({ kind: 'Forbidden' });
  await expect(redeemClaim(as('worker2'), { code: 'WRONGWRONG22' })).rejects.toMatchObject({
    fields: { code: expect.any(String) },
  });
  const typed = `${code.slice(0, 4)} ${code.slice(4).toLowerCase()}`;
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => redeemClaim(as('worker2'), { code: typed })));
  expect(tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))).toEqual([5_000]);
  await expect(redeemClaim(as('worker2'), { code })).rejects.toMatchObject({ code: 'rewards.code-used' });
  const [reward] = (await rewards.find(as('worker'))).rows;
  expect(await claimOf(as('worker'), reward as Reward)).toMatchObject({ isRedeemed: true });
  // The firm reads the same before and after.
  expect(await rewards.get(as('manager'), reward?.reference ?? '')).toMatchObject({
    status: 'deposited',
    version: reward?.version,
  });
});

describe('several ticked together', () => {
  const named = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      const { reference } = await reportHazard(as(n % 2 === 0 ? 'worker' : 'worker2'), {
        enterpriseId: world.enterprise._id,
        text: `护栏松动 ${n}`,
        placeText: '3号线',
      });
      await acceptHazard(as('officer'), { reference });
      await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    }
  };

  it('are granted and paid at the sum that was seen, once however often, and none of another’s', async () => {
    await named(3);
    const rows = await findForTogether(as('manager'), 'approve');
    expect(await findForTogether(as('officer'), 'approve')).toEqual([]);
    const references = rows.map(({ reference }) => reference);
    await expect(approveTogether(as('manager'), { references, totalFen: 1 })).rejects.toMatchObject({
      kind: 'Conflict',
    });
    const tries = await Promise.allSettled(
      [1, 2, 3].map(() => approveTogether(as('manager'), { references, totalFen: 15_000 })),
    );
    const granted = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value.count] : []));
    expect(granted.reduce((sum, count) => sum + count, 0)).toBe(3);
    const [first = ''] = references;
    await expect(
      payTogether(as('otherOfficer'), { references: [first], totalFen: 5_000, method: 'cash' }),
    ).rejects.toMatchObject({ kind: 'Conflict' });
    expect(
      await payTogether(as('officer'), {
        references: references.join(','),
        totalFen: 15_000,
        method: 'payroll',
        voucher: '记-3',
      }),
    ).toEqual({
      ...{ count: 3, totalFen: 15_000, left: [] },
    });
    const entries = await rowsOf('rewardLedger');
    for (const kind of ['approved', 'paid']) expect(entries.filter((row) => row['kind'] === kind)).toHaveLength(3);
    expect((await rewards.find(as('manager'))).rows.map(({ voucher }) => voucher)).toEqual(['记-3', '记-3', '记-3']);
  });
});
