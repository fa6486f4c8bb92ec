import { leftParkOf } from '#domain/engine';
import type { Actor } from '#kernel/actor';
import type { Plan } from '../plan/plan.model.ts';
import { ItemModel, type ItemStatus } from './item.model.ts';

/** Items of a plan on which something is still owed, those waiting to be taken on too. */
export const countOpenItems = (planId: string): Promise<number> => ItemModel.countDocuments({ planId, isOpen: true });

export const hasItems = async (planId: string): Promise<boolean> => (await ItemModel.exists({ planId })) !== null;

/** How many items of a plan stand in each status, as the actor may know them. */
export async function countItems(actor: Actor, plan: Plan): Promise<Map<ItemStatus, number>> {
  const left = leftParkOf(actor, plan);
  const planId = plan._id;
  const rows = await ItemModel.aggregate<{ _id: ItemStatus; count: number }>(
    left === undefined
      ? [{ $match: { planId } }, { $group: { _id: '$status', count: { $sum: 1 } } }]
      : [
          { $match: { planId, 'formerParks.parkId': left.parkId } },
          { $unwind: '$formerParks' },
          { $match: { 'formerParks.parkId': left.parkId, 'formerParks.untilAt': left.untilAt } },
          { $group: { _id: '$formerParks.frozen.status', count: { $sum: 1 } } },
        ],
  );
  return new Map(rows.map((row) => [row._id, row.count]));
}
