import type { QueryFilter } from 'mongoose';
import { asKnownTo, knownTrail } from '#domain/engine';
import { findTrail, type JournalEvent } from '#domain/journal';
import { type Enrolment, findActiveEnrolment } from '#domain/programme';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type Page, readPage } from '#platform/page';
import { countItems } from '../items/count.ts';
import type { ItemStatus } from '../items/item.model.ts';
import { visiblePlaced } from '../placed.ts';
import { loadPlan } from './change.ts';
import type { PlanStatus } from './lifecycle.ts';
import { PLAN_CHANGING, type Plan, PlanModel } from './plan.model.ts';

/** A plan with the numbers of its items. */
export interface PlanWithCounts {
  plan: Plan;
  counts: Map<ItemStatus, number>;
}

/** @throws NotFound when it does not exist or is not the actor's to see. */
export async function getPlan(ctx: Context, reference: string): Promise<PlanWithCounts> {
  const plan = await loadPlan(ctx, reference);
  return { plan, counts: await countItems(ctx.actor, plan) };
}

export interface PlanFilter {
  year?: number;
  status?: PlanStatus;
  enterpriseId?: string;
  after?: string;
  limit?: number;
}

/** The filter of a list as MongoDB is asked it; exported for the test that explains it. */
export function planQuery(ctx: Context, { year, status, enterpriseId }: PlanFilter): QueryFilter<Plan> {
  const parts: QueryFilter<Plan>[] = [visiblePlaced<Plan>(ctx.actor, status !== undefined)];
  if (year !== undefined) parts.push({ year });
  if (status !== undefined) parts.push({ status });
  if (enterpriseId !== undefined) parts.push({ enterpriseId });
  return { $and: parts };
}

/** A page of the plans the actor may see, the newest first. */
export const findPlans = (ctx: Context, filter: PlanFilter = {}): Promise<Page<Plan>> =>
  readPage(PlanModel, planQuery(ctx, filter), filter, (plan) => asKnownTo(ctx.actor, plan, PLAN_CHANGING));

/** Everything that happened to a plan, oldest first. @throws NotFound */
export async function findPlanTrail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  const plan = await loadPlan(ctx, reference);
  return knownTrail(ctx.actor, plan, await findTrail({ kind: 'plan', id: plan._id }));
}

/** The enrolment on which the actor's firm may draft a plan; undefined outside the programme. */
export async function findOwnEnrolment({ actor }: Context): Promise<Enrolment | undefined> {
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) return undefined;
  return findActiveEnrolment(actor.scope.enterpriseId);
}

/** The plan as it stands, for messages that must still be true. No permission is asked. */
export async function peekPlan(reference: string): Promise<Plan | undefined> {
  return (await PlanModel.findOne({ reference }).lean<Plan>()) ?? undefined;
}
