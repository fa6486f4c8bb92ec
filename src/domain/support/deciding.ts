import { z } from 'zod';
import { type Effect, type Kind, record, takeAction, takeReference } from '#domain/journal';
import { getEnterprise } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { conflict, forbidden } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { reasonField, requireFields } from '#kernel/input';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { inForce, policyKind } from './change.ts';
import { decisionReference } from './fields.ts';
import { type SupportDecisionAction, type SupportDecisionStatus, supportDecisionLifecycle } from './lifecycle.ts';
import { canDecision, canPolicy, declarationOf, isDepartment } from './policy.ts';
import { getSupportDecision, loadPolicy } from './queries.ts';
import { type SupportDecision, SupportDecisionModel } from './supportDecision.model.ts';
import { type SupportPolicy, SupportPolicyModel } from './supportPolicy.model.ts';

export const decisionKind: Kind<SupportDecision, SupportDecisionStatus, SupportDecisionAction> = {
  kind: 'support-decision',
  model: SupportDecisionModel,
  lifecycle: supportDecisionLifecycle,
  about: (decision) => [
    { kind: 'support-policy', id: decision.policyId, reference: decision.policyReference },
    ...(decision.verdict === undefined ? [] : decision.enterpriseIds.map((id) => ({ kind: 'enterprise', id }))),
  ],
};

/** Load, authorise, guard, change, record: what every step of a decision shares. Runs in one transaction. */
export async function stepDecision(
  ctx: Context,
  reference: string,
  action: SupportDecisionAction,
  decide: (decision: SupportDecision) => Promise<Effect<SupportDecision>> | Effect<SupportDecision>,
): Promise<SupportDecision> {
  return inTransaction(async () => {
    const decision = await getSupportDecision(ctx, reference);
    if (!isDepartment(ctx.actor, decision)) throw forbidden('common.not-allowed');
    nextStatus(supportDecisionLifecycle, action, decision.status);
    if (!canDecision(ctx.actor, action, decision)) throw refusal(ctx, action, decision);
    return takeAction(ctx, decisionKind, decision, action, await decide(decision));
  });
}

function refusal(ctx: Context, action: SupportDecisionAction, decision: SupportDecision) {
  const declared = declarationOf(ctx.actor, decision)?.kind;
  if (declared === 'conflict') return forbidden('support.has-conflict');
  return action === 'declare' ? conflict('support.already-declared') : forbidden('support.declare-first');
}

/** Tells the policy how its decision stands, so that two at once, or a correction meanwhile, cannot both happen. */
export async function settlePolicy(
  ctx: Context,
  decision: SupportDecision,
  isOver: boolean,
  isSettled: boolean,
): Promise<void> {
  const policy = await SupportPolicyModel.findById(decision.policyId).lean<SupportPolicy>().orFail();
  await takeAction(ctx, policyKind, policy, 'settle', {
    event: 'programme.support-settled',
    set: { isSettled: policy.isSettled || isSettled },
    ...(isOver ? { unset: ['decisionId' as const] } : {}),
    facts: { decision: decision.reference },
  });
}

/**
 * Begins a decision by a policy in force; one at a time. Where an earlier one was withdrawn, its list comes along and
 * is declared on, filled and decided anew.
 * @throws Conflict `support.decision-stands`, `support.correction-pending`, or when the policy is not in force.
 */
export async function startSupportDecision(ctx: Context, input: { reference: string }): Promise<SupportDecision> {
  const earlier = await findOnce(ctx);
  if (earlier) return earlier;
  const reference = await takeReference('D', ctx.now);
  try {
    return await inTransaction(async () => {
      const policy = await loadPolicy(ctx, input.reference);
      if (!isDepartment(ctx.actor, policy)) throw forbidden('common.not-allowed');
      nextStatus(policyKind.lifecycle, 'start-decision', policy.status);
      if (!canPolicy(ctx.actor, 'start-decision', policy)) {
        throw conflict(policy.draft === undefined ? 'support.decision-stands' : 'support.correction-pending');
      }
      const before = await SupportDecisionModel.findOne({ policyId: policy._id, status: 'withdrawn' })
        .sort({ _id: -1 })
        .lean<SupportDecision>();
      const decision = fresh(ctx, reference, policy, before ?? undefined);
      await SupportDecisionModel.create([decision]);
      await record(ctx, {
        name: 'programme.support-decision-started',
        subject: { kind: decisionKind.kind, id: decision._id, reference },
        about: decisionKind.about(decision),
        facts: { policy: policy.reference, ...(before === null ? {} : { replaces: before.reference }) },
      });
      await takeAction(ctx, policyKind, policy, 'start-decision', {
        event: 'programme.support-comparing',
        set: { decisionId: decision._id },
        facts: { decision: reference },
      });
      return decision;
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await findOnce(ctx);
    if (first) return first;
    throw conflict('support.decision-stands');
  }
}

async function findOnce({ onceKey }: Context): Promise<SupportDecision | undefined> {
  if (onceKey === undefined) return undefined;
  return (await SupportDecisionModel.findOne({ onceKey }).lean<SupportDecision>()) ?? undefined;
}

const fresh = (ctx: Context, reference: string, policy: SupportPolicy, before?: SupportDecision): SupportDecision => ({
  _id: newId(ctx.now),
  reference,
  policyId: policy._id,
  policyReference: policy.reference,
  policyName: policy.name,
  policyVersion: inForce(policy).number,
  bodyId: policy.bodyId,
  regionPath: policy.regionPath,
  ...(before === undefined ? {} : { replaces: before.reference }),
  status: 'naming',
  isOpen: true,
  isStanding: true,
  candidates: before?.candidates ?? [],
  listNumber: 1,
  // Whoever is close to a firm stays so.
  declarations: (before?.declarations ?? []).filter((one) => one.kind === 'conflict'),
  enterpriseIds: before?.enterpriseIds ?? [],
  parkFirms: [],
  ...(ctx.onceKey === undefined ? {} : { onceKey: ctx.onceKey }),
  version: 0,
  createdAt: ctx.now,
  updatedAt: ctx.now,
});

/** Fields of a step that needs a reason. */
export const reasoned = z.object({ reference: decisionReference, reason: reasonField });

/** Gives a comparison up before anything is decided. @throws Invalid at `reason` */
export async function cancelSupportDecision(ctx: Context, raw: z.input<typeof reasoned>): Promise<SupportDecision> {
  const { reference, reason } = requireFields(reasoned, raw);
  return inTransaction(async () => {
    const after = await stepDecision(ctx, reference, 'cancel', () => ({
      event: 'programme.support-decision-cancelled',
      set: { isStanding: false },
      facts: { reason },
    }));
    await settlePolicy(ctx, after, true, false);
    return after;
  });
}

/** Withdraws a decision; it and its comparison stay to be read, and a new one may be begun. @throws Invalid at `reason` */
export async function withdrawSupportDecision(ctx: Context, raw: z.input<typeof reasoned>): Promise<SupportDecision> {
  const { reference, reason } = requireFields(reasoned, raw);
  return inTransaction(async () => {
    const after = await stepDecision(ctx, reference, 'withdraw', () => ({
      event: 'programme.support-decision-withdrawn',
      set: {
        isStanding: false,
        withdrawal: { reason, by: ctx.actor.kind === 'person' ? ctx.actor.personId : '', at: ctx.now },
      },
      facts: { reason },
    }));
    await settlePolicy(ctx, after, true, true);
    return after;
  });
}

/** Parks the compared firms lie in today, for the parks to read theirs. */
export async function parksOf(enterpriseIds: readonly string[]): Promise<SupportDecision['parkFirms']> {
  const firms = await Promise.all(enterpriseIds.map((id) => getEnterprise(id)));
  return firms.flatMap((firm) => (firm.parkId === undefined ? [] : [{ parkId: firm.parkId, enterpriseId: firm._id }]));
}
