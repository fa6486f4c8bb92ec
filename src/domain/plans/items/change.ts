import { closeDeadlines, type DeadlineDraft, desk, findDeadline, registerDeadline } from '#domain/deadlines';
import { type Effect, type Kind, takeAction } from '#domain/journal';
import type { Context } from '#kernel/context';
import { conflict, forbidden } from '#kernel/errors';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction } from '#platform/mongo';
import { rungsOf } from '../placed.ts';
import { PlanModel } from '../plan/plan.model.ts';
import { inWorkingDays, planRule } from '../planRules.ts';
import { ItemModel, type PlanItem } from './item.model.ts';
import { type ItemAction, type ItemStatus, itemLifecycle } from './lifecycle.ts';
import { canItem, didTheWork, loadItem, type SeenItem } from './policy.ts';

/** How items are kept and told of. */
const itemKind: Kind<PlanItem, ItemStatus, ItemAction> = {
  kind: 'plan-item',
  model: ItemModel,
  lifecycle: itemLifecycle,
  about: (item) => [
    { kind: 'enterprise', id: item.enterpriseId },
    { kind: 'plan', id: item.planId, reference: item.planReference },
  ],
};

export const subjectOfItem = (item: Pick<PlanItem, '_id' | 'reference'>) => ({
  kind: itemKind.kind,
  id: item._id,
  reference: item.reference,
});
export const aboutOfItem = itemKind.about;

const CHECKS: readonly ItemAction[] = ['check-effective', 'check-not-effective'];

function refusal({ item }: SeenItem, action: ItemAction, ctx: Context) {
  const isDoer = ctx.actor.kind === 'person' && didTheWork(ctx.actor.personId, item);
  if (CHECKS.includes(action) && isDoer) return forbidden('plans.same-person');
  return forbidden(action === 'cancel-item' ? 'plans.manager-only' : 'common.not-allowed');
}

/**
 * Load, authorise, guard, change and record: what every step of an item shares, in one transaction; then the clocks of
 * the status it is in.
 * @throws NotFound out of sight, Conflict in the wrong status or when somebody was faster, Forbidden otherwise.
 */
export async function stepItem(
  ctx: Context,
  reference: string,
  action: ItemAction,
  decide: (seen: SeenItem) => Promise<Effect<PlanItem>> | Effect<PlanItem>,
): Promise<PlanItem> {
  return inTransaction(async () => {
    const seen = await loadItem(ctx, reference);
    nextStatus(itemLifecycle, action, seen.item.status);
    if (!canItem(ctx.actor, action, seen)) throw refusal(seen, action, ctx);
    const after = await takeAction(ctx, itemKind, seen.item, action, await decide(seen));
    await keepClocks(ctx, after);
    return after;
  });
}

/** Marks the plan as touched, so that it cannot be closed while something is added. @throws Conflict `plans.plan-closed` */
export async function touchOpenPlan(ctx: Context, planId: string): Promise<void> {
  const { matchedCount } = await PlanModel.updateOne(
    { _id: planId, isOpen: true },
    { $inc: { version: 1 }, $set: { updatedAt: ctx.now } },
  );
  if (matchedCount === 0) throw conflict('plans.plan-closed');
}

/** Registers a deadline unless it runs already as it should: registering again would restart its ladder. */
async function keep(ctx: Context, draft: DeadlineDraft): Promise<void> {
  const running = await findDeadline(draft.key);
  const isSame =
    running !== undefined &&
    running.closedAt === undefined &&
    running.dueAt.getTime() === draft.dueAt.getTime() &&
    running.owedBy.join() === draft.owedBy.join();
  if (!isSame) await registerDeadline(ctx, draft);
}

/** The clock of the status an item is in: taking it on, doing it by the day agreed on, or checking what was done. */
export async function keepClocks(ctx: Context, item: PlanItem): Promise<void> {
  const { status, dueAt, ownerId } = item;
  const subject = { ...subjectOfItem(item), ...rungsOf(item) };
  const isOwed = status === 'planned' || status === 'doing';
  if (!isOwed) await closeDeadlines(ctx, subject, 'plan-item');
  if (status !== 'proposed') await closeDeadlines(ctx, subject, 'plan-item-accept');
  if (status !== 'done') await closeDeadlines(ctx, subject, 'plan-item-check');
  if (status === 'cancelled') await closeDeadlines(ctx, subject);
  if (isOwed && dueAt !== undefined && ownerId !== undefined) {
    const key = `plan-item:${item._id}`;
    const title = '改进事项要做完';
    await keep(ctx, {
      key,
      kind: 'plan-item',
      subject,
      title,
      dueAt,
      owedBy: [desk.person(ownerId)],
      ladder: 'plan-item',
    });
  }
  if (status === 'proposed') {
    await keep(ctx, {
      key: `plan-item-accept:${item._id}`,
      kind: 'plan-item-accept',
      subject,
      title: '建议列入计划，看要不要采纳',
      dueAt: inWorkingDays(item.createdAt, planRule(item.createdAt).answerWorkingDays),
      owedBy: [desk.firm(item.enterpriseId)],
      ladder: 'plan-desk',
    });
  }
  if (status === 'done') {
    await keep(ctx, {
      key: `plan-item-check:${item._id}:${item.round}`,
      kind: 'plan-item-check',
      subject,
      title: '改进事项要检查',
      dueAt: inWorkingDays(item.doneAt ?? ctx.now, planRule(ctx.now).checkWorkingDays),
      owedBy: [desk.firm(item.enterpriseId), desk.manager(item.enterpriseId)],
      notBy: [item.ownerId, item.doneBy].filter((id) => id !== undefined),
      ladder: 'plan-desk',
    });
  }
}
