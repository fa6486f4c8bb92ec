import { type Actor, actsAs, runsEnterprise } from '#kernel/actor';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import { canSeePlaced } from '../placed.ts';
import { type PlanAction, type PlanStatus, planLifecycle } from './lifecycle.ts';
import type { Plan } from './plan.model.ts';

/** May the actor do this to this plan now? The firm's own; starting and closing are the 主要负责人's (意见（四）). */
export function canPlan(actor: Actor, action: PlanAction, plan: Plan): boolean {
  if (actor.kind !== 'person' || !canSeePlaced(actor, plan)) return false;
  if (!(actionRow(planLifecycle, action).from as readonly PlanStatus[]).includes(plan.status)) return false;
  if (!runsEnterprise(actor)) return false;
  const isManager = actsAs(actor, 'enterprise-manager');
  switch (action) {
    case 'start-plan':
    case 'close-plan':
      return isManager;
    case 'ask-approval':
      return !isManager && plan.askedAt === undefined;
    default:
      return true;
  }
}

/** The steps a person may take now: the buttons of the plan's page. */
export const planActionsFor = (actor: Actor, plan: Plan): ActionRow<PlanAction, PlanStatus>[] =>
  planLifecycle.actions.filter((row) => canPlan(actor, row.action, plan));
