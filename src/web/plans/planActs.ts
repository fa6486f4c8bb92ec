import {
  askApproval,
  changePlan,
  closePlan,
  getPlan,
  nameTeam,
  type PlanAction,
  type PlanStatus,
  type PlanWithCounts,
  planActionsFor,
  planLifecycle,
  startPlan,
} from '#domain/plans';
import { type ActForm, actPage } from '../actPage.ts';
import { peopleOptions } from './itemActs.ts';

type PageAction = Exclude<PlanAction, 'draft-plan'>;

/** One row an action. */
export const PLAN_FORMS: Readonly<Record<PageAction, ActForm>> = {
  'change-plan': {
    lead: '一行写一条目标。请负责人批准之后再改，要重新请他批准。',
    submit: '保存',
    said: '目标已修改。',
    fields: [{ name: 'goals', label: '今年的目标', kind: 'area', rows: 6 }],
  },
  'name-team': {
    lead: '改进小组由管理层和员工共同组成：组长、副组长、秘书，每个班组有联络员。',
    submit: '保存',
    said: '改进小组已组建，成员会收到通知。',
    fields: [
      { name: 'leaderId', label: '组长', kind: 'select', none: '请选择' },
      { name: 'deputyId', label: '副组长（可以不选）', kind: 'select', none: '请选择' },
      { name: 'secretaryId', label: '秘书（可以不选）', kind: 'select', none: '请选择' },
      { name: 'liaisonIds', label: '联络员', kind: 'checks', hint: '从各班组选员工代表。' },
    ],
  },
  'ask-approval': { lead: '', submit: '请负责人批准', said: '已请主要负责人批准。', fields: [] },
  'start-plan': { lead: '', submit: '批准并启动', said: '计划已启动。', fields: [] },
  'close-plan': {
    lead: '所有事项都检查有效或取消之后，写明效果，结束计划。结束后不能再改。',
    submit: '结束计划',
    said: '计划已结束。',
    fields: [
      {
        name: 'effectivenessNote',
        label: '这一年的效果',
        kind: 'area',
        rows: 6,
        hint: '哪些目标达到了，哪些没有，为什么，明年怎么办。',
      },
    ],
  },
};

const people = ({ plan }: PlanWithCounts) => peopleOptions(plan.enterpriseId);

function teamValues({ plan }: PlanWithCounts) {
  const one = (duty: string): string => plan.team.find((member) => member.duty === duty)?.personId ?? '';
  return {
    leaderId: one('leader'),
    deputyId: one('deputy'),
    secretaryId: one('secretary'),
    liaisonIds: plan.team
      .filter((member) => member.duty === 'liaison')
      .map((member) => member.personId)
      .join(','),
  };
}

/** Pages of the steps of a plan. */
export const { showAct: showPlanAct, postAct: postPlanAct } = actPage<
  PlanWithCounts,
  PlanStatus,
  PlanAction,
  PageAction
>({
  lifecycle: planLifecycle,
  forms: PLAN_FORMS,
  commands: {
    'change-plan': changePlan,
    'name-team': nameTeam,
    'ask-approval': askApproval,
    'start-plan': startPlan,
    'close-plan': closePlan,
  },
  load: getPlan,
  statusOf: ({ plan }) => plan.status,
  actionsFor: (actor, { plan }) => planActionsFor(actor, plan),
  pathOf: (reference) => `/plans/${reference}`,
  facts: ({ plan }) => [
    { label: '编号', value: plan.reference },
    { label: '企业', value: plan.name },
    { label: '年份', value: String(plan.year) },
  ],
  choices: {
    leaderId: people,
    deputyId: people,
    secretaryId: people,
    liaisonIds: people,
  },
  values: (seen, action) =>
    action === 'change-plan' ? { goals: seen.plan.goals.join('\n') } : action === 'name-team' ? teamValues(seen) : {},
});
