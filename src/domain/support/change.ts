import { createHash } from 'node:crypto';
import { canonical, type Effect, type Kind, takeAction } from '#domain/journal';
import { regionPathOf } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { conflict, forbidden, notFound } from '#kernel/errors';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction } from '#platform/mongo';
import { MAX_CONDITIONS, MIN_CONDITIONS } from './conditions.ts';
import { type SupportPolicyAction, type SupportPolicyStatus, supportPolicyLifecycle } from './lifecycle.ts';
import { canPolicy, isDepartment } from './policy.ts';
import { loadPolicy } from './queries.ts';
import { keepPolicyClocks } from './supportClocks.ts';
import { type SupportContent, type SupportPolicy, SupportPolicyModel } from './supportPolicy.model.ts';

export const policyKind: Kind<SupportPolicy, SupportPolicyStatus, SupportPolicyAction> = {
  kind: 'support-policy',
  model: SupportPolicyModel,
  lifecycle: supportPolicyLifecycle,
  about: () => [],
};

export const hashOfContent = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** The text in force. @throws NotFound while there is none. */
export function inForce(policy: SupportPolicy) {
  const version = policy.versions.at(-1);
  if (version === undefined) throw notFound('common.not-found');
  return version;
}

/** Where and under which name a policy is found. */
export const placeOf = ({ name, regionCode }: Pick<SupportContent, 'name' | 'regionCode'>) => ({
  name,
  regionCode,
  regionPath: regionPathOf(regionCode),
});

/** What is being written. @throws Conflict `support.no-draft` */
export const draftOf = (policy: SupportPolicy): SupportContent => {
  if (policy.draft === undefined) throw conflict('support.no-draft');
  return policy.draft;
};

/** Bounds for the wording of `support.conditions-count`. */
export const COUNTS = { min: MIN_CONDITIONS, max: MAX_CONDITIONS };

/** Changes a policy by compare-and-set and records it; its clocks follow. Call it in a transaction. */
export async function changePolicy(
  ctx: Context,
  policy: SupportPolicy,
  action: SupportPolicyAction,
  effect: Effect<SupportPolicy>,
): Promise<SupportPolicy> {
  const after = await takeAction(ctx, policyKind, policy, action, effect);
  await keepPolicyClocks(ctx, after);
  return after;
}

/**
 * Load, authorise and change; what `decide` says happens to the policy it is given. By hand: which policies reach somebody
 * depends on where their firm or park lies, which no filter knows of the actor alone.
 */
export async function stepPolicy(
  ctx: Context,
  reference: string,
  action: SupportPolicyAction,
  decide: (policy: SupportPolicy) => Effect<SupportPolicy>,
): Promise<SupportPolicy> {
  return inTransaction(async () => {
    const policy = await loadPolicy(ctx, reference);
    if (!isDepartment(ctx.actor, policy)) throw forbidden('common.not-allowed');
    nextStatus(supportPolicyLifecycle, action, policy.status);
    if (!canPolicy(ctx.actor, action, policy)) throw refusal(action, policy);
    return changePolicy(ctx, policy, action, decide(policy));
  });
}

function refusal(action: SupportPolicyAction, policy: SupportPolicy) {
  if (action.endsWith('correction') && (policy.isSettled || policy.decisionId !== undefined)) {
    return conflict('support.already-decided-by');
  }
  if (action === 'start-decision' && policy.decisionId !== undefined) return conflict('support.decision-stands');
  if (action === 'start-decision' && policy.draft !== undefined) return conflict('support.correction-pending');
  return conflict('support.no-draft');
}
