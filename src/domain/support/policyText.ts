import type { Condition } from './conditions.ts';
import type { SupportDecision } from './supportDecision.model.ts';
import { type SupportPolicy, SupportPolicyModel, type SupportVersion } from './supportPolicy.model.ts';

/** The text of the policy a decision is made by; never another one. */
export async function textOf(decision: SupportDecision): Promise<SupportVersion> {
  const policy = await SupportPolicyModel.findById(decision.policyId).lean<SupportPolicy>().orFail();
  const version = policy.versions.find((one) => one.number === decision.policyVersion);
  if (version === undefined) throw new Error(`${decision.policyReference} has no version ${decision.policyVersion}`);
  return version;
}

/** What candidates of a decision are compared on, in the order of the policy. */
export const conditionsOf = async (decision: SupportDecision): Promise<readonly Condition[]> =>
  (await textOf(decision)).content.conditions;
