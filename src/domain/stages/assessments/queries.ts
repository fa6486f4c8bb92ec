import type { Kind } from '#domain/journal';
import type { Enrolment, Round } from '#domain/programme';
import { getEnrolment } from '#domain/programme';
import { type Context, readOnce } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { canReadRecord, partIn } from '../policy.ts';
import {
  type Assessment,
  type AssessmentAction,
  AssessmentModel,
  type AssessmentStatus,
  assessmentLifecycle,
} from './assessment.model.ts';

/** How assessments are kept and told of, for `takeAction`. */
export const assessmentKind: Kind<Assessment, AssessmentStatus, AssessmentAction> = {
  kind: 'assessment',
  model: AssessmentModel,
  lifecycle: assessmentLifecycle,
  about: (one) => [{ kind: 'enterprise', id: one.enterpriseId }],
};

/** Where every round of an enrolment stands; says nothing of what is in them. No permission is asked. */
export const readRounds = (
  ctx: Context,
  enrolmentId: string,
): Promise<Pick<Assessment, '_id' | 'round' | 'status'>[]> =>
  readOnce(ctx, `rounds:${enrolmentId}`, () =>
    AssessmentModel.find({ enrolmentId }).select({ round: 1, status: 1 }).lean(),
  );

/** Rounds both sides have confirmed. No permission is asked. */
export async function findFinishedRounds(ctx: Context, enrolmentId: string): Promise<Round[]> {
  const rows = await readRounds(ctx, enrolmentId);
  return rows.filter((row) => row.status === 'finished').map((row) => row.round);
}

/** A draft is its adviser's until it is handed over. */
const isReadable = (ctx: Context, enrolment: Enrolment, one: Assessment): boolean =>
  (one.status !== 'draft' || partIn(ctx.actor, enrolment) === 'adviser') &&
  canReadRecord(ctx.actor, enrolment, localDate(one.createdAt));

/** Rounds of an enrolment the actor may read, in the order they were begun. @throws NotFound */
export async function findAssessments(ctx: Context, reference: string): Promise<Assessment[]> {
  const enrolment = await getEnrolment(ctx, reference);
  const rows = await AssessmentModel.find({ enrolmentId: enrolment._id }).sort({ _id: 1 }).lean<Assessment[]>();
  return rows.filter((row) => isReadable(ctx, enrolment, row));
}

/** One round with its enrolment. @throws NotFound when it is not begun or not the actor's to read. */
export async function getAssessment(
  ctx: Context,
  reference: string,
  round: Round,
): Promise<{ enrolment: Enrolment; assessment: Assessment }> {
  const enrolment = await getEnrolment(ctx, reference);
  const assessment = await AssessmentModel.findOne({ enrolmentId: enrolment._id, round }).lean<Assessment>();
  if (assessment === null || !isReadable(ctx, enrolment, assessment)) throw notFound('common.not-found');
  return { enrolment, assessment };
}

/** Where every round of an enrolment stands, for the page that leads to them; says nothing of what is in them. */
export async function findRoundStatuses(ctx: Context, enrolmentId: string): Promise<Map<Round, AssessmentStatus>> {
  return new Map((await readRounds(ctx, enrolmentId)).map((row) => [row.round, row.status]));
}

/** An assessment as it stands, for messages that must still be true. No permission is asked. */
export async function peekAssessment(reference: string): Promise<Assessment | undefined> {
  return (await AssessmentModel.findOne({ reference }).lean<Assessment>()) ?? undefined;
}

/** The newest round both sides confirmed; undefined before the first. No permission is asked. */
export async function findLatestAssessment(enterpriseId: string): Promise<Assessment | undefined> {
  const [found] = await AssessmentModel.find({ enterpriseId, status: 'finished' })
    .sort({ _id: -1 })
    .limit(1)
    .lean<Assessment[]>();
  return found;
}
