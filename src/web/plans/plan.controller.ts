import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  countItems,
  DUTIES,
  draftPlan,
  findOwnEnrolment,
  type Plan,
  type PlanItem,
  planItems,
  plans,
  SIDES,
} from '#domain/plans';
import { runsEnterprise } from '#kernel/actor';
import { formatDate, localDate } from '#kernel/dates';
import { given } from '#kernel/given';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { leftOn } from '../leftPark.ts';
import { addressOf, askedCode, askedId, pagerOf, quickFilters } from '../listAddress.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { PLAN_FORMS } from './planActs.ts';
import { presentActions } from './presentActions.ts';
import { presentItemRow } from './presentItem.ts';
import { trailDetail } from './trailDetail.ts';

const MOST_ITEMS = 300;

const LIST = paths.plans;
const listQuery = z.object({
  year: z
    .string()
    .regex(/^20\d{2}$/)
    .optional()
    .catch(undefined),
  status: askedCode(plans.lifecycle.statuses),
  enterprise: askedId,
  after: askedId,
});

/** Plans of the firm, park or region; a firm in the programme that has none is led to its first one. */
export async function showPlans(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = listQuery.parse(req.query);
  const { year, status, enterprise, after } = query;
  const filter = given({
    year: year === undefined ? undefined : Number(year),
    status,
    enterpriseId: enterprise,
    after,
  });
  const { rows, nextCursor } = await plans.find(ctx, filter);
  const isFirm = runsEnterprise(ctx.actor);
  res.page('plans/index', {
    title: '发展计划',
    quick: quickFilters(LIST, query, [
      ['全部', {}],
      ...plans.lifecycle.statuses.map(({ code, label }) => [label, { status: code }] as const),
    ]),
    plans: rows.map((plan) => ({
      reference: plan.reference,
      href: paths.plan(plan.reference),
      year: plan.year,
      firm: plan.name,
      status: statusRow(plans.lifecycle, plan.status),
      goals: plan.goals.join('；'),
    })),
    mayDraft: isFirm && (await findOwnEnrolment(ctx)) !== undefined,
    isFirm,
    ...pagerOf(LIST, query, nextCursor),
  });
}

function draftPage(req: Request): FormPage {
  const year = Number(localDate(req.now).slice(0, 4));
  return {
    title: '新建发展计划',
    lead: '一年一份。先写目标，再组建改进小组、列出改进事项，最后由主要负责人批准启动。',
    back: { href: paths.plans, label: '返回发展计划' },
    action: paths.plans,
    submit: '新建计划',
    fields: [
      {
        name: 'year',
        label: '哪一年',
        kind: 'radios',
        options: [year, year + 1].map((one) => ({ code: String(one), label: `${one} 年` })),
      },
      {
        name: 'goals',
        label: '今年的目标',
        kind: 'area',
        rows: 6,
        hint: '一行写一条，例如：隐患按时整改率 95% 以上。',
      },
    ],
    values: { year: String(year) },
  };
}

/** The form of a new plan; a firm outside the programme sees how to join. */
export async function showDraft(req: Request, res: Response): Promise<void> {
  if ((await findOwnEnrolment(contextOf(req))) === undefined) return res.goTo(paths.plans);
  showForm(res, draftPage(req));
}

export async function postDraft(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(draftPage(req), req, res, (input) => draftPlan(contextOf(req), input));
  if (sent) res.goTo(paths.plan(sent.done.reference), plans.acts['draft-plan'].said);
}

/** Who has the plan now, and what comes next. */
function standingOf(plan: Plan, open: number): { holder: string; next: string } {
  if (plan.status === 'closed') return { holder: '', next: '已结束' };
  if (plan.status === 'running') {
    return open > 0
      ? { holder: '各事项的责任人', next: `还有 ${open} 个事项没有办结` }
      : { holder: '企业主要负责人', next: '增加事项，或写明效果、结束计划' };
  }
  if (plan.askedAt !== undefined) return { holder: '企业主要负责人', next: '批准并启动' };
  return plan.team.length === 0
    ? { holder: '安全管理员', next: '组建改进小组' }
    : { holder: '安全管理员', next: '列好事项，请主要负责人批准' };
}

const teamRows = (plan: Plan) =>
  plan.team.map((member) => ({
    name: member.name,
    duty: DUTIES.find((row) => row.code === member.duty)?.label ?? '',
    side: SIDES.find((row) => row.code === member.side)?.label ?? '',
  }));

/** Items under their statuses, those on which something is owed first. */
const groupsOf = (items: readonly PlanItem[], now: Date) =>
  planItems.lifecycle.statuses
    .map(({ code, label }) => ({ label, items: items.filter((item) => item.status === code) }))
    .filter((group) => group.items.length > 0)
    .map((group) => ({
      label: group.label,
      count: group.items.length,
      items: group.items.map((item) => presentItemRow(item, now)),
    }));

function countsOf(counts: Awaited<ReturnType<typeof countItems>>) {
  const of = (codes: readonly string[]): number =>
    planItems.lifecycle.statuses.reduce(
      (sum, row) => sum + (codes.includes(row.code) ? (counts.get(row.code) ?? 0) : 0),
      0,
    );
  const open = of(planItems.lifecycle.statuses.filter((row) => row.isOpen).map((row) => row.code));
  const effective = of(['effective']);
  return { open, effective, total: open + effective };
}

/** One plan: goals, team, items, progress, who has it and what this person may do. */
export async function showPlan(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const plan = await plans.get(ctx, partOf(req, 'reference'));
  const [counts, { rows: items }, trail] = await Promise.all([
    countItems(ctx.actor, plan),
    planItems.find(ctx, { planId: plan._id, limit: MOST_ITEMS }),
    plans.trail(ctx, plan.reference),
  ]);
  const { open, effective, total } = countsOf(counts);
  const path = paths.plan(plan.reference);
  res.page('plans/show', {
    title: `发展计划 ${plan.reference}`,
    reference: plan.reference,
    year: plan.year,
    firm: plan.name,
    left: leftOn(ctx.actor, plan),
    enrolment: plan.enrolmentReference,
    status: statusRow(plans.lifecycle, plan.status),
    standing: standingOf(plan, open),
    actions: presentActions(path, plans.actionsFor(ctx.actor, plan), PLAN_FORMS),
    monthsHref: runsEnterprise(ctx.actor) && plan.status === 'running' ? paths.months : '',
    addItem: runsEnterprise(ctx.actor) && plan.isOpen ? paths.newItem(plan.reference) : '',
    goals: plan.goals,
    team: teamRows(plan),
    progress: { effective, total, isAny: total > 0 },
    groups: groupsOf(items, ctx.now),
    lapsed: items.filter((item) => item.isLapsed).length,
    lapsedHref: addressOf(paths.items, { plan: plan._id, lapsed: '1' }),
    note: plan.effectivenessNote ?? '',
    closedOn: plan.closedAt === undefined ? '' : formatDate(plan.closedAt),
    timeline: presentTrail(trail, { detailOf: trailDetail }),
  });
}
