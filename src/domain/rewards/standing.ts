import type { PipelineStage } from 'mongoose';
import type { Context } from '#kernel/context';
import { ClaimModel } from './batches/batch.model.ts';
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

/** What a person's reports have brought, as it stands: how many rewards and how much of each kind. */
export interface OwnRewards {
  /** Said to have arrived by themselves. */
  received: { count: number; amountFen: number };
  /** Lies at the desk, or was fetched there by a code. */
  atDesk: { count: number; amountFen: number };
  /** Waits for a step of the firm. */
  underWay: { count: number; amountFen: number };
  /** Said to be paid, and asked of them whether it came. */
  toConfirm: { count: number; amountFen: number };
  /** Codes of others that lie at the actor's own desk and nobody has fetched yet: how many. */
  codes: number;
}
const STANDS = {
  proposed: 'underWay',
  approved: 'underWay',
  announced: 'underWay',
  declined: 'underWay',
  paid: 'toConfirm',
  deposited: 'atDesk',
  confirmed: 'received',
} as const;

/** Stands for codes among the statuses. */
const CODES = 'codes';
function codesAtDesk({ actor }: Context): PipelineStage.UnionWith[] {
  if (actor.kind !== 'person' || actor.scope.enterpriseId === undefined) return [];
  const lies = {
    enterpriseId: actor.scope.enterpriseId,
    deskId: actor.personId,
    $or: [{ redeemedOn: { $exists: false } }, { deniedOn: { $exists: true } }],
  };
  const pipeline = [{ $match: lies }, { $group: { _id: CODES, count: { $sum: 1 } } }];
  return [{ $unionWith: { coll: ClaimModel.collection.name, pipeline } }];
}

/** All rewards of the actor's own, whatever they run, and what lies at a desk of theirs: in one look. */
export async function ownRewards(ctx: Context): Promise<OwnRewards> {
  const found = await RewardModel.aggregate<{ _id: string; count: number; amountFen: number; depositedFen: number }>([
    { $match: rewards.query(ctx, { isOwn: true }) },
    {
      $group: {
        _id: '$status',
        count: { $sum: 1 },
        amountFen: { $sum: '$amountFen' },
        depositedFen: { $sum: '$depositedFen' },
      },
    },
    ...codesAtDesk(ctx),
  ]);
  const none = () => ({ count: 0, amountFen: 0 });
  const own: OwnRewards = { received: none(), atDesk: none(), underWay: none(), toConfirm: none(), codes: 0 };
  for (const { _id, count, amountFen, depositedFen } of found) {
    if (_id === CODES) own.codes = count;
    const stands = (STANDS as Partial<Record<string, (typeof STANDS)[keyof typeof STANDS]>>)[_id];
    if (stands === undefined) continue;
    // What of an unnamed one lies at the desk already is there, and the rest on its way.
    const part = stands === 'underWay' ? depositedFen : 0;
    own[stands].count += count;
    own[stands].amountFen += amountFen - part;
    own.atDesk.amountFen += part;
  }
  return own;
}
