import { managersOf } from '#domain/identity';
import { type Plan, peekPlan } from '#domain/plans';
import { bothOf } from '../audiences.ts';
import type { Noun } from './noun.ts';

export const planNoun: Noun<Plan> = {
  kind: 'plan',
  peek: peekPlan,
  statusOf: (plan) => plan.status,
  linkPath: (reference) => `/plans/${reference}`,
  params: async (plan) => ({ year: plan.year, firm: plan.name, goals: plan.goals.join('；') }),
  notices: {
    'plans.drafted': [],
    'plans.changed': [],
    'plans.team-named': [
      {
        to: (p) => p.team.map((member) => member.personId),
        template: 'plan-team-named',
        whileIn: ['draft', 'running'],
      },
    ],
    'plans.approval-asked': [{ to: (p) => managersOf(p.enterpriseId), template: 'plan-approval-asked' }],
    'plans.started': [
      {
        to: async (p) => [...(await bothOf(p.enterpriseId)), ...p.team.map((member) => member.personId)],
        template: 'plan-started',
      },
    ],
    'plans.closed': [
      {
        to: async (p) => [...(await bothOf(p.enterpriseId)), ...p.team.map((member) => member.personId)],
        template: 'plan-closed',
      },
    ],
  },
};
