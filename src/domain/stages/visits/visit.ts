import { desk } from '#domain/deadlines';
import { asKnownTo, defineNoun, ofAdvised, ofFirm, ofParkEver, ofRegionEver } from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { getEnrolment, stageClock } from '#domain/programme';
import { type Context, readOnce } from '#kernel/context';
import { endOfLocalDay, formatDay } from '#kernel/dates';
import { conflict, forbidden } from '#kernel/errors';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { isGoingOn, OF_ADVISER, RECORDS_MOVE, refusalOf } from '../policy.ts';
import { visitActs } from './visit.acts.ts';
import {
  dueOf,
  type Finding,
  homeworkLeft,
  VISIT_CHANGING,
  VISIT_STATUSES,
  type Visit,
  VisitModel,
  type VisitStatus,
} from './visit.model.ts';

const adviserDesk = ({ adviserId }: Visit) => (adviserId === undefined ? [] : [desk.adviser(adviserId)]);

/** 入企辅导. Workers see the stage of their firm, not its papers. */
export const visits = defineNoun({
  kind: 'visit',
  name: '入企辅导',
  letter: 'V',
  path: '/visits',
  model: VisitModel,
  statuses: VISIT_STATUSES,
  acts: visitActs,
  sees: {
    'enterprise-manager': ofFirm,
    'safety-officer': ofFirm,
    adviser: ofAdvised,
    'park-officer': ofParkEver,
    regulator: ofRegionEver,
  },
  moves: RECORDS_MOVE,
  holds: OF_ADVISER,
  changing: VISIT_CHANGING,
  // Homework that is done already, or a person who has signed for the other side.
  refusal: (actor, action, visit) =>
    refusalOf(
      actor,
      visitActs[action],
      visit,
      action === 'finish-homework' ? conflict('common.changed-meanwhile') : forbidden('enrolment.same-person'),
    ),
  clocks: {
    'visit-planned': {
      ladder: 'programme-visit',
      title: () => '入企辅导',
      runs: (visit) => visit.status === 'planned' && isGoingOn(visit),
      dueAt: ({ plannedOn }) => endOfLocalDay(plannedOn),
      owedBy: (visit) => [...adviserDesk(visit), desk.firm(visit.enterpriseId)],
    },
    'visit-sign': {
      ladder: 'programme-signing',
      title: ({ returnReason }) =>
        returnReason === undefined ? '辅导记录要签字，交企业' : '企业退回的辅导记录要改好重签',
      runs: (visit) => visit.status === 'written' && isGoingOn(visit),
      dueAt: ({ since }) => inWorkingDays(since, stageClock(since).signWorkingDays),
      owedBy: adviserDesk,
    },
    'visit-countersign': {
      ladder: 'programme-signing',
      title: () => '辅导记录等企业签字',
      runs: (visit) => visit.status === 'half-signed' && isGoingOn(visit),
      dueAt: ({ since }) => inWorkingDays(since, stageClock(since).countersignWorkingDays),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
      notBy: ({ signatures }) => signatures.map(({ by }) => by),
    },
  },
  clocksOf: (visit) =>
    Object.fromEntries(
      visit.homework.map((homework) => [
        `visit-homework-${homework.id}`,
        {
          ladder: 'programme-visit',
          title: () => `入企辅导作业：${shorten(homework.text)}`,
          runs: () => isGoingOn(visit) && homeworkLeft(visit).includes(homework),
          dueAt: () => endOfLocalDay(dueOf(homework)),
          owedBy: () => [desk.firm(visit.enterpriseId)],
        },
      ]),
    ),
  filters: {
    enrolmentId: (enrolmentId: string) => ({ enrolmentId }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    status: (status: VisitStatus) => ({ status }),
  },
  standing: ['status'],
  textOf: ({ purpose }) => purpose,
  params: async (visit, { facts }) => ({
    firm: await enterpriseName(visit.enterpriseId),
    plannedOn: formatDay(visit.plannedOn),
    purpose: shorten(visit.purpose),
    homework: visit.homework.length,
    reason: shorten(typeof facts['reason'] === 'string' ? facts['reason'] : ''),
  }),
});

/** The newest visits of an enrolment. No permission is asked. */
export const readVisits = (ctx: Context, enrolmentId: string): Promise<Visit[]> =>
  readOnce(ctx, `visits:${enrolmentId}`, () =>
    VisitModel.find({ enrolmentId }).sort({ _id: -1 }).limit(200).lean<Visit[]>(),
  );

/** Visits of an enrolment the actor may read, the newest first. @throws NotFound */
export async function findVisits(ctx: Context, reference: string): Promise<Visit[]> {
  const { _id } = await getEnrolment(ctx, reference);
  const rows = await readVisits(ctx, _id);
  return rows.filter((row) => visits.canSee(ctx.actor, row)).map((row) => asKnownTo(ctx.actor, row, VISIT_CHANGING));
}

/** How many visits both sides have signed. No permission is asked. */
export const countSignedVisits = async (ctx: Context, enrolmentId: string): Promise<number> =>
  (await readVisits(ctx, enrolmentId)).filter(({ status }) => status === 'signed').length;

/** A finding the adviser proposed for the plan, with the reference an item of the plan keeps as its origin. */
export interface FindingForPlan extends Finding {
  visitReference: string;
  /** `V2026-0001#ab12…`. */
  origin: string;
}

/** Findings of signed visits proposed for the firm's plan, the newest visit first. No permission is asked. */
export async function findFindingsForPlan(enterpriseId: string): Promise<FindingForPlan[]> {
  const rows = await VisitModel.find({ enterpriseId, status: 'signed' }).sort({ _id: -1 }).limit(50).lean<Visit[]>();
  return rows.flatMap(({ reference, findings }) =>
    findings
      .filter(({ isForPlan }) => isForPlan)
      .map((finding) => ({ ...finding, visitReference: reference, origin: `${reference}#${finding.id}` })),
  );
}
