import { ItemModel } from './items/item.model.ts';
import type { Placed } from './placed.ts';
import { PlanModel } from './plan/plan.model.ts';
import { SuggestionModel } from './suggestions/suggestion.model.ts';

/**
 * Takes plans, items and suggestions along when their firm moves to another park; numbers and clocks stay. Called inside
 * the transaction of the transfer, which records it.
 */
export async function movePlans(
  enterpriseId: string,
  to: Pick<Placed, 'parkId' | 'formerParks' | 'bodyId' | 'regionPath'>,
): Promise<void> {
  const { parkId, formerParks, bodyId, regionPath } = to;
  const change = {
    $set: { formerParks, bodyId, regionPath, ...(parkId === undefined ? {} : { parkId }) },
    ...(parkId === undefined ? { $unset: { parkId: 1 } } : {}),
  };
  await PlanModel.updateMany({ enterpriseId }, change as never);
  await ItemModel.updateMany({ enterpriseId }, change as never);
  await SuggestionModel.updateMany({ enterpriseId }, change as never);
}
