import type { Request, Response } from 'express';
import {
  type Cohort,
  canSeeApplication,
  changeCohort,
  closeCohort,
  cohorts,
  findWaiting,
  mayRunCohorts,
  openCohort,
  reopenCohort,
} from '#domain/applying';
import { findRegions, regionName } from '#domain/organisations';
import { formatDay, localDate } from '#kernel/dates';
import { given } from '#kernel/given';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type ActForm, actPage } from '../actPage.ts';
import { presentRow } from '../applications/presentApplication.ts';
import { type FieldSpec, type FormPage, formPages } from '../forms.ts';
import { pagerOf, pagesQuery } from '../listAddress.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { presentEach } from '../unreadable.ts';

/** How a cohort stands today: open ones may not have begun yet, or be full. */
function tagOf(cohort: Cohort, now: Date): { label: string; tone: string } {
  const today = localDate(now);
  const { label, tone } = statusRow(cohorts.lifecycle, cohort.status);
  if (!cohort.isOpen) return { label, tone };
  if (today < cohort.opensOn) return { label: '还没开始', tone: 'waiting' };
  if (today > cohort.closesOn) return { label: '已过截止日', tone: 'quiet' };
  return cohort.admittedCount >= cohort.capacity ? { label: '名额已满', tone: 'bad' } : { label, tone };
}

const present = (cohort: Cohort, now: Date) => ({
  reference: cohort.reference,
  href: paths.cohort(cohort.reference),
  name: cohort.name,
  tag: tagOf(cohort, now),
  meta: `${regionName(cohort.regionCode)} · ${formatDay(cohort.opensOn)}至${formatDay(cohort.closesOn)} · 已批准 ${cohort.admittedCount}/${cohort.capacity} 家`,
});

export async function showCohorts(req: Request, res: Response): Promise<void> {
  const query = pagesQuery.parse(req.query);
  const { rows, nextCursor } = await cohorts.find(contextOf(req), given(query));
  res.page('cohorts/index', {
    title: '批次',
    rows: await presentEach(contextOf(req), 'cohort', rows, (cohort) => present(cohort, req.now)),
    mayOpen: mayRunCohorts(req.actor),
    ...pagerOf(paths.cohorts, query, nextCursor),
  });
}

const DETAIL: Readonly<Record<string, string>> = { name: '名称', closesOn: '截止日期', capacity: '名额' };

export async function showCohort(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const cohort = await cohorts.get(ctx, partOf(req, 'reference'));
  const waiting = await findWaiting(cohort._id);
  res.page('cohorts/show', {
    ...present(cohort, req.now),
    title: cohort.name,
    facts: [
      { label: '编号', value: cohort.reference },
      { label: '范围', value: regionName(cohort.regionCode) },
      { label: '申请日期', value: `${cohort.opensOn} 至 ${cohort.closesOn}（两天都算）` },
      { label: '名额', value: `${cohort.capacity} 家，已批准 ${cohort.admittedCount} 家` },
      ...(waiting.length === 0 ? [] : [{ label: '候补', value: `${waiting.length} 家` }]),
      { label: '资格规则', value: `版本 ${cohort.ruleVersion}，本批次一直按它判断` },
    ],
    actions: cohorts.actionsFor(ctx.actor, cohort).map((row) => ({
      label: row.label,
      href: paths.cohortAct(cohort.reference, row.action),
    })),
    // Everybody reads how many wait, and of each what they may open.
    waiting: await Promise.all(
      waiting.flatMap((one, i) =>
        canSeeApplication(ctx.actor, one) ? [presentRow({ ...one, name: `${i + 1}. ${one.name}` }, ctx.now)] : [],
      ),
    ),
    timeline: presentTrail(await cohorts.trail(ctx, cohort.reference), {
      detailOf: (_text, { facts }) =>
        Object.entries(DETAIL).flatMap(([key, label]) =>
          facts[key] === undefined ? [] : [`${label}：${String(facts[key])}`],
        ),
    }),
  });
}

const nameField: FieldSpec = { name: 'name', label: '批次名称', kind: 'text', hint: '例如“玉林市 2026 年第二批”。' };
const lastDay: FieldSpec = { name: 'closesOn', label: '截止日期', kind: 'date', hint: '当天还可以提交。' };
const places: FieldSpec = { name: 'capacity', label: '名额（家）', kind: 'number' };
const openPage = (req: Request): FormPage => ({
  title: '开放新批次',
  lead: '开放后，范围内的企业在申请日期内可以申请。资格按今天的规则判断，以后规则改了也不影响本批次。',
  back: { href: paths.cohorts, label: '返回批次' },
  action: paths.cohorts,
  submit: '开放批次',
  fields: [
    nameField,
    {
      name: 'regionCode',
      label: '范围',
      kind: 'select',
      options: findRegions().map((region) => ({ code: region.code, label: regionName(region.code) })),
    },
    { name: 'opensOn', label: '开始日期', kind: 'date' },
    lastDay,
    places,
  ],
  values: { regionCode: '45', opensOn: localDate(req.now) },
});

export const { show: showOpen, post: postOpen } = formPages({
  page: openPage,
  run: openCohort,
  next: ({ reference }) => [paths.cohort(reference), cohorts.acts['open-cohort'].said],
});

const FORMS: Readonly<Record<'change-cohort' | 'close-cohort' | 'reopen-cohort', ActForm>> = {
  'change-cohort': {
    lead: '范围、开始日期和资格规则不能改，因为已有企业按它申请。',
    submit: '保存',
    said: cohorts.acts['change-cohort'].said,
    fields: [nameField, lastDay, places],
  },
  'close-cohort': {
    lead: '截止后不再接受新申请；已提交的继续办理。',
    submit: '截止申请',
    said: cohorts.acts['close-cohort'].said,
    fields: [],
    isDanger: true,
  },
  'reopen-cohort': {
    lead: '截止日期之前，企业又可以申请。',
    submit: '重新接受申请',
    said: cohorts.acts['reopen-cohort'].said,
    fields: [],
  },
};

export const { showAct, postAct } = actPage({
  lifecycle: cohorts.lifecycle,
  forms: FORMS,
  commands: { 'change-cohort': changeCohort, 'close-cohort': closeCohort, 'reopen-cohort': reopenCohort },
  load: cohorts.get,
  statusOf: cohorts.statusOf,
  actionsFor: cohorts.actionsFor,
  pathOf: paths.cohort,
  facts: (cohort) => [
    { label: '批次', value: cohort.name },
    { label: '范围', value: regionName(cohort.regionCode) },
  ],
  values: ({ name, closesOn, capacity }, action) =>
    action === 'change-cohort' ? { name, closesOn, capacity: String(capacity) } : {},
});
