import { putInWords, type Question, type Section } from '#domain/engine';
import { type Role, runsEnterprise } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';
import { formatDate, localDate } from '#kernel/dates';
import type { FieldSpec } from '#kernel/fields';
import { labelIn } from '#kernel/labels';
import { paths } from '#kernel/paths';
import { countItems } from '../items/count.ts';
import type { PlanItem } from '../items/item.model.ts';
import { colleaguesToChoose } from '../items/item.questions.ts';
import { planItems } from '../items/item.ts';
import { itemsInWords } from '../items/item.words.ts';
import { suggestions } from '../suggestions/suggestion.ts';
import {
  askApproval,
  changePlan,
  closePlan,
  draftPlan,
  findOwnEnrolment,
  nameTeam,
  startPlan,
} from './plan.commands.ts';
import { DUTIES, type Plan, SIDES } from './plan.model.ts';
import { plans } from './plan.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const MOST_ITEMS = 300;

const thisYear = (now: Date): number => Number(localDate(now).slice(0, 4));

const goals = (hint?: string): FieldSpec => ({
  name: 'goals',
  label: '今年的目标',
  kind: 'area',
  rows: 6,
  ...(hint === undefined ? {} : { hint }),
});
const member = (name: string, label: string): Question<Plan> => ({
  name,
  of: async (plan) => ({ label, kind: 'select', none: '请选择', options: await colleaguesToChoose(plan) }),
});

function teamOf({ team }: Plan) {
  const held = (duty: string): string =>
    team
      .filter((one) => one.duty === duty)
      .map(({ personId }) => personId)
      .join(',');
  return {
    leaderId: held('leader'),
    deputyId: held('deputy'),
    secretaryId: held('secretary'),
    liaisonIds: held('liaison'),
  };
}

/** Its items, as many as a page holds; read once a page. */
const itemsOf = (ctx: Context, { _id: planId }: Plan): Promise<PlanItem[]> =>
  readOnce(ctx, `items of ${planId}`, async () => (await planItems.find(ctx, { planId, limit: MOST_ITEMS })).rows);

/** How many of its items are open, and how many have worked; counted once a page. */
async function countsOf(ctx: Context, plan: Plan): Promise<{ open: number; effective: number }> {
  const counts = await readOnce(ctx, `counts of ${plan._id}`, () => countItems(ctx.actor, plan));
  const open = planItems.lifecycle.statuses.filter(({ isOpen }) => isOpen);
  return {
    open: open.reduce((sum, { code }) => sum + (counts.get(code) ?? 0), 0),
    effective: counts.get('effective') ?? 0,
  };
}

/** Who has the plan now, and what comes next. */
function handOf({ status, askedAt, team }: Plan, open: number): { holder: string; next: string } {
  if (status === 'closed') return { holder: '', next: '已结束' };
  if (status === 'running') {
    return open > 0
      ? { holder: '各事项的责任人', next: `还有 ${open} 个事项没有办结` }
      : { holder: '企业主要负责人', next: '增加事项，或写明效果、结束计划' };
  }
  if (askedAt !== undefined) return { holder: '企业主要负责人', next: '批准并启动' };
  return team.length === 0
    ? { holder: '安全管理员', next: '组建改进小组' }
    : { holder: '安全管理员', next: '列好事项，请主要负责人批准' };
}

/** Items under their statuses, those on which something is owed first. */
const shelvesOf = (items: readonly PlanItem[]) =>
  planItems.lifecycle.statuses
    .map(({ code, label }) => ({
      title: label,
      noun: itemsInWords,
      rows: items.filter(({ status }) => status === code),
    }))
    .filter(({ rows }) => rows.length > 0);

async function sectionsOf(ctx: Context, plan: Plan): Promise<Section[]> {
  const [{ open, effective }, items] = await Promise.all([countsOf(ctx, plan), itemsOf(ctx, plan)]);
  const total = open + effective;
  const mayAdd = runsEnterprise(ctx.actor) && plan.isOpen;
  const { effectivenessNote: note, closedAt } = plan;
  return [
    ...(total === 0
      ? []
      : [
          {
            title: '进度',
            text: `${total} 个事项，检查有效 ${effective} 个`,
            progress: { value: effective, of: total },
          },
        ]),
    {
      title: '改进事项',
      ...(mayAdd ? { link: { label: '增加事项', href: paths.newItem(plan.reference) } } : {}),
      shelves: shelvesOf(items),
      none: '还没有改进事项。从基线评估的差距、隐患和建议里选最要紧的先做。',
    },
    { title: '目标', points: plan.goals },
    {
      title: '改进小组',
      table: {
        heads: ['职务', '姓名', '代表'],
        rows: plan.team.map(({ duty, name, side }) => [labelIn(DUTIES, duty), name, labelIn(SIDES, side)]),
      },
      none: '还没有组建。管理层和员工都要有人参加，计划才能启动。',
    },
    ...(note === undefined
      ? []
      : [
          {
            title: '这一年的效果',
            text: note,
            entries: closedAt === undefined ? [] : [{ by: `${formatDate(closedAt)} 结束` }],
          },
        ]),
  ];
}

export const plansInWords = putInWords(plans, {
  quick: [['全部', {}], ...plans.lifecycle.statuses.map(({ code, label }) => [label, { status: code }] as const)],
  besides: [
    { label: '改进事项', href: planItems.path },
    { label: '合理化建议', href: suggestions.path },
  ],
  none: ({ actor }, mayDraft) => {
    if (mayDraft) return { text: '还没有计划。先写今年的目标，再把改进事项一件件列出来。' };
    return runsEnterprise(actor)
      ? { text: '加入企业安全发展项目以后，才能做发展计划。', link: { label: '怎么加入', href: paths.enrol } }
      : { text: '还没有发展计划。' };
  },
  meta: ({ goals }) => goals.join('；'),
  standing: async (plan, ctx) => {
    const [{ open }, items] = await Promise.all([countsOf(ctx, plan), itemsOf(ctx, plan)]);
    const lapsed = items.filter(({ isLapsed }) => isLapsed);
    return {
      ...handOf(plan, open),
      links: [
        ...(runsEnterprise(ctx.actor) && plan.status === 'running'
          ? [{ label: '填每月的工伤和人数', href: paths.months }]
          : []),
        ...(lapsed.length > 0
          ? [
              {
                label: `${lapsed.length} 个事项的证明材料过期了`,
                href: `${planItems.path}?plan=${plan._id}&lapsed=1`,
              },
            ]
          : []),
      ],
    };
  },
  facts: (plan) => [
    { label: '企业', value: plan.name },
    { label: '年份', value: `${plan.year} 年` },
    { label: '项目编号', value: plan.enrolmentReference },
  ],
  sections: sectionsOf,
  making: {
    roles: FIRM,
    may: async (ctx) => (await findOwnEnrolment(ctx)) !== undefined,
    title: () => '新建发展计划',
    lead: () => '一年一份。先写目标，再组建改进小组、列出改进事项，最后由主要负责人批准启动。',
    fields: [
      {
        name: 'year',
        of: (_, { now }) => ({
          label: '哪一年',
          kind: 'radios',
          options: [0, 1].map((more) => ({
            code: String(thisYear(now) + more),
            label: `${thisYear(now) + more} 年`,
          })),
        }),
      },
      goals('一行写一条，例如：隐患按时整改率 95% 以上。'),
    ],
    values: (_, now) => ({ year: String(thisYear(now)) }),
    run: draftPlan,
  },
  doers: FIRM,
  steps: {
    'draft-plan': 'made',
    'change-plan': {
      lead: () => '一行写一条目标。请负责人批准之后再改，要重新请他批准。',
      submit: '保存',
      fields: [goals()],
      values: (plan) => ({ goals: plan.goals.join('\n') }),
      run: changePlan,
    },
    'name-team': {
      lead: () => '改进小组由管理层和员工共同组成：组长、副组长、秘书，每个班组有联络员。',
      submit: '保存',
      fields: [
        member('leaderId', '组长'),
        member('deputyId', '副组长（可以不选）'),
        member('secretaryId', '秘书（可以不选）'),
        {
          name: 'liaisonIds',
          of: async (plan) => ({
            label: '联络员',
            kind: 'checks',
            hint: '从各班组选员工代表。',
            options: await colleaguesToChoose(plan),
          }),
        },
      ],
      values: teamOf,
      run: nameTeam,
    },
    'ask-approval': { run: askApproval },
    'start-plan': { run: startPlan },
    'close-plan': {
      lead: () => '所有事项都检查有效或取消之后，写明效果，结束计划。结束后不能再改。',
      fields: [
        {
          name: 'effectivenessNote',
          label: '这一年的效果',
          kind: 'area',
          rows: 6,
          hint: '哪些目标达到了，哪些没有，为什么，明年怎么办。',
        },
      ],
      run: closePlan,
    },
  },
  tab: 'plans',
  place: { icon: 'target-arrow', group: 'programme', words: '改进小组 目标', after: paths.cohorts },
});
