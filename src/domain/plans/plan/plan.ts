import { desk } from '#domain/deadlines';
import { defineNoun } from '#domain/engine';
import { PROGRAMME_SIGHT } from '#domain/programme';
import { addMonths, atLocalHour, endOfLocalDay } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { inWorkingDays } from '#kernel/workingDays';
import { planRule } from '../planRules.ts';
import { planActs, toRunners } from './plan.acts.ts';
import { PLAN_CHANGING, PLAN_STATUSES, type Plan, PlanModel, type PlanStatus } from './plan.model.ts';
import { isWhole, lacksOf, teamAfter } from './team.ts';

/** The end of the day of the following month by which a month, `2026-11`, is told. */
function monthDue(month: string): Date {
  const following = addMonths(`${month}-01`, 1);
  const { monthlyRecordDay } = planRule(atLocalHour(following, 0));
  return endOfLocalDay(`${following.slice(0, 8)}${String(monthlyRecordDay).padStart(2, '0')}`);
}

/** 企业安全发展计划. */
export const plans = defineNoun({
  kind: 'plan',
  name: '发展计划',
  letter: 'P',
  path: '/plans',
  model: PlanModel,
  statuses: PLAN_STATUSES,
  acts: planActs,
  sees: PROGRAMME_SIGHT,
  moves: { body: 'new' },
  holds: {
    as: '改进小组成员',
    rows: (leaver) =>
      leaver.as === 'member'
        ? { enterpriseId: leaver.enterpriseId, 'team.personId': leaver.personId, isOpen: true }
        : undefined,
    passOn: ({ team: before }, { personId }, to) => {
      const team = teamAfter(before, personId, to);
      if (JSON.stringify(team) === JSON.stringify(before)) return undefined;
      return { set: { team }, ...(isWhole(before) && !isWhole(team) ? { event: 'plans.team-one-sided' } : {}) };
    },
  },
  changing: PLAN_CHANGING,
  refusal: (_actor, action) =>
    action === 'start-plan' || action === 'close-plan' ? forbidden('plans.manager-only') : undefined,
  clocks: {
    'plan-approval': {
      ladder: 'plan-desk',
      title: () => '发展计划等您批准启动',
      runs: ({ status, askedAt }) => status === 'draft' && askedAt !== undefined,
      dueAt: ({ askedAt, since }) => inWorkingDays(askedAt ?? since, planRule(askedAt ?? since).approveWorkingDays),
      owedBy: ({ enterpriseId }) => [desk.manager(enterpriseId)],
    },
    // One month at a time, so that a firm that fell behind is not written to for each.
    'monthly-record': {
      ladder: 'monthly-record',
      title: ({ monthOwed }) => `${Number(monthOwed?.slice(5))} 月的工伤和人数要填`,
      runs: ({ status, monthOwed }) => status === 'running' && monthOwed !== undefined,
      dueAt: ({ monthOwed, since }) => (monthOwed === undefined ? since : monthDue(monthOwed)),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
  },
  filters: {
    year: (year: number) => ({ year }),
    status: (status: PlanStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
  },
  standing: ['status'],
  textOf: ({ name, year }) => `${name} ${year} 年企业安全发展计划`,
  params: ({ year, name, goals, team }) => ({ year, firm: name, goals: goals.join('；'), lacks: lacksOf(team) }),
  events: {
    'plans.team-one-sided': {
      done: '有人离开，改进小组不齐了',
      told: [{ to: toRunners, template: 'plan-team-one-sided', whileIn: ['draft', 'running'] }],
    },
  },
});

/** The firm's plan that is running, else the one being drafted; the newest year first. No permission is asked. */
export async function findOpenPlan(enterpriseId: string): Promise<Plan | undefined> {
  const open = await PlanModel.find({ enterpriseId, isOpen: true }).sort({ year: -1 }).limit(10).lean<Plan[]>();
  return open.find((plan) => plan.status === 'running') ?? open[0];
}
