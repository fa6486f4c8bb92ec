import { madeBefore } from '#domain/engine';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { conflict, forbidden } from '#kernel/errors';
import { nextStatus } from '#kernel/lifecycle';
import { isDuplicateKey } from '#platform/mongo';
import { asking, isRankingSeen } from './asking.ts';
import { changePolicy, inForce, policyKind } from './change.ts';
import type { Given } from './given.ts';
import { canPolicy, isDepartment } from './policy.ts';
import { loadPolicy } from './queries.ts';
import { settlePolicy } from './settling.ts';
import { type SupportDecision, SupportDecisionModel } from './supportDecision.model.ts';
import { supportDecisions } from './supportDecision.ts';

/**
 * Begins a decision by a policy in force; one at a time. Where an earlier one was withdrawn, its list comes along and
 * is declared on, filled and decided anew.
 * @throws Conflict `support.decision-stands`, `support.correction-pending`, or when the policy is not in force.
 */
export async function startSupportDecision(ctx: Context, input: { reference: string }): Promise<SupportDecision> {
  const earlier = await madeBefore(ctx, SupportDecisionModel);
  if (earlier) return earlier;
  const policy = await loadPolicy(ctx, input.reference);
  if (!isDepartment(ctx.actor, policy)) throw forbidden('common.not-allowed');
  nextStatus(policyKind.lifecycle, 'start-decision', policy.status);
  if (!canPolicy(ctx.actor, 'start-decision', policy)) {
    throw conflict(policy.draft === undefined ? 'support.decision-stands' : 'support.correction-pending');
  }
  const before = await SupportDecisionModel.findOne({ policyId: policy._id, status: 'withdrawn' })
    .sort({ _id: -1 })
    .lean<SupportDecision>();
  const draft = {
    policyId: policy._id,
    policyReference: policy.reference,
    policyName: policy.name,
    policyVersion: inForce(policy).number,
    bodyId: policy.bodyId,
    regionPath: policy.regionPath,
    ...(before === null ? {} : { replaces: before.reference }),
    isStanding: true,
    candidates: before?.candidates ?? [],
    listNumber: 1,
    // Whoever is close to a firm stays so.
    declarations: (before?.declarations ?? []).filter((one) => one.kind === 'conflict'),
    enterpriseIds: before?.enterpriseIds ?? [],
    // Its ranking is known already, so its answers are not changed by one hand either.
    seen: before?.seen ?? [],
    parkFirms: [],
  };
  const facts = { policy: policy.reference, ...(before === null ? {} : { replaces: before.reference }) };
  // Changed by somebody since it was read, the policy does not take the decision, and nothing is kept.
  const also = ({ _id, reference }: SupportDecision) =>
    changePolicy(ctx, policy, 'start-decision', {
      event: 'programme.support-comparing',
      set: { decisionId: _id },
      facts: { decision: reference },
    });
  try {
    return await supportDecisions.make(ctx, 'start', draft, { facts, also });
  } catch (error) {
    throw isDuplicateKey(error, 'one_standing_decision') ? conflict('support.decision-stands') : error;
  }
}

/**
 * Gives a comparison up before anything is decided; once the ranking was seen a colleague has to agree.
 * @throws Invalid at `reason`
 */
export const cancelSupportDecision = (ctx: Context, raw: Given<'cancel'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'cancel', raw, (decision, { reason }) =>
    isRankingSeen(decision)
      ? asking(ctx, decision, 'cancel', reason)
      : { set: { isStanding: false }, facts: { reason }, also: (after) => settlePolicy(ctx, after, true, false) },
  );

/** Withdraws a decision; it and its comparison stay to be read, and a new one may be begun. @throws Invalid at `reason` */
export const withdrawSupportDecision = (ctx: Context, raw: Given<'withdraw'>): Promise<SupportDecision> =>
  supportDecisions.step(ctx, 'withdraw', raw, (_, { reason }) => ({
    set: {
      isStanding: false,
      withdrawal: { reason, by: personIn(ctx.actor), at: ctx.now },
    },
    facts: { reason },
    also: (after) => settlePolicy(ctx, after, true, true),
  }));
