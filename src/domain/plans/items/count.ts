import { ItemModel } from './item.model.ts';
import type { ItemStatus } from './lifecycle.ts';

/** Items of a plan on which something is still owed, those waiting to be taken on too. */
export const countOpenItems = (planId: string): Promise<number> => ItemModel.countDocuments({ planId, isOpen: true });

export const hasItems = async (planId: string): Promise<boolean> => (await ItemModel.exists({ planId })) !== null;

/** How many items of a plan stand in each status. */
export async function countItems(planId: string): Promise<Map<ItemStatus, number>> {
  const rows = await ItemModel.aggregate<{ _id: ItemStatus; count: number }>([
    { $match: { planId } },
    { $group: { _id: '$status', count: { $sum: 1 } } },
  ]);
  return new Map(rows.map((row) => [row._id, row.count]));
}
