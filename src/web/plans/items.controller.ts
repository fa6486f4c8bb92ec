import type { Request, Response } from 'express';
import { z } from 'zod';
import { openFile } from '#domain/evidence';
import { getHazard } from '#domain/hazards';
import {
  addItem,
  getPlanFile,
  ITEM_TYPES,
  type ItemEvidence,
  type ItemFilter,
  ORIGINS,
  type PlanItem,
  planItems,
  plans,
  suggestions,
} from '#domain/plans';
import type { Context } from '#kernel/context';
import { formatDateTime, formatDay, localDate } from '#kernel/dates';
import { AppError } from '#kernel/errors';
import { given } from '#kernel/given';
import { type Fen, formatYuan } from '#kernel/money';
import { paths } from '#kernel/paths';
import { findReference } from '#kernel/references';
import { type FieldSpec, type FormPage, showForm, submitForm } from '../forms.ts';
import { leftOn } from '../leftPark.ts';
import { askedCode, askedFlag, askedId, isFiltered, pagerOf, quickFilters } from '../listAddress.ts';
import { photosOf } from '../photos.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf, textOf } from '../request.ts';
import { AGREED_FIELDS, ITEM_FORMS, peopleOptions } from './itemActs.ts';
import { presentActions } from './presentActions.ts';
import { originLabel, presentItemDue, presentItemRow, presentItemStanding, presentItemTags } from './presentItem.ts';
import { ITEM_WORDS, trailDetail } from './trailDetail.ts';

const LIST = paths.items;
const listQuery = z.object({
  plan: askedId,
  enterprise: askedId,
  status: askedCode(planItems.lifecycle.statuses),
  origin: askedCode(ORIGINS),
  mine: askedFlag,
  open: askedFlag,
  overdue: askedFlag,
  lapsed: askedFlag,
  after: askedId,
});

function filterOf(query: z.infer<typeof listQuery>, { actor }: Context): ItemFilter {
  const { plan, enterprise, mine, open, overdue, lapsed, ...same } = query;
  return given({
    ...same,
    planId: plan,
    enterpriseId: enterprise,
    ownerId: mine && actor.kind === 'person' ? actor.personId : undefined,
    isOpen: open,
    isOverdue: overdue,
    isLapsed: lapsed,
  });
}

/** Items of the actor's firm, park or region, by the filter in the address. */
export async function showItems(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = listQuery.parse(req.query);
  const filter = filterOf(query, ctx);
  const { rows, nextCursor } = await planItems.find(ctx, filter);
  res.page('items/index', {
    title: '改进事项',
    quick: quickFilters(LIST, query, [
      ['全部', {}],
      ['我负责的', { mine: true }],
      ['未办结', { open: true }],
      ['逾期', { overdue: true }],
      ['材料过期', { lapsed: true }],
      ['待检查', { status: 'done' }],
      ['待采纳', { status: 'proposed' }],
    ]),
    items: rows.map((item) => presentItemRow(item, ctx.now)),
    exportFilter: JSON.stringify(filter),
    isFiltered: isFiltered(query),
    ...pagerOf(LIST, query, nextCursor),
  });
}

/** What a new item starts with: the words of what it comes from. */
async function prefilled(ctx: Context, origin: string, from: string): Promise<Record<string, string>> {
  try {
    if (origin === 'hazard') return { problem: (await getHazard(ctx, from)).hazard.text };
    if (origin === 'suggestion') {
      const { text } = await suggestions.get(ctx, from);
      return { problem: text, measure: text };
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
  return {};
}

async function addPage(
  ctx: Context,
  planReference: string,
  chosen: { origin: string; from: string },
): Promise<FormPage> {
  const plan = await plans.get(ctx, planReference);
  const options = await peopleOptions(plan.enterpriseId);
  const fields: FieldSpec[] = AGREED_FIELDS.map(({ isFuture, ...field }) => ({
    ...field,
    ...(isFuture ? { min: localDate(ctx.now) } : {}),
    ...(field.name === 'ownerId' ? { options } : {}),
  }));
  return {
    title: '增加改进事项',
    lead: `${plan.name} ${plan.year} 年发展计划`,
    back: { href: paths.plan(plan.reference), label: `返回 ${plan.reference}` },
    action: paths.itemsOfPlan(plan.reference),
    submit: '增加',
    fields: [
      {
        name: 'origin',
        label: '从哪里来',
        kind: 'select',
        options: ORIGINS,
      },
      { name: 'originReference', label: '编号（没有就不填）', kind: 'text', hint: '例如 H2026-0001、S2026-0001。' },
      ...fields,
    ],
    values: {
      origin: chosen.origin,
      originReference: chosen.from,
      type: 'corrective',
      fundFen: '0',
      ...(await prefilled(ctx, chosen.origin, chosen.from)),
    },
  };
}

const queryText = (req: Request, name: string): string =>
  typeof req.query[name] === 'string' ? (req.query[name] as string).slice(0, 40) : '';

/** The form of a new item, filled from where it comes: `?origin=hazard&from=H2026-0001`. */
export async function showAddItem(req: Request, res: Response): Promise<void> {
  const origin = ORIGINS.find((row) => row.code === queryText(req, 'origin'))?.code ?? 'baseline';
  const chosen = { origin, from: queryText(req, 'from') };
  showForm(res, await addPage(contextOf(req), partOf(req, 'reference'), chosen));
}

export async function postAddItem(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const planReference = partOf(req, 'reference');
  const page = await addPage(ctx, planReference, {
    origin: textOf(req, 'origin'),
    from: textOf(req, 'originReference'),
  });
  const sent = await submitForm(page, req, res, (input) => {
    const typed = (input.originReference ?? '').trim();
    const originReference =
      (['H', 'S', 'V'] as const).map((letter) => findReference(typed, letter)).find(Boolean) ?? typed;
    return addItem(ctx, { ...input, planReference, originReference });
  });
  if (sent) res.goTo(paths.item(sent.done.reference), planItems.acts['add-item'].said);
}

function presentEvidence(one: ItemEvidence, isOver: boolean) {
  return {
    note: one.note ?? '',
    photos: photosOf(one.photoIds, '证明照片'),
    files: one.files.map((file) => ({ href: paths.file(file._id), name: file.fileName })),
    by: `${one.byName} · ${formatDateTime(one.at)}`,
    validity: one.expiresOn === undefined ? '' : `有效期到 ${one.expiresOn.slice(0, 4)}年${formatDay(one.expiresOn)}`,
    isOver,
    isReplaced: one.isReplaced,
    round: one.round,
  };
}

const ORIGIN_PATHS: Readonly<Record<string, (reference: string) => string>> = {
  H: paths.hazard,
  S: paths.suggestion,
  V: paths.visit,
};
const originHref = (reference = ''): string => ORIGIN_PATHS[reference.slice(0, 1)]?.(reference) ?? '';

function factsOf(item: PlanItem, now: Date) {
  return [
    { label: '问题', value: item.problem },
    { label: '根本原因', value: item.rootCause ?? '' },
    { label: '怎么做', value: item.measure ?? '' },
    { label: '类型', value: ITEM_TYPES.find((row) => row.code === item.type)?.label ?? '' },
    { label: '责任人', value: item.ownerName ?? '' },
    { label: '期限', value: presentItemDue(item, now) },
    { label: '资源', value: item.resources ?? '' },
    { label: '资金', value: formatYuan(item.fundFen as Fen) },
    { label: '怎样算有效', value: item.indicator ?? '' },
    { label: '理由', value: item.reason ?? '' },
  ].filter((fact) => fact.value !== '');
}

/** One item: what it is, who has it, its evidence and checks, and everything that happened. */
export async function showItem(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const item = await planItems.get(ctx, partOf(req, 'reference'));
  const today = localDate(ctx.now);
  const isOver = (one: ItemEvidence) => !one.isReplaced && one.expiresOn !== undefined && one.expiresOn < today;
  res.page('items/show', {
    title: `改进事项 ${item.reference}`,
    reference: item.reference,
    plan: item.planReference,
    left: leftOn(ctx.actor, item),
    heading: item.measure ?? item.problem,
    ...presentItemTags(item, ctx.now),
    standing: { ...presentItemStanding(item), due: presentItemDue(item, ctx.now) },
    actions: presentActions(planItems.pathOf(item.reference), planItems.actionsFor(ctx.actor, item), ITEM_FORMS),
    facts: factsOf(item, ctx.now),
    origin: {
      label: originLabel(item),
      reference: item.origin.reference ?? '',
      href: originHref(item.origin.reference),
    },
    evidence: item.evidence.map((one) => presentEvidence(one, isOver(one))).reverse(),
    checks: item.checks
      .map((check) => ({
        result: check.result === 'effective' ? '有效' : '没有效果，重做',
        isGood: check.result === 'effective',
        note: check.note ?? '',
        by: `${check.byName} · ${formatDateTime(check.at)}`,
      }))
      .reverse(),
    timeline: presentTrail(await planItems.trail(ctx, item.reference), { words: ITEM_WORDS, detailOf: trailDetail }),
  });
}

/** A document of something the person sees; always saved, never opened inside the portal. */
export async function showFile(req: Request, res: Response): Promise<void> {
  const file = await getPlanFile(contextOf(req), partOf(req, 'id'));
  res.setHeader('cache-control', 'private, max-age=3600');
  res.setHeader('x-content-type-options', 'nosniff');
  res.attachment(file.fileName);
  res.type(file.type);
  const stream = openFile(file);
  stream.on('error', () => res.destroy());
  stream.pipe(res);
}
