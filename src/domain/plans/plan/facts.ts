import type { Enrolment } from '#domain/programme';
import { tellFact } from '#domain/stages';
import { type Context, readOnce } from '#kernel/context';
import { findOpenPlan } from './plan.ts';
import { isWhole, lacksOf } from './team.ts';

const openPlan = (ctx: Context, { enterpriseId }: Enrolment) =>
  readOnce(ctx, `open-plan:${enterpriseId}`, () => findOpenPlan(enterpriseId));

// What a stage asks of the plan is read from the plan: nobody ticks it (意见（十六）, facts.md §3.1).
tellFact('team', async (ctx, enrolment) => {
  const plan = await openPlan(ctx, enrolment);
  if (plan === undefined) return { holds: false, because: '还没有起草发展计划，改进小组在计划里组建' };
  const holds = isWhole(plan.team);
  return { holds, because: holds ? `改进小组 ${plan.team.length} 人` : `改进小组还缺：${lacksOf(plan.team)}` };
});
tellFact('running-plan', async (ctx, enrolment) => {
  const plan = await openPlan(ctx, enrolment);
  if (plan === undefined) return { holds: false, because: '还没有起草发展计划' };
  return plan.status === 'running'
    ? { holds: true, because: `${plan.year} 年的计划实施中` }
    : { holds: false, because: `${plan.year} 年的计划还在草拟，由企业主要负责人批准启动` };
});
