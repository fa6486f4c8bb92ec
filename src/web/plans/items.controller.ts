import type { Request, Response } from 'express';
import { z } from 'zod';
import { openFile } from '#domain/evidence';
import { getHazard } from '#domain/hazards';
import {
  addItem,
  findItems,
  findItemTrail,
  getItem,
  getPlan,
  getPlanFile,
  getSuggestion,
  ITEM_TYPES,
  type ItemEvidence,
  type ItemFilter,
  type ItemStatus,
  itemActionsFor,
  itemLifecycle,
  ORIGINS,
  type OriginKind,
  type PlanItem,
} from '#domain/plans';
import type { Context } from '#kernel/context';
import { formatDateTime, formatDay, localDate } from '#kernel/dates';
import { AppError, invalid } from '#kernel/errors';
import { type Fen, formatYuan, parseYuan } from '#kernel/money';
import { findReference } from '#kernel/references';
import { type FieldSpec, type FormPage, showForm, submitForm } from '../forms.ts';
import { leftOn } from '../leftPark.ts';
import { addressOf, pagerOf } from '../listAddress.ts';
import { photosOf } from '../photos.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf, textOf } from '../visit.ts';
import { AGREED_FIELDS, ITEM_FORMS, peopleOptions } from './itemActs.ts';
import { presentActions } from './presentActions.ts';
import { originLabel, presentItemDue, presentItemRow, presentItemStanding, presentItemTags } from './presentItem.ts';
import { ITEM_WORDS, trailDetail } from './trailDetail.ts';

const id = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .optional()
  .catch(undefined);
const flag = z.literal('1').optional().catch(undefined);
const word = z.string().max(20).optional().catch(undefined);
const listQuery = z.object({
  plan: id,
  enterprise: id,
  status: word,
  origin: word,
  mine: flag,
  open: flag,
  overdue: flag,
  lapsed: flag,
  after: id,
});
type ListQuery = z.infer<typeof listQuery>;

function filterOf(query: ListQuery, { actor }: Context): ItemFilter {
  const status = itemLifecycle.statuses.find((row) => row.code === query.status)?.code as ItemStatus | undefined;
  const origin = ORIGINS.find((row) => row.code === query.origin)?.code as OriginKind | undefined;
  return {
    ...(query.plan === undefined ? {} : { planId: query.plan }),
    ...(query.enterprise === undefined ? {} : { enterpriseId: query.enterprise }),
    ...(status === undefined ? {} : { status }),
    ...(origin === undefined ? {} : { origin }),
    ...(query.mine === undefined || actor.kind !== 'person' ? {} : { ownerId: actor.personId }),
    ...(query.open === undefined ? {} : { isOpen: true }),
    ...(query.overdue === undefined ? {} : { isOverdue: true }),
    ...(query.lapsed === undefined ? {} : { isLapsed: true }),
    ...(query.after === undefined ? {} : { after: query.after }),
  };
}

/** Filters one press away. */
function quickFilters(query: ListQuery) {
  const none = { status: undefined, mine: undefined, open: undefined, overdue: undefined, lapsed: undefined };
  const kept = { ...query, ...none, after: undefined };
  const row = (label: string, change: Partial<ListQuery>) => {
    const [key, value] = Object.entries(change)[0] ?? [];
    const isPlain = Object.keys(none).every((name) => query[name as keyof ListQuery] === undefined);
    return {
      label,
      href: addressOf('/items', { ...kept, ...change }),
      isCurrent: key === undefined ? isPlain : query[key as keyof ListQuery] === value,
    };
  };
  return [
    row('全部', {}),
    row('我负责的', { mine: '1' }),
    row('未办结', { open: '1' }),
    row('逾期', { overdue: '1' }),
    row('材料过期', { lapsed: '1' }),
    row('待检查', { status: 'done' }),
    row('待采纳', { status: 'proposed' }),
  ];
}

/** Items of the actor's firm, park or region, by the filter in the address. */
export async function showItems(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = listQuery.parse(req.query);
  const filter = filterOf(query, ctx);
  const { rows, nextCursor } = await findItems(ctx, filter);
  const { after: _, ...kept } = query;
  res.page('items/index', {
    title: '改进事项',
    quick: quickFilters(query),
    items: rows.map((item) => presentItemRow(item, ctx.now)),
    exportFilter: JSON.stringify(filter),
    isFiltered: Object.values(kept).some((value) => value !== undefined),
    ...pagerOf('/items', query, nextCursor),
  });
}

/** What a new item starts with: the words of what it comes from. */
async function prefilled(ctx: Context, origin: string, from: string): Promise<Record<string, string>> {
  try {
    if (origin === 'hazard') return { problem: (await getHazard(ctx, from)).hazard.text };
    if (origin === 'suggestion') {
      const { text } = await getSuggestion(ctx, from);
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
  const { plan } = await getPlan(ctx, planReference);
  const options = await peopleOptions(plan.enterpriseId);
  const fields: FieldSpec[] = AGREED_FIELDS.map(({ isFuture, ...field }) => ({
    ...field,
    kind: field.kind === 'yuan' ? 'number' : field.kind,
    ...(isFuture ? { min: localDate(ctx.now) } : {}),
    ...(field.name === 'ownerId' ? { options } : {}),
  }));
  return {
    title: '增加改进事项',
    lead: `${plan.name} ${plan.year} 年发展计划`,
    back: { href: `/plans/${plan.reference}`, label: `返回 ${plan.reference}` },
    action: `/plans/${plan.reference}/items`,
    submit: '增加',
    fields: [
      {
        name: 'origin',
        label: '从哪里来',
        kind: 'select',
        options: ORIGINS.map(({ code, label }) => ({ value: code, label })),
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
  const item = await submitForm(page, req, res, () => {
    const fundFen = parseYuan(textOf(req, 'fundFen') || '0');
    if (fundFen === undefined) throw invalid('common.check-fields', { fundFen: '请填写金额，例如 500；不花钱就填 0' });
    const typed = textOf(req, 'originReference').trim();
    const originReference =
      (['H', 'S', 'V'] as const).map((letter) => findReference(typed, letter)).find(Boolean) ?? typed;
    const body = req.body as Record<string, unknown>;
    return addItem(ctx, { ...body, planReference, originReference, fundFen } as never);
  });
  if (item !== undefined) res.goTo(`/items/${item.reference}`, '已列入计划，责任人会收到通知。');
}

function presentEvidence(one: ItemEvidence, isOver: boolean) {
  return {
    note: one.note ?? '',
    photos: photosOf(one.photoIds, '证明照片'),
    files: one.files.map((file) => ({ href: `/files/${file._id}`, name: file.fileName })),
    by: `${one.byName} · ${formatDateTime(one.at)}`,
    validity: one.expiresOn === undefined ? '' : `有效期到 ${one.expiresOn.slice(0, 4)}年${formatDay(one.expiresOn)}`,
    isOver,
    isReplaced: one.isReplaced,
    round: one.round,
  };
}

const ORIGIN_PATHS: Readonly<Record<string, string>> = { H: '/hazards/', S: '/suggestions/', V: '/visits/' };
const originHref = (reference: string | undefined): string =>
  reference === undefined
    ? ''
    : (ORIGIN_PATHS[reference.slice(0, 1)] ?? '') && `${ORIGIN_PATHS[reference.slice(0, 1)]}${reference}`;

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
  const seen = await getItem(ctx, partOf(req, 'reference'));
  const { item } = seen;
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
    actions: presentActions(`/items/${item.reference}`, itemActionsFor(ctx.actor, seen), ITEM_FORMS),
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
    timeline: presentTrail(await findItemTrail(ctx, item.reference), { words: ITEM_WORDS, detailOf: trailDetail }),
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
