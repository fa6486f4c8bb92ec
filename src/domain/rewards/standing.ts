import type { Context } from '#kernel/context';
import { RewardModel } from './reward.model.ts';
import { rewards } from './reward.ts';

/** How many of a person's own rewards wait for the firm's approval, its payment, or its paying anew; and what they add up to. */
export interface OwnWaiting {
  waits: 'approval' | 'payment' | 'again';
  count: number;
  amountFen: number;
  /** By when the first of them is to be paid; absent where the day follows from something else. */
  dueAt?: Date;
}

const WAITS = { proposed: 'approval', approved: 'payment', announced: 'payment', declined: 'again' } as const;

/**
 * What the actor's own rewards wait for, whatever they run: a manager asks for theirs and not for those they give. An
 * unnamed one that is approved waits for others of its amount, without a day.
 */
export async function ownWaiting(ctx: Context): Promise<OwnWaiting[]> {
  const found = await RewardModel.find(rewards.query(ctx, { isOwn: true, isUnpaid: true }))
    .select({ status: 1, amountFen: 1, dueAt: 1, isAnonymous: 1, depositedFen: 1 })
    .lean();
  const sums = new Map<OwnWaiting['waits'], OwnWaiting>();
  for (const { status, amountFen, dueAt, isAnonymous, depositedFen = 0 } of found) {
    const waits = WAITS[status as keyof typeof WAITS];
    const sum = sums.get(waits) ?? { waits, count: 0, amountFen: 0 };
    sum.count += 1;
    sum.amountFen += amountFen - depositedFen;
    const hasDay = waits === 'approval' || (waits === 'payment' && !isAnonymous);
    if (hasDay && (sum.dueAt === undefined || dueAt < sum.dueAt)) sum.dueAt = dueAt;
    sums.set(waits, sum);
  }
  return [...sums.values()];
}
