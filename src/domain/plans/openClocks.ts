import type { Context } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { keepApprovalClock } from './plan/change.ts';
import { type Plan, PlanModel } from './plan/plan.model.ts';

/** Gives what waits for a step since before that step had a clock its clock. Running it again changes nothing. */
export async function openPlanClocks(ctx: Context): Promise<void> {
  const asked = PlanModel.find({ status: 'draft', askedAt: { $exists: true } })
    .lean<Plan>()
    .cursor();
  for await (const plan of asked) await inTransaction(() => keepApprovalClock(ctx, plan));
}
