import type { RegisteredNoun } from '#domain/engine';
import { managersOf, runnersOf } from '#domain/identity';
import { type Plan, peekPlan, planLifecycle, takePlans } from '#domain/plans';

export const planNoun: RegisteredNoun<Plan> = {
  kind: 'plan',
  name: '发展计划',
  collection: 'plans',
  lifecycle: planLifecycle,
  peek: peekPlan,
  statusOf: (plan) => plan.status,
  pathOf: (reference) => `/plans/${reference}`,
  textOf: (one) => `${one.year} 年企业安全发展计划`,
  params: async (plan) => ({ year: plan.year, firm: plan.name, goals: plan.goals.join('；') }),
  events: {
    'plans.drafted': { told: [] },
    'plans.changed': { told: [] },
    'plans.team-named': {
      told: [
        {
          to: (p) => p.team.map((member) => member.personId),
          template: 'plan-team-named',
          whileIn: ['draft', 'running'],
        },
      ],
    },
    'plans.approval-asked': { told: [{ to: (p) => managersOf(p.enterpriseId), template: 'plan-approval-asked' }] },
    'plans.started': {
      told: [
        {
          to: async (p) => [...(await runnersOf(p.enterpriseId)), ...p.team.map((member) => member.personId)],
          template: 'plan-started',
        },
      ],
    },
    'plans.closed': {
      told: [
        {
          to: async (p) => [...(await runnersOf(p.enterpriseId)), ...p.team.map((member) => member.personId)],
          template: 'plan-closed',
        },
      ],
    },
  },
  clocks: {},
  moves: { body: 'new', take: takePlans },
};
