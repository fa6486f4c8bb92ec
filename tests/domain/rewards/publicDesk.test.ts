import mongoose from 'mongoose';
import { acceptHazard, reportHazard, verifyHazard } from '#domain/hazards';
import {
  approveReward,
  claimsOf,
  denyClaim,
  findBatches,
  findDenied,
  findDeniedAtDesk,
  findOwedToDesk,
  findOwnAdvances,
  findWaitedLong,
  findWaiting,
  leaveAtPublicDesk,
  listMonth,
  makeBatch,
  openMonth,
  redeemClaim,
  rewards,
  rewardsInWords,
  settleAdvances,
} from '#domain/rewards';
import { runJob } from '../../../jobs/timetable.ts';
import { anHourBefore, createClock, fixedNow } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
import { buildTwoAlike, deposit } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const at = (day: string): Date => new Date(`${day}T02:00:00Z`);
const as = (who: WorldActor, day?: string) =>
  personContext(world.actors[who], day === undefined ? {} : { now: at(day) });
const rowsOf = (name: string) => mongoose.connection.collection(name).find().toArray();

/** An unnamed report of the worker's, found valid and granted. */
async function granted(text = '报警器关了', reporter: WorldActor = 'worker'): Promise<void> {
  const { reference } = await reportHazard(personContext(world.actors[reporter], { now: anHourBefore }), {
    ...{ enterpriseId: world.enterprise._id, text, placeText: '3号线', isAnonymous: true },
  });
  await acceptHazard(as('officer'), { reference });
  await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
  for (const one of (await rewards.find(as('manager'), { status: 'proposed' })).rows)
    await approveReward(as('manager'), { reference: one.reference });
}
/** What the clock does in the night of a day. */
const night = async (day: string): Promise<void> => {
  const ctx = clockContext(at(day));
  for (const firm of await findWaitedLong(at(day), 10, [])) await leaveAtPublicDesk(ctx, firm);
};
const codesOf = async (who: WorldActor, day: string) =>
  (await Promise.all((await rewards.find(as(who, day))).rows.map((row) => claimsOf(as(who, day), row)))).flat();
const settle = (totalFen: number, day: string, more: object = {}) =>
  settleAdvances(as('officer', day), {
    ...{ method: 'bank', totalFen, bodyId: world.enterprise.bodyId, ...more },
  });

it('the only one who ever reports unnamed is told from which day the public desk pays, and is paid then, without the firm', async () => {
  await granted();
  const [waiting] = (await rewards.find(as('worker'))).rows;
  if (waiting === undefined) throw new Error('no reward was made');
  // Due on 24 December, thirty days more, and the first of the next month.
  expect((await rewardsInWords.words.standing?.(waiting, as('worker')))?.next).toContain('2027年2月1日');
  await night('2027-01-31');
  expect(await codesOf('worker', '2027-01-31')).toEqual([]);
  await night('2027-02-01');
  await night('2027-02-01');
  const [claim, ...more] = await codesOf('worker', '2027-02-01');
  expect(more).toEqual([]);
  expect(claim).toMatchObject({ amountFen: 5_000, isRedeemed: false, desk: '北流市应急管理局的公共领奖点' });
  expect(await rewards.get(as('manager', '2027-02-01'), waiting.reference)).toMatchObject({ status: 'deposited' });
  const entries = (await rowsOf('rewardLedger')).filter(({ kind }) => kind === 'deposited');
  expect(entries.map(({ amountFen }) => amountFen)).toEqual([5_000]);
});

it('the clock does it for every firm, once however often it runs, and only what was granted', async () => {
  await granted();
  const clock = createClock();
  clock.set(at('2027-03-01'));
  const run = (id: string) => runJob('reward-months', clock.now, id, new AbortController().signal);
  await Promise.all([run('a'), run('b')]);
  await run('c');
  expect(await rowsOf('rewardClaims')).toHaveLength(1);
});

it('a code that lies at the firm’s own desk is paid at the public one too, and the firm reads the sum of the month', async () => {
  await granted();
  await buildTwoAlike(world, fixedNow);
  await deposit(world, fixedNow);
  const [claim] = await codesOf('worker', '2026-11-24');
  expect(claim?.desk).toContain('也可以到北流市应急管理局的公共领奖点领');
  const { code } = claim ?? { code: '' };
  // Another body, and whoever belongs to the firm, take none.
  for (const who of ['otherRegulator', 'cityRegulator'] as const)
    await expect(redeemClaim(as(who), { code })).rejects.toMatchObject({ code: 'rewards.no-such-code' });
  const press = { ...as('regulator', '2026-11-27'), onceKey: 'web:desk:7' };
  expect(await Promise.all([1, 2, 3].map(() => redeemClaim(press, { code })))).toEqual([5_000, 5_000, 5_000]);
  await expect(redeemClaim(as('worker2', '2026-11-28'), { code })).rejects.toMatchObject({
    code: 'rewards.no-such-code',
  });
  // Of the month that runs nobody is told a number; afterwards its sum alone.
  expect(await findOwnAdvances(as('manager', '2026-11-30'))).toMatchObject({ owed: [], months: [] });
  expect(await findOwnAdvances(as('manager', '2026-12-01'))).toMatchObject({
    owed: [{ totalFen: 5_000, since: '2026-11-01', dueOn: '2026-12-15' }],
    months: [{ month: '2026-11-01', totalFen: 5_000 }],
  });
  expect(await findOwedToDesk(as('regulator', '2026-12-01'))).toMatchObject([{ totalFen: 5_000 }]);
  expect(await findOwedToDesk(as('otherRegulator', '2026-12-01'))).toEqual([]);
  for (const who of ['manager', 'worker'] as const)
    await expect(findOwedToDesk(as(who))).rejects.toMatchObject({ kind: 'Forbidden' });
  await expect(findOwnAdvances(as('worker'))).rejects.toMatchObject({ kind: 'Forbidden' });
  // Kept of it: the month alone.
  const [advance = {}] = await rowsOf('rewardAdvances');
  expect(Object.keys(advance).sort()).toEqual(['_id', 'amountFen', 'bodyId', 'enterpriseId', 'month']);
});

it('what is given back is one sum, once however many press, with its paper, and stands in the month it was paid in', async () => {
  await granted();
  await night('2027-02-01');
  const [claim] = await codesOf('worker', '2027-02-01');
  await redeemClaim(as('regulator', '2027-02-03'), { code: claim?.code ?? '' });
  await expect(settle(4_000, '2027-03-02')).rejects.toMatchObject({ code: 'common.changed-meanwhile' });
  await expect(settle(5_000, '2027-02-20')).rejects.toMatchObject({ code: 'common.changed-meanwhile' });
  const photoId = await aPhoto(as('officer', '2027-03-02'));
  const tries = await Promise.allSettled([1, 2, 3, 4].map(() => settle(5_000, '2027-03-02', { photoIds: [photoId] })));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const again = { ...as('officer', '2027-03-02'), onceKey: 'web:o:1' };
  await expect(
    settleAdvances(again, { method: 'bank', totalFen: 5_000, bodyId: world.enterprise.bodyId }),
  ).rejects.toMatchObject({ code: 'common.changed-meanwhile' });
  const own = await findOwnAdvances(as('manager', '2027-03-02'));
  expect(own).toMatchObject({ owed: [], settled: [{ totalFen: 5_000, method: 'bank', paperId: expect.any(String) }] });
  expect(await findOwedToDesk(as('regulator', '2027-03-02'))).toEqual([]);
  await openMonth(clockContext(at('2027-04-01')), {
    ...{ key: `${world.enterprise._id}:2027-03-01`, enterpriseId: world.enterprise._id, month: '2027-03-01' },
  });
  const [month] = await rowsOf('rewardMonths');
  const listed = await listMonth(as('officer', '2027-04-01'), { reference: String(month?.['reference']) });
  expect(listed.unnamed).toEqual({ count: 1, totalFen: 5_000 });
});

it('two of the firm who give the same sum back at once do so once, though the running month comes to as much again', async () => {
  await granted('报警器关了');
  await granted('护罩拆了', 'worker2');
  await night('2027-02-01');
  const [first] = await codesOf('worker', '2027-02-01');
  const [second] = await codesOf('worker2', '2027-02-01');
  await redeemClaim(as('regulator', '2027-02-03'), { code: first?.code ?? '' });
  await redeemClaim(as('regulator', '2027-03-02'), { code: second?.code ?? '' });
  const give = (who: 'manager' | 'officer') =>
    settleAdvances(as(who, '2027-03-03'), { method: 'bank', totalFen: 5_000, bodyId: world.enterprise.bodyId });
  const tries = await Promise.allSettled([give('manager'), give('officer'), give('manager')]);
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(tries.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual(
    Array(2).fill('common.changed-meanwhile'),
  );
  // What March comes to is owed in April, whole.
  expect((await findOwnAdvances(as('manager', '2027-04-01'))).owed).toMatchObject([{ totalFen: 5_000 }]);
});

it('both desks at once hand a code over once, and only what the public one paid is given back', async () => {
  await granted();
  await buildTwoAlike(world, fixedNow);
  await deposit(world, fixedNow);
  let atPublic = 0;
  for (const who of ['worker', 'worker2'] as const)
    for (const { code } of await codesOf(who, '2026-11-24')) {
      const tries = await Promise.allSettled(
        (['worker2', 'regulator', 'worker2', 'regulator'] as const).map((keeper) =>
          redeemClaim(as(keeper, '2026-11-25'), { code }),
        ),
      );
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      if (tries[1]?.status === 'fulfilled' || tries[3]?.status === 'fulfilled') atPublic += 1;
    }
  expect(await rowsOf('rewardAdvances')).toHaveLength(atPublic);
});

it('nobody else lays hands on it: neither batches, codes, nor what is given back', async () => {
  await granted();
  await buildTwoAlike(world, fixedNow);
  await deposit(world, fixedNow);
  const [{ code } = { code: '' }] = await codesOf('worker', '2026-11-24');
  const { bodyId } = world.enterprise;
  const attacks: Record<string, (who: WorldActor) => Promise<unknown>> = {
    batch: (who) => makeBatch(as(who), { method: 'cash', totalFen: 15_000 }),
    waiting: (who) => findWaiting(as(who)),
    settle: (who) => settleAdvances(as(who, '2026-12-02'), { method: 'bank', totalFen: 5_000, bodyId }),
    own: (who) => findOwnAdvances(as(who)),
    denied: (who) => findDenied(as(who)),
    owed: (who) => findOwedToDesk(as(who)),
    take: (who) => redeemClaim(as(who), { code }),
  };
  /** Who may ask at all; what another firm or body finds is its own, and none of this. */
  const RUNNERS: readonly WorldActor[] = ['manager', 'officer', 'otherOfficer'];
  const BODIES: readonly WorldActor[] = ['regulator', 'cityRegulator', 'otherRegulator', 'sectorRegulator'];
  const forbidden = async (what: string, who: WorldActor): Promise<boolean> =>
    (attacks[what] as (who: WorldActor) => Promise<unknown>)(who).then(
      () => false,
      ({ kind }) => kind === 'Forbidden',
    );
  for (const who of Object.keys(world.actors) as WorldActor[]) {
    for (const what of ['batch', 'waiting', 'settle', 'own', 'denied'])
      expect([what, who, await forbidden(what, who)]).toEqual([what, who, !RUNNERS.includes(who)]);
    expect([who, await forbidden('owed', who)]).toEqual([who, !BODIES.includes(who)]);
    // The keeper of the desk and the competent body alone find the code; the others of these bodies are told of none.
    const isKeeper = who === 'worker2' || BODIES.includes(who);
    if (!['worker2', 'regulator'].includes(who))
      await expect(redeemClaim(as(who), { code })).rejects.toMatchObject(
        isKeeper ? { code: 'rewards.no-such-code' } : { kind: 'Forbidden' },
      );
  }
  expect(await rowsOf('rewardSettlements')).toEqual([]);
  // What another firm reads of it is nothing.
  expect(await findWaiting(as('otherOfficer'))).toMatchObject({ count: 0, later: { count: 0 } });
  expect(await findBatches(as('otherOfficer'))).toEqual([]);
  expect(await redeemClaim(as('worker2'), { code })).toBe(5_000);
});

it('what was taken at the public desk and not handed over is paid there once more, and the firm gives it back once', async () => {
  await granted();
  await night('2027-02-01');
  const [{ code } = { code: '' }] = await codesOf('worker', '2027-02-01');
  await redeemClaim(as('regulator', '2027-02-03'), { code });
  await denyClaim(visitorContext(), { code });
  expect(await findDenied(as('manager'))).toEqual({ count: 0, totalFen: 0 });
  expect(await findDeniedAtDesk(as('regulator'))).toEqual({ count: 1, totalFen: 5_000 });
  expect(await findDeniedAtDesk(as('otherRegulator'))).toEqual({ count: 0, totalFen: 0 });
  expect(await redeemClaim(as('regulator', '2027-02-05'), { code })).toBe(5_000);
  expect((await findOwnAdvances(as('manager', '2027-03-01'))).owed).toMatchObject([{ totalFen: 5_000 }]);
});

it('what waits too long is found by its index, and named rewards are none of it', async () => {
  const explained = await mongoose.connection
    .collection('rewards')
    .find({
      ...{ isAnonymous: true, isOpen: true, dueAt: { $lt: fixedNow }, status: { $in: ['approved', 'announced'] } },
    })
    .explain('queryPlanner');
  expect(JSON.stringify(explained['queryPlanner'].winningPlan)).toContain('unnamed_open');
});
