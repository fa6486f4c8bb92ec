import {
  askApproval,
  changePlan,
  closePlan,
  nameTeam,
  type Plan,
  type PlanAction,
  type PlanStatus,
  plans,
  startPlan,
} from '#domain/plans';
import { paths } from '#kernel/paths';
import { type ActForm, actPage } from '../actPage.ts';
import { peopleOptions } from './itemActs.ts';

type PageAction = Exclude<PlanAction, 'draft-plan'>;

const { acts } = plans;

/** One row an action. */
export const PLAN_FORMS: Readonly<Record<PageAction, ActForm>> = {
  'change-plan': {
    lead: '一行写一条目标。请负责人批准之后再改，要重新请他批准。',
    submit: '保存',
    said: acts['change-plan'].said,
    fields: [{ name: 'goals', label: '今年的目标', kind: 'area', rows: 6 }],
  },
  'name-team': {
    lead: '改进小组由管理层和员工共同组成：组长、副组长、秘书，每个班组有联络员。',
    submit: '保存',
    said: acts['name-team'].said,
    fields: [
      { name: 'leaderId', label: '组长', kind: 'select', none: '请选择' },
      { name: 'deputyId', label: '副组长（可以不选）', kind: 'select', none: '请选择' },
      { name: 'secretaryId', label: '秘书（可以不选）', kind: 'select', none: '请选择' },
      { name: 'liaisonIds', label: '联络员', kind: 'checks', hint: '从各班组选员工代表。' },
    ],
  },
  'ask-approval': { lead: '', submit: '请负责人批准', said: acts['ask-approval'].said, fields: [] },
  'start-plan': { lead: '', submit: '批准并启动', said: acts['start-plan'].said, fields: [] },
  'close-plan': {
    lead: '所有事项都检查有效或取消之后，写明效果，结束计划。结束后不能再改。',
    submit: '结束计划',
    said: acts['close-plan'].said,
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

const people = ({ enterpriseId }: Plan) => peopleOptions(enterpriseId);

function teamValues({ team }: Plan) {
  const one = (duty: string): string => team.find((member) => member.duty === duty)?.personId ?? '';
  return {
    leaderId: one('leader'),
    deputyId: one('deputy'),
    secretaryId: one('secretary'),
    liaisonIds: team
      .filter((member) => member.duty === 'liaison')
      .map((member) => member.personId)
      .join(','),
  };
}

/** Pages of the steps of a plan. */
export const { showAct: showPlanAct, postAct: postPlanAct } = actPage<Plan, PlanStatus, PlanAction, PageAction>({
  lifecycle: plans.lifecycle,
  forms: PLAN_FORMS,
  commands: {
    'change-plan': changePlan,
    'name-team': nameTeam,
    'ask-approval': askApproval,
    'start-plan': startPlan,
    'close-plan': closePlan,
  },
  load: plans.get,
  statusOf: plans.statusOf,
  actionsFor: plans.actionsFor,
  pathOf: (reference) => paths.plan(reference),
  facts: (plan) => [
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
  values: (plan, action) =>
    action === 'change-plan' ? { goals: plan.goals.join('\n') } : action === 'name-team' ? teamValues(plan) : {},
});
