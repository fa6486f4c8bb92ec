import { freezeStage } from '#domain/engine';
import { ITEM_CHANGING, ItemModel } from './items/item.model.ts';
import type { Placed } from './placed.ts';
import { PLAN_CHANGING, PlanModel } from './plan/plan.model.ts';
import { suggestions } from './suggestions/suggestion.ts';

/**
 * Takes plans, items and suggestions along when their firm moves to another park; numbers and clocks stay, and the old
 * park reads them as they stood. Called inside the transaction of the transfer, which records it.
 */
export async function movePlans(
  enterpriseId: string,
  from: { parkId: string; now: Date },
  to: Pick<Placed, 'bodyId' | 'regionPath'> & { parkId: string },
): Promise<void> {
  const { parkId, bodyId, regionPath } = to;
  const place = { $set: { parkId, bodyId, regionPath } };
  const stages = (changing: readonly string[]) => [freezeStage(changing, from), place] as never;
  const options = { updatePipeline: true };
  await PlanModel.updateMany({ enterpriseId }, stages(PLAN_CHANGING), options);
  await ItemModel.updateMany({ enterpriseId }, stages(ITEM_CHANGING), options);
  await suggestions.model.updateMany({ enterpriseId }, stages(suggestions.changing ?? []), options);
}
