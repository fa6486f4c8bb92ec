import { closeDeadlines, desk, registerDeadline } from '#domain/deadlines';
import { asKnownTo } from '#domain/engine';
import { type Effect, type Kind, takeAction } from '#domain/journal';
import { type Context, readOnce } from '#kernel/context';
import { forbidden, notFound } from '#kernel/errors';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction } from '#platform/mongo';
import { canSeePlaced, rungsOf } from '../placed.ts';
import { inWorkingDays, planRule } from '../planRules.ts';
import { type PlanAction, type PlanStatus, planLifecycle } from './lifecycle.ts';
import { PLAN_CHANGING, type Plan, PlanModel } from './plan.model.ts';
import { canPlan } from './policy.ts';

/** How plans are kept and told of. */
const planKind: Kind<Plan, PlanStatus, PlanAction> = {
  kind: 'plan',
  model: PlanModel,
  lifecycle: planLifecycle,
  about: (plan) => [{ kind: 'enterprise', id: plan.enterpriseId }],
};

export const subjectOfPlan = (plan: Pick<Plan, '_id' | 'reference'>) => ({
  kind: planKind.kind,
  id: plan._id,
  reference: plan.reference,
});

/** @throws NotFound when it does not exist or is not the actor's to see. */
export async function loadPlan(ctx: Context, reference: string): Promise<Plan> {
  const plan = await readOnce(ctx, `plan:${reference}`, () => PlanModel.findOne({ reference }).lean<Plan>().exec());
  if (plan === null || !canSeePlaced(ctx.actor, plan)) throw notFound('common.not-found');
  return asKnownTo(ctx.actor, plan, PLAN_CHANGING);
}

/**
 * Load, authorise, guard, change and record: what every step of a plan shares, in one transaction.
 * @throws NotFound out of sight, Conflict in the wrong status or when somebody was faster, Forbidden otherwise.
 */
export async function stepPlan(
  ctx: Context,
  reference: string,
  action: PlanAction,
  decide: (plan: Plan) => Promise<Effect<Plan>> | Effect<Plan>,
): Promise<Plan> {
  return inTransaction(async () => {
    const plan = await loadPlan(ctx, reference);
    nextStatus(planLifecycle, action, plan.status);
    if (!canPlan(ctx.actor, action, plan)) {
      throw forbidden(action === 'start-plan' || action === 'close-plan' ? 'plans.manager-only' : 'common.not-allowed');
    }
    const after = await takeAction(ctx, planKind, plan, action, await decide(plan));
    if (!after.isOpen) await closeDeadlines(ctx, subjectOfPlan(after));
    await keepApprovalClock(ctx, after);
    return after;
  });
}

/** The clock of the 主要负责人 who was asked to approve a plan; it stops when the plan is started or changed again. */
export async function keepApprovalClock(ctx: Context, plan: Plan): Promise<void> {
  const { askedAt, enterpriseId } = plan;
  if (askedAt === undefined) return closeDeadlines(ctx, subjectOfPlan(plan), 'plan-approval');
  await registerDeadline(ctx, {
    key: `plan-approval:${plan._id}`,
    kind: 'plan-approval',
    subject: { ...subjectOfPlan(plan), ...rungsOf(plan) },
    title: '发展计划等您批准启动',
    dueAt: inWorkingDays(askedAt, planRule(askedAt).approveWorkingDays),
    owedBy: [desk.manager(enterpriseId)],
    ladder: 'plan-desk',
  });
}
