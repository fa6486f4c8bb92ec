import type { FirmMove } from '#domain/engine';
import type { Context } from '#kernel/context';
import { SupportDecisionModel } from './supportDecision.model.ts';

/**
 * Lets the park a firm moves to read the decisions the firm was compared in; the old park reads on. Called inside the
 * transaction of the transfer, which records it.
 */
export async function moveSupportDecisions(_ctx: Context, { enterpriseId, toParkId }: FirmMove): Promise<number> {
  const { modifiedCount } = await SupportDecisionModel.updateMany(
    { enterpriseIds: enterpriseId, verdict: { $exists: true } },
    { $addToSet: { parkFirms: { parkId: toParkId, enterpriseId } } },
  );
  return modifiedCount;
}
