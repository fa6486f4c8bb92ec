import type { Request } from 'express';
import { type Enrolment, enrolmentLifecycle, getEnrolment } from '#domain/programme';
import {
  assignAdviser,
  checklistStage,
  exitProgramme,
  exitReasons,
  findAdviserLoads,
  mayStep,
  partIn,
  pauseEnrolment,
  readChecklist,
  resumeEnrolment,
  startAcceptance,
  startImplementing,
  stepsFor,
  tickItem,
  untickItem,
  withdrawCertificate,
} from '#domain/stages';
import { notFound } from '#kernel/errors';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { actPage } from '../actPage.ts';
import { type FormPage, formPages } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';
import { STEP_FORMS } from './stepForms.ts';

const factsOf = (enrolment: Enrolment) => [
  { label: '企业', value: enrolment.name },
  { label: '现在', value: statusRow(enrolmentLifecycle, enrolment.status).label },
];

/** The pages on which a stage is changed. */
export const { showAct, postAct } = actPage({
  lifecycle: enrolmentLifecycle,
  forms: STEP_FORMS,
  commands: {
    'start-implementing': startImplementing,
    'start-acceptance': startAcceptance,
    'assign-adviser': assignAdviser,
    pause: pauseEnrolment,
    resume: resumeEnrolment,
    'withdraw-certificate': withdrawCertificate,
    exit: exitProgramme,
  },
  load: getEnrolment,
  statusOf: (enrolment) => enrolment.status,
  actionsFor: stepsFor,
  pathOf: (reference) => paths.enrolment(reference),
  facts: factsOf,
  choices: {
    adviserId: async (enrolment, ctx) =>
      (await findAdviserLoads(ctx))
        .filter((row) => row.personId !== enrolment.adviserId)
        .map((row) => ({ code: row.personId, label: `${row.name}（${row.firms} 家）` })),
    reasonCode: async (enrolment, ctx) => {
      const side = partIn(ctx.actor, enrolment) === 'body' ? 'body' : 'firm';
      return exitReasons(ctx.now).filter((row) => row.by.includes(side));
    },
  },
  hidden: (enrolment, action) =>
    action === 'assign-adviser' ? [{ name: 'formerId', value: enrolment.adviserId ?? '' }] : [],
});

/** The page of one item of the current checklist. @throws NotFound for an item that people do not tick. */
async function itemPage(req: Request, isUndo: boolean): Promise<FormPage> {
  const ctx = contextOf(req);
  const enrolment = await getEnrolment(ctx, partOf(req, 'reference'));
  const stage = checklistStage(enrolment);
  const lines = stage === undefined ? [] : (await readChecklist(ctx, enrolment, stage)).lines;
  const line = lines.find((row) => row.code === partOf(req, 'code') && row.auto === undefined);
  if (line === undefined || !mayStep(ctx.actor, isUndo ? 'untick-item' : 'tick-item', enrolment)) {
    throw notFound('common.not-found');
  }
  const path = paths.enrolment(enrolment.reference);
  return {
    title: isUndo ? '改为未完成' : '完成一项清单',
    lead: line.label,
    back: { href: path, label: `返回 ${enrolment.name}` },
    action: (isUndo ? paths.undoChecklistItem : paths.checklistItem)(enrolment.reference, line.code),
    submit: isUndo ? '改为未完成' : '已经完成',
    facts: factsOf(enrolment),
    fields: isUndo
      ? [{ name: 'reason', label: '为什么还没有完成', kind: 'area' }]
      : [
          {
            name: 'note',
            label: '怎么完成的（可以不填）',
            kind: 'area',
            hint: '例如：11 月 20 日全厂大会，60 人参加。',
          },
          {
            name: 'photos',
            label: '照片（可以不放）',
            kind: 'photos',
            hint: '例如签好的承诺书、会议照片。项目里看得到这家企业资料的人能看。',
          },
        ],
  };
}

export const tickPages = formPages({
  page: (req) => itemPage(req, false),
  run: tickItem,
  next: (_after, { reference }) => [`${paths.enrolment(reference)}#checklist`, '已记为完成。'],
});
export const untickPages = formPages({
  page: (req) => itemPage(req, true),
  run: untickItem,
  next: (_after, { reference }) => [`${paths.enrolment(reference)}#checklist`, '已改为未完成。'],
});
