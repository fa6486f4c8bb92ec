import { getEnterprise } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { changePolicy } from './change.ts';
import type { SupportDecision } from './supportDecision.model.ts';
import { type SupportPolicy, SupportPolicyModel } from './supportPolicy.model.ts';

/** Tells the policy how its decision stands, so that two at once, or a correction meanwhile, cannot both happen. */
export async function settlePolicy(
  ctx: Context,
  decision: SupportDecision,
  isOver: boolean,
  isSettled: boolean,
): Promise<void> {
  const policy = await SupportPolicyModel.findById(decision.policyId).lean<SupportPolicy>().orFail();
  await changePolicy(ctx, policy, 'settle', {
    event: 'programme.support-settled',
    set: { isSettled: policy.isSettled || isSettled },
    ...(isOver ? { unset: ['decisionId' as const] } : {}),
    facts: { decision: decision.reference },
  });
}

/** Parks the compared firms lie in today, for the parks to read theirs. */
export async function parksOf(enterpriseIds: readonly string[]): Promise<SupportDecision['parkFirms']> {
  const firms = await Promise.all(enterpriseIds.map((id) => getEnterprise(id)));
  return firms.flatMap((firm) => (firm.parkId === undefined ? [] : [{ parkId: firm.parkId, enterpriseId: firm._id }]));
}
