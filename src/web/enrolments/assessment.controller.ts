import type { Request, Response } from 'express';
import { againOf } from '#domain/evidence';
import { enterpriseName } from '#domain/organisations';
import { getEnrolment, ROUNDS, type Round, roundLabel } from '#domain/programme';
import {
  type Assessment,
  type AssessmentItem,
  assessments,
  confirmAssessment,
  findAssessments,
  getRoundToAnswer,
  pillarScores,
  returnAssessment,
  roundReference,
  saveAssessment,
  startAssessment,
  submitAssessment,
  templateVersion,
} from '#domain/stages';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate, formatDateTime } from '#kernel/dates';
import { AppError, notFound } from '#kernel/errors';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type FormPage, formPages, presentForm, submitForm } from '../forms.ts';
import { photosOf, toJudge } from '../photos.ts';
import { contextOf, partOf, textOf } from '../request.ts';
import { answerText, assessmentFields, fieldName, sectionsOf } from './assessmentForm.ts';

function roundOf(req: Request): Round {
  const round = ROUNDS.find((row) => row.code === partOf(req, 'round'))?.code;
  if (round === undefined) throw notFound('common.not-found');
  return round;
}

const CONFIRM = '情况属实，确认';

/** Begins a round and opens it. */
export async function postStart(req: Request, res: Response): Promise<void> {
  const round = roundOf(req);
  const reference = partOf(req, 'reference');
  await startAssessment(contextOf(req), { reference, round });
  res.goTo(paths.editAssessment(reference, round));
}

async function editPage(one: Assessment, items: readonly AssessmentItem[]): Promise<FormPage> {
  return {
    title: roundLabel(one.round),
    lead: '可以先保存，换个设备接着填。都填好后交企业负责人确认。',
    back: { href: paths.enrolment(one.enrolmentReference), label: `返回 ${await enterpriseName(one.enterpriseId)}` },
    action: paths.editAssessment(one.enrolmentReference, one.round),
    submit: '完成，请企业确认',
    fields: assessmentFields(items),
    values: {
      ...Object.fromEntries(items.map((item) => [fieldName(item), String(one.answers[item.code] ?? '')])),
      note: one.note,
    },
    keptPhotoIds: one.photoIds,
  };
}

/** Draws the form with its fields under the headings of the questionnaire. */
function drawEdit(
  res: Response,
  { returnReason = '' }: Assessment,
  items: readonly AssessmentItem[],
  model: Record<string, unknown>,
  status = 200,
): void {
  const fields = model['fields'] as { name: string }[];
  const named = (name: string) => fields.find((field) => field.name === name);
  const sections = sectionsOf(items).map(({ title, rows }) => ({
    title,
    fields: rows.map((item) => named(fieldName(item))),
  }));
  const last = ['note', 'photos'].map(named);
  res.page('enrolments/assess', { ...model, sections, last, returnReason }, status);
}

const loadRound = (req: Request): Promise<Assessment> =>
  assessments.get(contextOf(req), roundReference(partOf(req, 'reference'), roundOf(req)));

async function draftOf(req: Request) {
  const assessment = await loadRound(req);
  const { items } = await templateVersion('assessment', assessment.templateVersion);
  return { assessment, items, path: assessments.pathOf(assessment.reference) };
}

/** The questionnaire, for its adviser. */
export async function showEdit(req: Request, res: Response): Promise<void> {
  const { assessment, items, path } = await draftOf(req);
  if (!assessments.can(req.actor, 'save-assessment', assessment)) return res.goTo(path, '这次评估现在不能修改。');
  drawEdit(res, assessment, items, presentForm(await editPage(assessment, items)));
}

/** Saves the draft, or hands it over. */
export async function postEdit(req: Request, res: Response): Promise<void> {
  const { assessment, items, path } = await draftOf(req);
  const isSaving = textOf(req, 'save') === '1';
  const sent = await submitForm(
    await editPage(assessment, items),
    req,
    res,
    (input) => {
      const answers = Object.fromEntries(items.map((item) => [item.code, input[fieldName(item)] ?? '']));
      return (isSaving ? saveAssessment : submitAssessment)(contextOf(req), { ...input, answers });
    },
    (model, status) => drawEdit(res, assessment, items, model, status),
  );
  if (sent === undefined) return;
  if (isSaving)
    return res.goTo(
      paths.editAssessment(assessment.enrolmentReference, assessment.round),
      assessments.acts['save-assessment'].said,
    );
  res.goTo(path, assessments.acts['submit-assessment'].said);
}

const signed = (name: string | undefined, at: Date | undefined): string =>
  name === undefined || at === undefined ? '' : `${name} ${formatDateTime(at)}`;

/** What somebody of the firm is told who comes back for a round that went back to its adviser; undefined otherwise. */
async function goneBack(ctx: Context, req: Request): Promise<string | undefined> {
  try {
    await getRoundToAnswer(ctx, asked(req), 'confirm-assessment');
    return undefined;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'Conflict')
      return '这一轮评估退回给辅导员修改了，改好后再请您确认。';
    throw error;
  }
}

/** One round as both sides see it, with the five-in-place board. */
export async function showAssessment(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const gone = await goneBack(ctx, req);
  if (gone !== undefined) return res.goTo(paths.enrolment(partOf(req, 'reference')), gone);
  const { assessment, items } = await draftOf(req);
  const { round, answers, enrolmentReference } = assessment;
  const [name, again] = await Promise.all([enterpriseName(assessment.enterpriseId), againOf(assessment.photoIds)]);
  if (assessment.status === 'draft') return res.redirect(303, paths.editAssessment(enrolmentReference, round));
  const mayReturn = assessments.can(ctx.actor, 'return-assessment', assessment);
  const mayPlan = assessment.status === 'finished' && runsEnterprise(ctx.actor);
  const planHref = (code: string): string =>
    `${paths.addToPlan}?origin=baseline&from=${encodeURIComponent(`${assessment.reference}#${code}`)}`;
  res.page('enrolments/assessment', {
    title: `${roundLabel(round)} · ${name}`,
    heading: roundLabel(round),
    name,
    back: paths.enrolment(enrolmentReference),
    status: statusRow(assessments.lifecycle, assessment.status),
    pillars: pillarScores(items, answers).map((row) => ({
      ...row,
      percent: row.percent ?? 0,
      isEmpty: row.percent === undefined,
    })),
    sections: sectionsOf(items).map(({ title, rows }) => ({
      title,
      rows: rows.map((item) => ({
        label: item.label,
        value: answerText(item, answers[item.code]),
        isBad: answers[item.code] === 'no',
        planHref: mayPlan && answers[item.code] === 'no' ? planHref(item.code) : '',
      })),
    })),
    note: assessment.note,
    photos: photosOf(assessment.photoIds, '现场照片', again),
    version: assessment.templateVersion,
    assessed: signed(assessment.assessedByName, assessment.assessedAt),
    confirmed: signed(assessment.confirmedByName, assessment.confirmedAt),
    contentHash: assessment.contentHash ?? '',
    confirm: CONFIRM,
    // Why photos may pass that were handed in before is asked on a page of its own.
    asksWhy: again.size > 0,
    confirmHref: assessments.can(ctx.actor, 'confirm-assessment', assessment)
      ? paths.confirmAssessment(enrolmentReference, round)
      : '',
    returnHref: mayReturn ? paths.returnAssessment(enrolmentReference, round) : '',
    compareHref: paths.assessments(enrolmentReference),
    isWaiting: assessment.status === 'assessed' && !mayReturn,
  });
}

/** Asked where photos of the round were handed in before; else the button of its page is enough. */
async function confirmPage(req: Request): Promise<FormPage> {
  const assessment = await getRoundToAnswer(contextOf(req), asked(req), 'confirm-assessment');
  const { enrolmentReference, round, photoIds, contentHash = '' } = assessment;
  const judging = await toJudge(photoIds);
  return {
    title: '确认评估结果',
    back: { href: paths.assessment(enrolmentReference, round), label: `返回${roundLabel(round)}` },
    action: paths.confirmAssessment(enrolmentReference, round),
    submit: CONFIRM,
    known: judging.known,
    fields: judging.asked,
    // What was shown is confirmed, not what it has become since.
    hidden: [{ name: 'contentHash', value: textOf(req, 'contentHash') || contentHash }],
  };
}

/** The firm's manager confirms what they were shown. */
export const { show: showConfirm, post: postConfirm } = formPages({
  page: confirmPage,
  run: (ctx, _, req) => confirmAssessment(ctx, { ...asked(req), contentHash: textOf(req, 'contentHash') }),
  next: (_, { reference, round }) => [paths.assessment(reference, round), assessments.acts['confirm-assessment'].said],
});

const asked = (req: Request) => ({ reference: partOf(req, 'reference'), round: roundOf(req) });

async function returnPage(req: Request): Promise<FormPage> {
  const assessment = await getRoundToAnswer(contextOf(req), asked(req), 'return-assessment');
  const path = assessments.pathOf(assessment.reference);
  return {
    title: '退回评估',
    lead: '辅导员会收到您的意见，改好后再请您确认。',
    back: { href: path, label: `返回${roundLabel(assessment.round)}` },
    action: paths.returnAssessment(assessment.enrolmentReference, assessment.round),
    submit: '退回',
    fields: [{ name: 'reason', label: '哪里不对', kind: 'area' }],
  };
}

export const { show: showReturn, post: postReturn } = formPages({
  page: returnPage,
  run: returnAssessment,
  next: (_round, { reference }) => [paths.enrolment(reference), assessments.acts['return-assessment'].said],
});

/** Rounds side by side: the five pillars, the 5S average, the numbers, and every practice that changed. */
export async function showComparison(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const enrolment = await getEnrolment(ctx, partOf(req, 'reference'));
  const rounds = (await findAssessments(ctx, enrolment.reference)).filter((one) => one.status !== 'draft');
  const sheets = await Promise.all(rounds.map((one) => templateVersion('assessment', one.templateVersion)));
  const items = [...new Map(sheets.flatMap((sheet) => sheet.items).map((item) => [item.code, item])).values()];
  const row = (label: string, value: (one: Assessment, items: readonly AssessmentItem[]) => string) => ({
    label,
    values: rounds.map((one, index) => value(one, sheets[index]?.items ?? [])),
  });
  const pillars = pillarScores(items, {}).map(({ pillar, label }) =>
    row(label, (one) => (one.pillars?.[pillar] === undefined ? '—' : `${one.pillars[pillar]}%`)),
  );
  const average = (one: Assessment, own: readonly AssessmentItem[]): string => {
    const scores = own.filter((item) => item.kind === 'score').map((item) => Number(one.answers[item.code] ?? 0));
    return scores.length === 0 ? '—' : (scores.reduce((a, b) => a + b, 0) / scores.length).toFixed(1);
  };
  const perItem = (wanted: readonly AssessmentItem[]) =>
    wanted.map((item) => row(item.label, (one) => answerText(item, one.answers[item.code])));
  res.page('enrolments/compare', {
    title: `评估对比 · ${enrolment.name}`,
    name: enrolment.name,
    back: paths.enrolment(enrolment.reference),
    heads: rounds.map((one) => ({
      label: roundLabel(one.round),
      day: one.assessedAt === undefined ? '' : formatDate(one.assessedAt),
    })),
    groups: [
      { title: '五到位', rows: pillars },
      { title: '5S', rows: [row('平均分（1–5）', average), ...perItem(items.filter((item) => item.kind === 'score'))] },
      { title: '数字', rows: perItem(items.filter((item) => item.kind === 'number')) },
      {
        title: '有变化的做法',
        rows: perItem(
          items.filter(
            (item) => item.kind === 'practice' && new Set(rounds.map((one) => one.answers[item.code])).size > 1,
          ),
        ),
      },
    ].filter((group) => group.rows.length > 0),
    isEmpty: rounds.length === 0,
  });
}
