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
import { notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { statusRow } from '#kernel/lifecycle';
import { type FieldSpec, type FormPage, formPages, showForm, submitForm } from '../forms.ts';
import { askedCode, askedFlag, askedId, isFiltered, pagerOf, quickFilters } from '../listAddress.ts';
import { photosOf } from '../photos.ts';
import { presentActions } from '../plans/presentActions.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { FILING_FORMS } from './filingActs.ts';
import { factsOf, kindLabel, presentFilingRow, presentStanding, presentTags } from './presentFiling.ts';

const LIST = '/filings';
const listQuery = z.object({
  kind: askedCode(FILING_KINDS),
  status: askedCode(filings.lifecycle.statuses),
  open: askedFlag,
  overdue: askedFlag,
  enterprise: askedId,
  after: askedId,
});

const filterOf = ({ kind, status, open, overdue, enterprise }: z.infer<typeof listQuery>): FilingFilter =>
  given({ kind, status, isOpen: open, isOverdue: overdue, enterpriseId: enterprise });

/** Filings of the person's firm, park or region, by the filter in the address. */
export async function showFilings(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = listQuery.parse(req.query);
  const filter = filterOf(query);
  const { rows, nextCursor } = await filings.find(ctx, { ...filter, ...given({ after: query.after }) });
  res.page('filings/index', {
    title: '作业报备',
    mayFile: runsEnterprise(ctx.actor),
    mayExport: !actsAs(ctx.actor, 'worker'),
    exportFilter: JSON.stringify(filter),
    quick: quickFilters(LIST, query, [
      ['全部', {}],
      ['待收悉', { status: 'filed' }],
      ['退回补充', { status: 'returned' }],
      ['没完工', { open: true }],
      ['过期没完工', { overdue: true }],
      ...FILING_KINDS.map(({ code, label }) => [label, { kind: code }] as const),
    ]),
    filings: await Promise.all(rows.map((row) => presentFilingRow(row, ctx.now))),
    isFiltered: isFiltered(query),
    ...pagerOf(LIST, query, nextCursor),
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
    none: '请选择',
    options: types,
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

export const { show: showFile, post: postFiling } = formPages({
  page: (req) => filePage(kindOf(req), req.now),
  run: fileWork,
  next: ({ reference }) => [`/filings/${reference}`, filings.acts.file.said],
});

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
  const sent = await submitForm(refilePage(filing, req.now), req, res, (input) => refileWork(contextOf(req), input));
  if (sent !== undefined) res.goTo(`/filings/${filing.reference}`, filings.acts.refile.said);
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
