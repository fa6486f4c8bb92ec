import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { RewardModel } from './reward.model.ts';
import { lateNow } from './reward.ts';

/** A firm that owes rewards it should have paid: how many, and since which day. Nothing of whom or for what. */
export interface Arrears {
  enterpriseId: string;
  count: number;
  /** The promised day of the one that waits longest. */
  since: Date;
}

/**
 * Firms of the actor's park or region that have not paid what they promised, whoever waits longest first. The number on
 * the front page is the length of this list.
 * @throws Forbidden for all but parks and regulators.
 */
export async function findArrears({ actor, now }: Context): Promise<Arrears[]> {
  if (!actsAs(actor, 'park-officer', 'regulator')) throw forbidden('common.not-allowed');
  const { parkId, regionCode, sectors } = actor.scope;
  const place =
    actor.role === 'park-officer'
      ? { parkId: parkId ?? '' }
      : { regionPath: regionCode ?? '', ...(sectors === undefined ? {} : { sector: { $in: [...sectors] } }) };
  const rows = await RewardModel.aggregate<{ _id: string; count: number; since: Date }>([
    { $match: { ...place, isOpen: true, ...lateNow(now) } },
    { $group: { _id: '$enterpriseId', count: { $sum: 1 }, since: { $min: '$dueAt' } } },
    { $sort: { since: 1, _id: 1 } },
  ]);
  return rows.map(({ _id: enterpriseId, count, since }) => ({ enterpriseId, count, since }));
}
