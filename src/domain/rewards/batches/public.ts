import { getEnterprise } from '#domain/organisations';
import { byTheHour, type Context } from '#kernel/context';
import { atLocalHour } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { RewardModel } from '../reward.model.ts';
import { handOut } from './handing.ts';
import { leftOf } from './plan.ts';
import { waitedSince } from './public.rules.ts';
import { takeBatchTurn, waitingOf } from './ready.ts';

/** Promised for before then, an unnamed reward waits no longer for others of its firm. */
const promisedBefore = (now: Date): Date => atLocalHour(waitedSince(now), 0);

/** Firms with unnamed rewards that have waited for the days of the rule by the first of this month. */
export async function findWaitedLong(
  now: Date,
  limit: number,
  without: readonly string[],
): Promise<{ enterpriseId: string }[]> {
  const rows = await RewardModel.aggregate<{ _id: string }>([
    {
      $match: {
        ...{ isAnonymous: true, isOpen: true, dueAt: { $lt: promisedBefore(now) } },
        ...{ status: { $in: ['approved', 'announced'] }, enterpriseId: { $nin: [...without] } },
      },
    },
    { $group: { _id: '$enterpriseId' } },
    { $limit: limit },
  ]);
  return rows.map(({ _id: enterpriseId }) => ({ enterpriseId }));
}

/**
 * Leaves what has waited that long at the public desk: nobody who reports without a name is unpaid for ever because too few
 * others of their firm do. The clock does it, on the same day for all firms, so that its firm has no part in it.
 * @returns false where there is nothing left to do.
 */
export async function leaveAtPublicDesk(
  at: Context,
  { enterpriseId }: Awaited<ReturnType<typeof findWaitedLong>>[number],
): Promise<boolean> {
  const ctx = byTheHour(at);
  const { bodyId } = await getEnterprise(enterpriseId);
  return inTransaction(async () => {
    await takeBatchTurn(enterpriseId);
    const long = (await waitingOf(enterpriseId)).filter(({ dueAt }) => dueAt < promisedBefore(at.now));
    if (long.length === 0) return false;
    const parts = long.map((reward) => ({ reward, amountFen: leftOf(reward) })).filter((part) => part.amountFen > 0);
    await handOut(ctx, parts, { enterpriseId, bodyId });
    return true;
  });
}
