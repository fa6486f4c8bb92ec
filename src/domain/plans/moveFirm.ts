import { freezeStage, type Placed } from '#domain/engine';
import { planItems } from './items/item.ts';
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
  await planItems.model.updateMany({ enterpriseId }, stages(planItems.changing ?? []), options);
  await suggestions.model.updateMany({ enterpriseId }, stages(suggestions.changing ?? []), options);
}
