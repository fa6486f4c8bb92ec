import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { ServiceModel } from './service.model.ts';

/**
 * What firms gave the actor's own services, 1 to 5 on the average, and how many gave it; undefined for everybody but
 * insurers, and before the first.
 */
export async function findSatisfaction({ actor }: Context): Promise<{ average: number; count: number } | undefined> {
  if (!actsAs(actor, 'insurer') || actor.scope.insurerId === undefined) return undefined;
  const [sum] = await ServiceModel.aggregate<{ average: number; count: number }>([
    { $match: { insurerIds: actor.scope.insurerId, score: { $type: 'number' } } },
    { $group: { _id: null, average: { $avg: '$score' }, count: { $sum: 1 } } },
  ]);
  return sum === undefined ? undefined : { average: sum.average, count: sum.count };
}
