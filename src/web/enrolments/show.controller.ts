import type { Request, Response } from 'express';
import { againOf } from '#domain/evidence';
import { lateWords } from '#domain/journal';
import { plans, suggestions } from '#domain/plans';
import {
  type Enrolment,
  enrolmentLifecycle,
  findActiveEnrolment,
  getEnrolment,
  isWorking,
  ROUNDS,
  type Round,
} from '#domain/programme';
import {
  assessments,
  checklistStage,
  dayOf,
  findAcceptances,
  findCertificate,
  findEnrolmentTrail,
  findRoundStatuses,
  findTrainings,
  findVisits,
  isRoundOpen,
  mayKeepTrainings,
  mayStep,
  moduleLabel,
  partIn,
  readChecklist,
  standingOf,
  stepsFor,
  type Training,
  type Visit,
  visits,
} from '#domain/stages';
import { actsAs, type PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { leftOn } from '../leftPark.ts';
import { photosOf } from '../photos.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { presentChecklist, presentFacts, presentHolder, presentSteps } from './presentEnrolment.ts';
import { STEP_FORMS, type StepAction } from './stepForms.ts';
import { ENROLMENT_TELLING } from './trailWords.ts';

/** Events shown at once; the older ones open with a press. */
const RECENT = 8;

/** Buttons for what this person may do with the stage now. */
function presentActions(ctx: Context, enrolment: Enrolment) {
  const { reference } = enrolment;
  const hasAdviser = enrolment.adviserId !== undefined;
  const steps = stepsFor(ctx.actor, enrolment).flatMap((row) => {
    if (!Object.hasOwn(STEP_FORMS, row.action)) return [];
    const { isDanger = false } = STEP_FORMS[row.action as StepAction];
    const isChange = row.action === 'assign-adviser' && hasAdviser;
    // What leads on comes first, changing the adviser after it, what stops the firm last.
    const order = isDanger ? 2 : isChange ? 1 : 0;
    const label = isChange ? '更换辅导员' : row.label;
    return [{ label, href: paths.enrolmentAct(reference, row.action), isDanger, order }];
  });
  steps.sort((a, b) => a.order - b.order);
  const decides = mayStep(ctx.actor, 'pass-acceptance', enrolment);
  const first = decides
    ? [{ label: '填写验收结果', href: paths.acceptance(reference), isDanger: false, order: 0 }]
    : [];
  return [...first, ...steps].map((row, index) => ({ ...row, isMain: index === 0 && row.order === 0 }));
}

/** Every round: how it stands, when it falls due, and what this person may do about it. */
async function presentRounds(ctx: Context, enrolment: Enrolment) {
  const statuses = await findRoundStatuses(ctx, enrolment);
  const today = localDate(ctx.now);
  const isAdviser = partIn(ctx.actor, enrolment) === 'adviser';
  const mayBegin = (round: Round) =>
    isAdviser &&
    isWorking(enrolment) &&
    !statuses.has(round) &&
    isRoundOpen(enrolment, round, statuses.get('baseline') === 'finished');
  return ROUNDS.map(({ code, label }) => {
    const status = statuses.get(code);
    const due = enrolment.roundsDue?.[code];
    const isLate = due !== undefined && status !== 'finished' && due < today && isWorking(enrolment);
    const isDraft = status === 'draft';
    const mayRead = status !== undefined && (!isDraft || isAdviser);
    const href = paths.assessment(enrolment.reference, code);
    return {
      label,
      status: status === undefined ? { label: '还没开始', tone: 'quiet' } : statusRow(assessments.lifecycle, status),
      due: due === undefined || status === 'finished' ? '' : `${formatDay(due)}${isLate ? '（已逾期）' : ''}`,
      isLate,
      href: mayRead ? (isDraft ? paths.editAssessment(enrolment.reference, code) : href) : '',
      linkLabel: isDraft ? '继续填写' : '查看',
      startHref: mayBegin(code) ? paths.startAssessment(enrolment.reference, code) : '',
    };
  });
}

const presentVisit = (visit: Visit) => ({
  href: visits.pathOf(visit.reference),
  reference: visit.reference,
  status: statusRow(visits.lifecycle, visit.status),
  day: formatDay(dayOf(visit)),
  purpose: visit.purpose,
  homework:
    visit.homework.length === 0
      ? ''
      : `作业 ${visit.homework.filter((row) => row.done !== undefined).length}/${visit.homework.length} 项完成`,
});

const presentTraining = (
  training: Training,
  mayVoid: boolean,
  reference: string,
  again: Parameters<typeof photosOf>[2],
) => ({
  module: moduleLabel(training.module),
  heldOn: `${formatDay(training.heldOn)}${lateWords(training.heldOn, training.createdAt)}`,
  hours: training.hours,
  managers: training.attendees.filter((one) => one.side === 'manager').length,
  workers: training.attendees.filter((one) => one.side === 'worker').length,
  names: training.attendees.map((one) => one.name).join('、'),
  photos: photosOf(training.photoIds, '培训照片', again),
  voided: training.voided?.reason ?? '',
  isVoid: training.voided !== undefined,
  voidHref: mayVoid && training.voided === undefined ? paths.voidTraining(reference, training._id) : '',
});

async function presentRecords(ctx: Context, enrolment: Enrolment) {
  const { reference } = enrolment;
  const mayTrain = mayKeepTrainings(ctx, enrolment);
  const [rounds, met, trainings, acceptances, certificate, trail] = await Promise.all([
    presentRounds(ctx, enrolment),
    findVisits(ctx, reference),
    findTrainings(ctx, reference),
    findAcceptances(ctx, reference),
    findCertificate(ctx, reference),
    findEnrolmentTrail(ctx, reference),
  ]);
  const again = await againOf(trainings.flatMap(({ photoIds }) => photoIds));
  const timeline = presentTrail(trail, ENROLMENT_TELLING);
  return {
    rounds,
    hasRounds: rounds.some((row) => row.href !== ''),
    visits: met.map(presentVisit),
    mayPlanVisit: partIn(ctx.actor, enrolment) === 'adviser' && isWorking(enrolment),
    trainings: trainings.map((row) => presentTraining(row, mayTrain, reference, again)),
    mayTrain,
    acceptances: acceptances.map((row) => ({
      title: `第 ${row.number} 次：${row.result === 'pass' ? '通过' : '不通过'}`,
      isPass: row.result === 'pass',
      heldOn: `${formatDay(row.heldOn)}${lateWords(row.heldOn, row.decidedAt)}`,
      total: row.total,
      most: row.most,
      opinion: row.opinion,
      panel: row.panel.map((one) => `${one.name}（${one.unit}）`).join('、'),
      scores: row.items.map((item) => ({ label: item.label, points: row.scores[item.code] ?? 0, most: item.points })),
    })),
    certificate:
      certificate === undefined
        ? undefined
        : {
            number: certificate.number,
            isWithdrawn: certificate.withdrawnAt !== undefined,
            href: paths.certificateOf(reference),
          },
    timeline: timeline.slice(0, RECENT),
    earlier: timeline.slice(RECENT),
  };
}

/** What else there is of this firm, on pages of their own. */
const presentLinks = ({ reference, enterpriseId }: Enrolment) => [
  { href: `${plans.path}?enterprise=${enterpriseId}`, label: '安全发展计划', hint: '目标、改进小组、改进事项和证据' },
  { href: `${suggestions.path}?enterprise=${enterpriseId}`, label: '合理化建议', hint: '员工提了什么，采纳了多少' },
  { href: paths.outcomes(reference), label: '成效数字', hint: '上报、整改、参与和工伤，和刚加入时比' },
];

/** A firm in the programme: where it stands, what is next and who has it, and everything that belongs to it. */
export async function showEnrolment(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const enrolment = await getEnrolment(ctx, partOf(req, 'reference'));
  const { reference } = enrolment;
  const isWorker = actsAs(ctx.actor, 'worker');
  const stage = checklistStage(enrolment);
  const [standing, checklist] = await Promise.all([
    standingOf(ctx, enrolment),
    stage === undefined ? undefined : readChecklist(ctx, enrolment, stage),
  ]);
  const isOwn = partIn(ctx.actor, enrolment) === 'manager' || partIn(ctx.actor, enrolment) === 'officer' || isWorker;
  res.page('enrolments/show', {
    title: `${enrolment.name} · 项目`,
    reference,
    name: enrolment.name,
    left: leftOn(ctx.actor, enrolment),
    status: statusRow(enrolmentLifecycle, enrolment.status),
    steps: presentSteps(enrolment, ctx.now),
    standing: {
      next: standing.next,
      holder: await presentHolder(enrolment, standing),
      missing: isWorker ? [] : standing.missing,
      isBad: enrolment.status === 'paused' || enrolment.status === 'exited',
    },
    exit: enrolment.exit?.reason ?? '',
    isOwn,
    isWorker,
    actions: presentActions(ctx, enrolment),
    checklist: checklist && (await presentChecklist(reference, checklist, mayStep(ctx.actor, 'tick-item', enrolment))),
    facts: await presentFacts(enrolment),
    links: presentLinks(enrolment),
    ...(isWorker ? { records: undefined } : { records: await presentRecords(ctx, enrolment) }),
  });
}

/** The firm's own enrolment, or how it would join. */
export async function showProgramme(req: Request, res: Response): Promise<void> {
  const { scope } = req.actor as PersonActor;
  const enrolment = scope.enterpriseId === undefined ? undefined : await findActiveEnrolment(scope.enterpriseId);
  if (enrolment !== undefined) return res.redirect(303, paths.enrolment(enrolment.reference));
  res.page('enrolments/none', { title: '我的项目', isWorker: actsAs(req.actor, 'worker') });
}
