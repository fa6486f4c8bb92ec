import { desk, registerDeadline } from '#domain/deadlines';
import type { Context } from '#kernel/context';
import { addMonths, endOfLocalDay, localDate } from '#kernel/dates';
import { rungsOf } from '../placed.ts';
import { subjectOfPlan } from '../plan/change.ts';
import type { Plan } from '../plan/plan.model.ts';
import { planRule } from '../planRules.ts';
import { MonthlyRecordModel } from './monthlyRecord.model.ts';

const MONTH_CLOCK = 'monthly-record';

/**
 * The clock of a running plan's monthly numbers 工伤和人数: the first month since it started that nobody has told. One
 * month is asked for at a time, so that a firm that fell behind is not written to for each.
 */
export async function openMonthClock(ctx: Context, plan: Plan): Promise<void> {
  const { startedAt, enterpriseId } = plan;
  if (plan.status !== 'running' || startedAt === undefined) return;
  const told = await MonthlyRecordModel.find({ enterpriseId, month: { $gte: localDate(startedAt).slice(0, 7) } })
    .select({ month: 1 })
    .limit(240)
    .lean();
  const months = new Set(told.map((row) => row.month));
  let first = `${localDate(startedAt).slice(0, 7)}-01`;
  while (months.has(first.slice(0, 7))) first = addMonths(first, 1);
  const due = `${addMonths(first, 1).slice(0, 8)}${String(planRule(ctx.now).monthlyRecordDay).padStart(2, '0')}`;
  await registerDeadline(ctx, {
    key: `${MONTH_CLOCK}:${plan._id}`,
    kind: MONTH_CLOCK,
    subject: { ...subjectOfPlan(plan), ...rungsOf(plan) },
    title: `${Number(first.slice(5, 7))} 月的工伤和人数要填`,
    dueAt: endOfLocalDay(due),
    owedBy: [desk.firm(enterpriseId)],
    ladder: MONTH_CLOCK,
  });
}
