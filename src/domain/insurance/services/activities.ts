import type { Budget } from '../budget/budget.model.ts';
import { activityLabel } from '../serviceRules.ts';
import { type Service, ServiceModel } from './service.model.ts';

/** What of a budget one activity holds and has taken, fen. */
export interface ActivityUse {
  label: string;
  amountFen: number;
}

/** Statuses in which what was asked for is reserved. */
const RESERVED = ['asked', 'agreed', 'delivered', 'accepted'] as const satisfies readonly Service['status'][];

/**
 * A budget by the activities it went to, the largest first; together they come to what of it is reserved and settled.
 * Whoever calls it has read the statement.
 */
export async function activitiesOf({ _id: budgetId, policyId }: Budget, now: Date): Promise<ActivityUse[]> {
  const rows = await ServiceModel.aggregate<{ _id: string; amountFen: number }>([
    { $match: { policyId, budgetId, status: { $in: [...RESERVED, 'settled'] } } },
    {
      $group: {
        _id: '$activity',
        amountFen: { $sum: { $cond: [{ $eq: ['$status', 'settled'] }, '$settledFen', '$amountFen'] } },
      },
    },
  ]);
  const uses = rows.map(({ _id, amountFen }) => ({ label: activityLabel(_id, now), amountFen }));
  return uses.toSorted((a, b) => b.amountFen - a.amountFen || (a.label < b.label ? -1 : 1));
}
