import type { QueryFilter } from 'mongoose';
import { ofPark, ofRegion, type Sight, visible } from '#domain/engine';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { type Reward, RewardModel } from './reward.model.ts';
import { lateNow } from './reward.ts';

/** A firm that owes rewards it should have paid: how many, and since which day. Nothing of whom or for what. */
export interface Arrears {
  enterpriseId: string;
  count: number;
  /** The promised day of the one that waits longest. */
  since: Date;
}

const OVERSEEN: Sight = { 'park-officer': ofPark, regulator: ofRegion };

/** What is late in the actor's park or region. @throws Forbidden for all but parks and regulators. */
function lateIn({ actor, now }: Context): QueryFilter<Reward> {
  if (!actsAs(actor, 'park-officer', 'regulator')) throw forbidden('common.not-allowed');
  return { ...visible<Reward>(OVERSEEN, actor), isOpen: true, ...lateNow(now) };
}

/** Rewards that are late, as `countEach` asks for them: what the numbers of the list add up to. @throws Forbidden */
export const lateOf = (ctx: Context) => [RewardModel, lateIn(ctx) as Record<string, unknown>] as const;

/**
 * Firms of the actor's park or region that have not paid what they promised, whoever waits longest first. The number on
 * the front page is what this list adds up to.
 * @throws Forbidden for all but parks and regulators.
 */
export async function findArrears(ctx: Context): Promise<Arrears[]> {
  const rows = await RewardModel.aggregate<{ _id: string; count: number; since: Date }>([
    { $match: lateIn(ctx) },
    { $group: { _id: '$enterpriseId', count: { $sum: 1 }, since: { $min: '$dueAt' } } },
    { $sort: { since: 1, _id: 1 } },
  ]);
  return rows.map(({ _id: enterpriseId, count, since }) => ({ enterpriseId, count, since }));
}
