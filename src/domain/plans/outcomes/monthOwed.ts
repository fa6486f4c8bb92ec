import type { Context } from '#kernel/context';
import { addMonths, localDate } from '#kernel/dates';
import { type Plan, PlanModel } from '../plan/plan.model.ts';
import { plans } from '../plan/plan.ts';
import { MonthlyRecordModel } from './monthlyRecord.model.ts';

/** The first month, `2026-11`, since the plan was started whose 工伤和人数 nobody has told. */
export async function monthOwed({ enterpriseId }: Pick<Plan, 'enterpriseId'>, startedAt: Date): Promise<string> {
  let first = `${localDate(startedAt).slice(0, 7)}-01`;
  const told = await MonthlyRecordModel.find({ enterpriseId, month: { $gte: first.slice(0, 7) } })
    .select({ month: 1 })
    .limit(240)
    .lean();
  const months = new Set(told.map((row) => row.month));
  while (months.has(first.slice(0, 7))) first = addMonths(first, 1);
  return first.slice(0, 7);
}

/** Lets a running plan ask for the next month, in the transaction that tells one. */
export async function askNextMonth(ctx: Context, plan: Plan): Promise<void> {
  if (plan.status !== 'running' || plan.startedAt === undefined) return;
  const owed = { monthOwed: await monthOwed(plan, plan.startedAt) };
  await PlanModel.updateOne({ _id: plan._id }, { $set: owed });
  await plans.keepClocks(ctx, { ...plan, ...owed });
}
