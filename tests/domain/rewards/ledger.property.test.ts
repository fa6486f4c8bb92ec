import fc from 'fast-check';
import mongoose from 'mongoose';
import { acceptHazard, markMajor, reportHazard, verifyHazard } from '#domain/hazards';
import {
  approveReward,
  confirmReward,
  declineReward,
  leaveAtPublicDesk,
  payReward,
  type Reward,
  type RewardBatch,
  reverseReward,
  rewards,
} from '#domain/rewards';
import { setScheme } from '#domain/schemes';
import type { PersonActor } from '#kernel/actor';
import { AppError } from '#kernel/errors';
import { anHourBefore, fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildColleague, DAYS_TO_BATCH, deposit, SCHEME } from '../../support/schemes.ts';
import { emptyStores, useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();

/** What people do, to the reward or case whose turn the number is; several at once in one round. */
const STEPS = [
  'report',
  'unnamed',
  'together',
  'major',
  'approve',
  'raise',
  'pay',
  'confirm',
  'decline',
  'reverse',
  'batch',
  'wait',
  'scheme',
] as const;
type Step = { step: (typeof STEPS)[number]; at: number };
const steps = fc.record<Step>({ step: fc.constantFrom(...STEPS), at: fc.nat({ max: 5 }) });
const rounds = fc.array(fc.array(steps, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 9 });

let colleague: PersonActor;
let reported = 0;
async function reportOf(world: World, kind: 'report' | 'unnamed' | 'together'): Promise<void> {
  const as = (who: WorldActor) => personContext(world.actors[who]);
  // Three people in turn, so that there is something to pay together.
  const { worker, worker2 } = world.actors;
  const turn = kind === 'unnamed' ? [worker, worker2, colleague][reported++ % 3] : worker;
  // One without a name is known to the others from the next full hour on.
  const at = kind === 'unnamed' ? { now: anHourBefore } : {};
  const { reference } = await reportHazard(personContext(turn as PersonActor, at), {
    enterpriseId: world.enterprise._id,
    text: '电箱门坏了',
    placeText: '3号线',
    isAnonymous: kind === 'unnamed',
    togetherWith: kind === 'together' ? [world.actors.worker2.personId, world.actors.officer.personId] : [],
  });
  await acceptHazard(as('officer'), { reference });
  await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
}

/** Takes a step; one that is refused changes nothing, and every other fault is a fault. */
async function take(world: World, { step, at }: Step): Promise<void> {
  const as = (who: WorldActor) => personContext(world.actors[who]);
  const { rows } = await rewards.find(as('manager'), { limit: 100 });
  const one = rows.toReversed()[at % Math.max(rows.length, 1)];
  const reference = one?.reference ?? 'R2026-9999';
  const run: Readonly<Record<Step['step'], () => Promise<unknown>>> = {
    report: () => reportOf(world, 'report'),
    unnamed: () => reportOf(world, 'unnamed'),
    together: () => reportOf(world, 'together'),
    major: () =>
      markMajor(as('officer'), { reference: one?.hazardReference ?? 'H2026-9999', majorBasis: '判定标准第三条' }),
    approve: () => approveReward(as('manager'), { reference }),
    raise: () => approveReward(as('manager'), { reference, level: 'serious', isOutsideDuty: true }),
    pay: () => payReward(as('officer'), { reference, method: 'cash' }),
    confirm: () => confirmReward(as('worker'), { reference }),
    decline: () => declineReward(as('worker'), { reference }),
    reverse: () => reverseReward(as('manager'), { reference, reason: '发错了人' }),
    batch: () => deposit(world, new Date(+fixedNow + DAYS_TO_BATCH * 86_400_000)),
    wait: () =>
      leaveAtPublicDesk(clockContext(new Date(+fixedNow + 200 * 86_400_000)), { enterpriseId: world.enterprise._id }),
    scheme: () => setScheme(as('manager'), { ...SCHEME, general: 5_001 + at, dayCapFen: 30_000, basedOn: at % 3 }),
  };
  await run[step]().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}

/** What of the books does not hold. */
async function faults(): Promise<string[]> {
  const kept = (name: string) => mongoose.connection.collection(name).find().sort({ _id: 1 }).toArray();
  const all = (await kept('rewards')) as unknown as Reward[];
  const entries = await kept('rewardLedger');
  const wrong: string[] = [];
  const keys = all.map(({ hazardId, personId, kind }) => [hazardId, personId, kind].join());
  if (new Set(keys).size < keys.length) wrong.push('two rewards of one case, person and kind');
  for (const { reference, status, amountFen, round, recognisedFen, depositedFen = 0 } of all) {
    const its = entries.filter((entry) => entry['rewardReference'] === reference);
    const sumOf = (...kinds: string[]): number =>
      its.filter(({ kind }) => kinds.includes(kind)).reduce((sum, entry) => sum + Number(entry['amountFen']), 0);
    const paid = sumOf('paid', 'deposited', 'reversed');
    const isPaid = ['paid', 'declined', 'confirmed', 'deposited'].includes(status);
    // Of an unnamed one a part may lie at the desk while the rest waits.
    if (paid !== (isPaid ? amountFen : depositedFen))
      wrong.push(`${reference} is ${status} and ${paid} of ${amountFen} is paid`);
    const isGranted = isPaid || status === 'approved' || status === 'announced';
    if (sumOf('approved') !== (isGranted ? amountFen : 0)) wrong.push(`${reference}: granted ${sumOf('approved')}`);
    if (its.filter(({ kind }) => kind === 'reversed').length !== round) wrong.push(`${reference}: reversals`);
    if (amountFen < 0 || recognisedFen < 0 || !Number.isSafeInteger(amountFen))
      wrong.push(`${reference}: ${amountFen}`);
  }
  const [batches, claims] = [await kept('rewardBatches'), await kept('rewardClaims')];
  const total = (rows: readonly Record<string, unknown>[], key: string) =>
    rows.reduce((sum, row) => sum + Number(row[key]), 0);
  const deposited = total(
    entries.filter(({ kind }) => kind === 'deposited'),
    'amountFen',
  );
  for (const { parts } of batches as unknown as RewardBatch[])
    for (const { amountFen, count } of parts) if (count < 3) wrong.push(`a batch with ${count} of ${amountFen}`);
  const atPublic = claims.filter((claim) => claim['bodyId'] !== undefined);
  const paidOut = total(batches, 'totalFen') + total(atPublic, 'amountFen');
  if (paidOut !== deposited || total(claims, 'amountFen') !== deposited) wrong.push('batches, codes and ledger differ');
  return wrong;
}

it('whatever is done in whatever order and at once, the ledger says what the rewards say', async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (plan) => {
      await emptyStores();
      const world = await buildWorld();
      colleague = await buildColleague(world);
      for (const kind of ['report', 'unnamed', 'unnamed', 'unnamed'] as const) await reportOf(world, kind);
      for (const round of plan) {
        await Promise.all(round.map((step) => take(world, step)));
        expect(await faults()).toEqual([]);
      }
    }),
    { numRuns: 12 },
  );
}, 300_000);
