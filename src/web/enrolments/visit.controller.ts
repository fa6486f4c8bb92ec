import type { Request, Response } from 'express';
import { enterpriseName } from '#domain/organisations';
import { getEnrolment } from '#domain/programme';
import {
  cancelVisit,
  changeVisit,
  countersignVisit,
  dueOf,
  finishHomework,
  homeworkLeft,
  isVisitIntact,
  partIn,
  planVisit,
  returnVisit,
  signVisit,
  type Visit,
  type VisitAction,
  visits,
  writeVisit,
} from '#domain/stages';
import { formatDate, formatDateTime, formatDay, localDate } from '#kernel/dates';
import { AppError, forbidden, invalid } from '#kernel/errors';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { actPage } from '../actPage.ts';
import { type FormPage, formPages } from '../forms.ts';
import { photosOf } from '../photos.ts';
import { contextOf, partOf, textOf } from '../request.ts';
import { atRows, rowCounts, VISIT_FORMS, type VisitStep, writeFields, writeValues, writtenRows } from './visitForms.ts';

export const { showAct: showVisitAct, postAct: postVisitAct } = actPage({
  lifecycle: visits.lifecycle,
  forms: VISIT_FORMS,
  commands: {
    'change-visit': changeVisit,
    'cancel-visit': cancelVisit,
    'return-visit': returnVisit,
    'finish-homework': finishHomework,
  },
  load: visits.get,
  statusOf: visits.statusOf,
  actionsFor: visits.actionsFor,
  pathOf: visits.pathOf,
  facts: async (visit) => [
    { label: '企业', value: await enterpriseName(visit.enterpriseId) },
    { label: '约定日期', value: formatDay(visit.plannedOn) },
    { label: '内容', value: visit.purpose },
  ],
  choices: {
    homeworkId: async (visit) =>
      homeworkLeft(visit).map((row) => ({ code: row.id, label: `${row.text}（${formatDay(dueOf(row))}）` })),
  },
  values: (visit, action) => (action === 'change-visit' ? { plannedOn: visit.plannedOn } : {}),
});

async function planPage(req: Request): Promise<FormPage> {
  const enrolment = await getEnrolment(contextOf(req), partOf(req, 'reference'));
  if (partIn(req.actor, enrolment) !== 'adviser') throw forbidden('common.not-allowed');
  return {
    title: '约定入企辅导',
    lead: '入企辅导是上门帮企业，不是执法检查，看到的问题不作为处罚依据。企业会收到日期和内容，到期前会提醒双方。',
    back: { href: paths.enrolment(enrolment.reference), label: `返回 ${enrolment.name}` },
    action: paths.newVisit(enrolment.reference),
    submit: '约定',
    fields: [
      { name: 'plannedOn', label: '哪一天', kind: 'date', min: localDate(req.now) },
      { name: 'purpose', label: '做什么', kind: 'area', hint: '例如：看 5S 进展，和改进小组一起定下个月的事。' },
    ],
  };
}

export const { show: showPlanVisit, post: postPlanVisit } = formPages({
  page: planPage,
  run: planVisit,
  next: ({ plannedOn }, { reference }) => [
    `${paths.enrolment(reference)}#visits`,
    `已约定 ${formatDay(plannedOn)}，企业会收到通知。`,
  ],
});

const NEXT: Readonly<Record<Visit['status'], { holder: string; next: string }>> = {
  planned: { holder: '辅导员', next: '到企业辅导，回来写记录' },
  written: { holder: '辅导员', next: '核对记录，签字后交企业' },
  'half-signed': { holder: '企业负责人或安全管理员', next: '看过记录后签字，有不同意见可以退回' },
  signed: { holder: '', next: '双方已签字' },
  cancelled: { holder: '', next: '已取消' },
};

function presentNext(visit: Visit): { holder: string; next: string } {
  const left = homeworkLeft(visit).length;
  if (left > 0) return { holder: '企业', next: `完成剩下的 ${left} 项作业` };
  return NEXT[visit.status];
}

/** One visit: what was agreed, written and signed. */
export async function showVisit(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const visit = await visits.get(ctx, partOf(req, 'reference'));
  const may = (action: VisitAction) => visits.can(ctx.actor, action, visit);
  const today = localDate(ctx.now);
  res.page('visits/show', {
    title: `入企辅导 ${visit.reference}`,
    reference: visit.reference,
    name: await enterpriseName(visit.enterpriseId),
    back: `${paths.enrolment(visit.enrolmentReference)}#visits`,
    status: statusRow(visits.lifecycle, visit.status),
    standing: presentNext(visit),
    returnReason: visit.returnReason ?? '',
    facts: [
      { label: '约定日期', value: formatDate(new Date(`${visit.plannedOn}T00:00:00+08:00`)) },
      ...(visit.visitedOn === undefined
        ? []
        : [{ label: '到企业的日期', value: formatDate(new Date(`${visit.visitedOn}T00:00:00+08:00`)) }]),
      { label: '内容', value: visit.purpose },
    ],
    summary: visit.summary,
    findings: visit.findings.map((row) => ({ text: row.text, isForPlan: row.isForPlan })),
    homework: visit.homework.map((row) => ({
      text: row.text,
      dueOn: formatDay(dueOf(row)),
      isDone: row.done !== undefined,
      isLate: row.done === undefined && dueOf(row) < today,
      done: row.done === undefined ? '' : `${row.done.byName} ${formatDay(localDate(row.done.at))}：${row.done.note}`,
    })),
    photos: photosOf(visit.photoIds, '辅导照片'),
    signatures: visit.signatures.map((row) => ({
      side: row.side === 'adviser' ? '辅导员' : '企业',
      who: row.byName,
      when: formatDateTime(row.at),
      hash: row.contentHash.slice(0, 12),
    })),
    isIntact: isVisitIntact(visit),
    contentHash: visit.contentHash ?? '',
    signHref: may('sign-visit')
      ? paths.signVisit(visit.reference)
      : may('countersign-visit')
        ? paths.countersignVisit(visit.reference)
        : '',
    signLabel: may('sign-visit') ? '签字，交企业' : '看过，签字',
    writeHref: may('write-visit') ? paths.writeVisit(visit.reference) : '',
    writeLabel: visit.status === 'planned' ? '写辅导记录' : '修改记录',
    actions: visits
      .actionsFor(ctx.actor, visit)
      .filter((row) => Object.hasOwn(VISIT_FORMS, row.action))
      .map((row) => ({
        label: row.label,
        href: paths.visitAct(visit.reference, row.action),
        isDanger: VISIT_FORMS[row.action as VisitStep].isDanger ?? false,
      })),
  });
}

async function writePage(req: Request): Promise<FormPage> {
  const ctx = contextOf(req);
  const visit = await visits.get(ctx, partOf(req, 'reference'));
  if (!visits.can(ctx.actor, 'write-visit', visit)) throw forbidden('common.not-allowed');
  return {
    title: `辅导记录 ${visit.reference}`,
    lead: '写看到的、一起做的和约定企业做的。双方签字后不能再改。没有用到的行空着就行。',
    back: { href: visits.pathOf(visit.reference), label: `返回 ${visit.reference}` },
    action: paths.writeVisit(visit.reference),
    submit: '保存记录',
    facts: [{ label: '企业', value: await enterpriseName(visit.enterpriseId) }],
    fields: writeFields(rowCounts(visit)),
    values: writeValues(visit, ctx.now),
    keptPhotoIds: visit.photoIds,
  };
}

export const { show: showWrite, post: postWrite } = formPages({
  page: writePage,
  run: async (ctx, input) => {
    try {
      return await writeVisit(ctx, { ...input, ...writtenRows(input) });
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'Invalid') throw error;
      throw invalid(error.code, atRows(input, error.fields), { ...error.params });
    }
  },
  next: (_visit, { reference }) => [paths.visit(reference), visits.acts['write-visit'].said],
});

/** Signs exactly what the page showed. */
export const postSign =
  (side: 'adviser' | 'firm') =>
  async (req: Request, res: Response): Promise<void> => {
    const input = { reference: partOf(req, 'reference'), contentHash: textOf(req, 'contentHash') };
    await (side === 'adviser' ? signVisit : countersignVisit)(contextOf(req), input);
    const { said } = visits.acts[side === 'adviser' ? 'sign-visit' : 'countersign-visit'];
    res.goTo(visits.pathOf(input.reference), said);
  };
