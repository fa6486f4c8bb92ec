import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  FILING_KINDS,
  type Filing,
  type FilingFilter,
  type FilingKind,
  fileWork,
  filings,
  PROJECT_TYPES,
  refileWork,
  workTypes,
} from '#domain/filings';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { localDate } from '#kernel/dates';
import { invalid, notFound } from '#kernel/errors';
import { statusRow } from '#kernel/lifecycle';
import { type FieldSpec, type FormPage, showForm, submitForm, typedValues, type Values } from '../forms.ts';
import { addressOf, pagerOf } from '../listAddress.ts';
import { keepPhotos } from '../middleware/uploads.ts';
import { photosOf } from '../photos.ts';
import { presentActions } from '../plans/presentActions.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../visit.ts';
import { FILING_FORMS } from './filingActs.ts';
import { factsOf, kindLabel, presentFilingRow, presentStanding, presentTags } from './presentFiling.ts';

const id = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .optional()
  .catch(undefined);
const flag = z.literal('1').optional().catch(undefined);
const codes = <C extends string>(rows: readonly { code: C }[]): readonly C[] => rows.map((row) => row.code);
const listQuery = z.object({
  kind: z.enum(codes(FILING_KINDS)).optional().catch(undefined),
  status: z.enum(codes(filings.lifecycle.statuses)).optional().catch(undefined),
  open: flag,
  overdue: flag,
  enterprise: id,
  after: id,
});
type ListQuery = z.infer<typeof listQuery>;

const filterOf = ({ kind, status, open, overdue, enterprise }: ListQuery): FilingFilter => ({
  ...(kind === undefined ? {} : { kind }),
  ...(status === undefined ? {} : { status }),
  ...(open === undefined ? {} : { isOpen: true }),
  ...(overdue === undefined ? {} : { isOverdue: true }),
  ...(enterprise === undefined ? {} : { enterpriseId: enterprise }),
});

/** Filters one press away. */
function quickFilters(query: ListQuery) {
  const none = { kind: undefined, status: undefined, open: undefined, overdue: undefined };
  const row = (label: string, change: Partial<ListQuery>) => ({
    label,
    href: addressOf('/filings', { enterprise: query.enterprise, ...change }),
    isCurrent: Object.keys(none).every(
      (key) => query[key as keyof ListQuery] === { ...none, ...change }[key as keyof typeof none],
    ),
  });
  return [
    row('全部', {}),
    row('待收悉', { status: 'filed' }),
    row('退回补充', { status: 'returned' }),
    row('没完工', { open: '1' }),
    row('过期没完工', { overdue: '1' }),
    ...FILING_KINDS.map(({ code, label }) => row(label, { kind: code })),
  ];
}

/** Filings of the person's firm, park or region, by the filter in the address. */
export async function showFilings(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = listQuery.parse(req.query);
  const filter = filterOf(query);
  const { rows, nextCursor } = await filings.find(ctx, {
    ...filter,
    ...(query.after === undefined ? {} : { after: query.after }),
  });
  res.page('filings/index', {
    title: '作业报备',
    mayFile: runsEnterprise(ctx.actor),
    mayExport: !actsAs(ctx.actor, 'worker'),
    exportFilter: JSON.stringify(filter),
    quick: quickFilters(query),
    filings: await Promise.all(rows.map((row) => presentFilingRow(row, ctx.now))),
    isFiltered: Object.keys(filter).length > 0,
    ...pagerOf('/filings', query, nextCursor),
  });
}

/** Which of the three it is: each asks for other things. */
export function showChoice(_req: Request, res: Response): void {
  res.page('filings/choose', {
    title: '作业报备',
    kinds: FILING_KINDS.map(({ code, label, hint }) => ({ href: `/filings/new/${code}`, label, hint })),
  });
}

function kindOf(req: Request): FilingKind {
  const kind = FILING_KINDS.find(({ code }) => code === partOf(req, 'kind'))?.code;
  if (kind === undefined) throw notFound('common.not-found');
  return kind;
}

/** The questions of a kind. */
function fieldsOf(kind: FilingKind, now: Date): FieldSpec[] {
  const types = kind === 'special-work' ? workTypes(now) : PROJECT_TYPES;
  const type: FieldSpec = {
    name: 'type',
    label: kind === 'special-work' ? '哪一种作业' : '项目性质',
    kind: 'select',
    options: [{ value: '', label: '请选择' }, ...types.map(({ code, label }) => ({ value: code, label }))],
  };
  const isBuilding = kind === 'construction';
  const isOutside = kind === 'outsourcing';
  const contractor = isBuilding ? '施工单位' : '外包单位';
  return [
    ...(isOutside ? [] : [type]),
    {
      name: 'what',
      label: isBuilding ? '项目名称' : isOutside ? '外包做什么' : '做什么',
      kind: 'text',
      hint: isBuilding ? '例如：二期喷涂车间扩建。' : '例如：3 号污水池清淤。',
    },
    { name: 'placeText', label: '在哪里', kind: 'text' },
    { name: 'startsOn', label: '哪天开始', kind: 'date' },
    { name: 'endsOn', label: '哪天结束', kind: 'date' },
    { name: 'responsibleName', label: '本企业负责人姓名', kind: 'text' },
    ...(kind === 'special-work'
      ? [
          {
            name: 'guardianName',
            label: '现场监护人姓名',
            kind: 'text' as const,
            hint: '作业时一直在场、专门看护的人。',
          },
        ]
      : []),
    {
      name: 'contractorName',
      label: isOutside ? `${contractor}名称` : `${contractor}名称（自己做的不用填）`,
      kind: 'text',
    },
    {
      name: 'contractorCode',
      label: isOutside ? `${contractor}统一社会信用代码` : `${contractor}统一社会信用代码（可以不填）`,
      kind: 'text',
    },
    { name: 'headcount', label: '作业人数（可以不填）', kind: 'number' },
    {
      name: 'measures',
      label: '怎样保证安全',
      kind: 'area',
      rows: 5,
      hint: '写清风险和措施，例如：先通风、再检测、后作业；气体每两小时测一次；备好救援三脚架。',
    },
    { name: 'photos', label: '作业票、方案的照片（可以不传）', kind: 'photos' },
  ];
}

function filePage(kind: FilingKind, now: Date): FormPage {
  return {
    title: `${kindLabel(kind)}报备`,
    lead: '开工之前报给监管部门和园区。已经开工的也要报，会注明是开工后才报的。',
    back: { href: '/filings/new', label: '换一类' },
    action: `/filings/new/${kind}`,
    submit: '提交报备',
    fields: fieldsOf(kind, now),
    values: { startsOn: localDate(now), endsOn: localDate(now) },
  };
}

export const showFile = (req: Request, res: Response): void => showForm(res, filePage(kindOf(req), req.now));

/** Takes in a form with its photos; a photo that cannot be used is said at its field, the others are kept. */
async function submitFiling(
  req: Request,
  res: Response,
  page: FormPage,
  run: (typed: Values & { photoIds: string[] }) => Promise<Filing>,
): Promise<Filing | undefined> {
  const { photoIds, problem } = await keepPhotos(req);
  return submitForm({ ...page, keptPhotoIds: photoIds }, req, res, () => {
    if (problem !== undefined) throw invalid('common.check-fields', { photos: problem });
    const { photos: _, ...typed } = typedValues(req, page.fields);
    return run({ ...typed, photoIds } as Values & { photoIds: string[] });
  });
}

export async function postFiling(req: Request, res: Response): Promise<void> {
  const kind = kindOf(req);
  const filing = await submitFiling(req, res, filePage(kind, req.now), (typed) =>
    fileWork(contextOf(req), { ...typed, kind } as never),
  );
  if (filing !== undefined) res.goTo(`/filings/${filing.reference}`, '已报备，监管部门和园区会收到通知。');
}

function refilePage(filing: Filing, now: Date): FormPage {
  const { reference, kind, reason = '' } = filing;
  const told = Object.fromEntries(
    fieldsOf(kind, now)
      .filter((field) => field.kind !== 'photos')
      .map(({ name }) => [name, String(filing[name as keyof Filing] ?? '')]),
  );
  return {
    title: '补充后重报',
    lead: `监管部门要求：${reason}`,
    back: { href: `/filings/${reference}`, label: `返回 ${reference}` },
    action: `/filings/${reference}/refile`,
    submit: '重新报备',
    fields: fieldsOf(kind, now),
    values: told,
  };
}

/** The filing if it may be filed again by this person now; the page of the filing says how it stands otherwise. */
async function returned(req: Request, res: Response): Promise<Filing | undefined> {
  const ctx = contextOf(req);
  const filing = await filings.get(ctx, partOf(req, 'reference'));
  if (filings.actionsFor(ctx.actor, filing).some((row) => row.action === 'refile')) return filing;
  const { label } = statusRow(filings.lifecycle, filing.status);
  res.goTo(`/filings/${filing.reference}`, `现在是「${label}」，不用补充。`);
  return undefined;
}

export async function showRefile(req: Request, res: Response): Promise<void> {
  const filing = await returned(req, res);
  if (filing !== undefined) showForm(res, refilePage(filing, req.now));
}

export async function postRefile(req: Request, res: Response): Promise<void> {
  const filing = await returned(req, res);
  if (filing === undefined) return;
  const { reference } = filing;
  const after = await submitFiling(req, res, refilePage(filing, req.now), (typed) =>
    refileWork(contextOf(req), { ...typed, reference } as never),
  );
  if (after !== undefined) res.goTo(`/filings/${reference}`, '已重新报备。');
}

/** Filing again has a page of its own and leads on; cancelling never does. */
function presentSteps(reference: string, steps: readonly { action: string; label: string }[]) {
  const path = `/filings/${reference}`;
  const refile = steps.find((row) => row.action === 'refile');
  const others = presentActions(path, steps, FILING_FORMS).map((act) => ({
    ...act,
    isMain: act.isMain && !act.href.endsWith('/cancel'),
  }));
  if (refile === undefined) return others;
  return [{ label: refile.label, href: `${path}/refile`, isDirect: false, isMain: true }, ...others];
}

/** One filing: what was told, who has it, and what this person may do. */
export async function showFiling(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const filing = await filings.get(ctx, partOf(req, 'reference'));
  const { reference } = filing;
  const steps = filings.actionsFor(ctx.actor, filing);
  res.page('filings/show', {
    title: `报备 ${reference}`,
    reference,
    ...presentTags(filing, ctx.now),
    what: filing.what,
    standing: await presentStanding(filing),
    reason: filing.reason ?? '',
    reasonLabel: filing.status === 'cancelled' ? '取消的理由' : '要补充的',
    actions: presentSteps(reference, steps),
    facts: await factsOf(filing),
    photos: photosOf(filing.photoIds, '报备照片'),
    timeline: presentTrail(await filings.trail(ctx, reference), {
      detailOf: (_text, { facts }) => (facts['isLate'] === true ? ['开工后才报'] : []),
    }),
  });
}
