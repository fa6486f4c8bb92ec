import { desk } from '#domain/deadlines';
import {
  anyOf,
  asKnownTo,
  defineNoun,
  leftParkOf,
  ofAdvised,
  ofFirm,
  ofPark,
  ofPerson,
  ofRegion,
  onlyOf,
  type Reach,
} from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { type Enrolment, getEnrolment, type Round, roundLabel, stageClock } from '#domain/programme';
import type { Scope } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { isGoingOn, OF_ADVISER, RECORDS_MOVE, refusalOf } from '../policy.ts';
import { assessmentActs } from './assessment.acts.ts';
import {
  ASSESSMENT_CHANGING,
  ASSESSMENT_STATUSES,
  type Assessment,
  AssessmentModel,
  type AssessmentStatus,
} from './assessment.model.ts';

/** A draft is its adviser's until it is handed over; to a park or body the firm has left, that is how it stood that day. */
const HANDED_OVER = { status: { $ne: 'draft' } };
const ofPlaceLeft =
  (path: 'parkId' | 'goneFrom', placeOf: (scope: Scope) => string | undefined): Reach =>
  ({ scope }) => {
    const place = placeOf(scope);
    const left = { [path]: place, 'frozen.status': { $in: ['assessed', 'finished'] } };
    const sectors = path === 'goneFrom' && scope.sectors !== undefined ? { sector: { $in: [...scope.sectors] } } : {};
    return place === undefined ? undefined : { ...sectors, formerParks: { $elemMatch: left } };
  };

/** 评估, one round of it: where it is read, it lies under its enrolment. */
export const assessments = {
  ...defineNoun({
    kind: 'assessment',
    name: '评估',
    path: paths.enrolments,
    model: AssessmentModel,
    statuses: ASSESSMENT_STATUSES,
    acts: assessmentActs,
    sees: {
      'enterprise-manager': onlyOf(ofFirm, HANDED_OVER),
      'safety-officer': onlyOf(ofFirm, HANDED_OVER),
      adviser: anyOf(onlyOf(ofAdvised, HANDED_OVER), ofPerson('adviserId')),
      'park-officer': anyOf(
        onlyOf(ofPark, HANDED_OVER),
        ofPlaceLeft('parkId', ({ parkId }) => parkId),
      ),
      regulator: anyOf(
        onlyOf(ofRegion, HANDED_OVER),
        ofPlaceLeft('goneFrom', ({ regionCode }) => regionCode),
      ),
    },
    moves: RECORDS_MOVE,
    holds: OF_ADVISER,
    changing: ASSESSMENT_CHANGING,
    refusal: (actor, action, one) => refusalOf(actor, assessmentActs[action], one, forbidden('enrolment.same-person')),
    clocks: {
      'assessment-confirm': {
        ladder: 'programme-signing',
        title: ({ round }) => `${roundLabel(round)}等企业负责人确认`,
        runs: (one) => one.status === 'assessed' && isGoingOn(one),
        dueAt: ({ since }) => inWorkingDays(since, stageClock(since).confirmWorkingDays),
        owedBy: ({ enterpriseId }) => [desk.manager(enterpriseId)],
        notBy: ({ assessedBy }) => [assessedBy],
      },
    },
    filters: {},
    textOf: ({ round }) => roundLabel(round),
    params: async ({ enterpriseId, round, returnReason }) => ({
      firm: await enterpriseName(enterpriseId),
      round: roundLabel(round),
      reason: shorten(returnReason ?? ''),
    }),
  }),
  pathOf: (reference: string): string => {
    const [enrolment = '', round = 'baseline'] = reference.split('/');
    return paths.assessment(enrolment, round);
  },
};

/** The number of a round. */
export const roundReference = (enrolment: string, round: Round): string => `${enrolment}/${round}`;

/** Where every round of an enrolment stands; says nothing of what is in them. No permission is asked. */
export const readRounds = (
  ctx: Context,
  enrolmentId: string,
): Promise<Pick<Assessment, '_id' | 'round' | 'status' | 'parkId' | 'formerParks'>[]> =>
  readOnce(ctx, `rounds:${enrolmentId}`, () =>
    AssessmentModel.find({ enrolmentId })
      .select({ round: 1, status: 1, parkId: 1, formerParks: 1 })
      .lean<Pick<Assessment, '_id' | 'round' | 'status' | 'parkId' | 'formerParks'>[]>(),
  );

/** Rounds both sides have confirmed. No permission is asked. */
export async function findFinishedRounds(ctx: Context, enrolmentId: string): Promise<Round[]> {
  const rows = await readRounds(ctx, enrolmentId);
  return rows.filter((row) => row.status === 'finished').map((row) => row.round);
}

/**
 * Where every round of an enrolment the actor sees stands, for the page that leads to them; says nothing of what is in
 * them. A park the firm has left knows those begun by then.
 */
export async function findRoundStatuses(
  ctx: Context,
  enrolment: Pick<Enrolment, '_id' | 'parkId' | 'formerParks'>,
): Promise<Map<Round, AssessmentStatus>> {
  const rows = await readRounds(ctx, enrolment._id);
  const hasLeft = leftParkOf(ctx.actor, enrolment) !== undefined;
  const known = rows.filter((row) => !hasLeft || leftParkOf(ctx.actor, row) !== undefined);
  return new Map(known.map((row) => [row.round, asKnownTo(ctx.actor, row, ['status']).status]));
}

/** Rounds of an enrolment the actor may read, in the order they were begun. @throws NotFound */
export async function findAssessments(ctx: Context, reference: string): Promise<Assessment[]> {
  const { _id } = await getEnrolment(ctx, reference);
  const rows = await AssessmentModel.find({ enrolmentId: _id }).sort({ _id: 1 }).lean<Assessment[]>();
  return rows
    .filter((row) => assessments.canSee(ctx.actor, row))
    .map((row) => asKnownTo(ctx.actor, row, ASSESSMENT_CHANGING));
}

/** The newest round both sides confirmed; undefined before the first. No permission is asked. */
export async function findLatestAssessment(enterpriseId: string): Promise<Assessment | undefined> {
  const [found] = await AssessmentModel.find({ enterpriseId, status: 'finished' })
    .sort({ _id: -1 })
    .limit(1)
    .lean<Assessment[]>();
  return found;
}
