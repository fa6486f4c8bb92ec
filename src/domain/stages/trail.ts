import { knownTrail } from '#domain/engine';
import { findTrail, type JournalEvent } from '#domain/journal';
import { getEnrolment } from '#domain/programme';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { AssessmentModel } from './assessments/assessment.model.ts';
import { canReadRecord } from './policy.ts';
import { VisitModel } from './visits/visit.model.ts';

const NOISE = ['programme.assessment-saved'];

/**
 * Everything that happened to an enrolment, its rounds and its visits, oldest first. A park the firm has left reads up to
 * that day; workers read the steps of the stage alone.
 * @throws NotFound
 */
export async function findEnrolmentTrail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  const enrolment = await getEnrolment(ctx, reference);
  const own = await findTrail({ kind: 'enrolment', id: enrolment._id });
  if (actsAs(ctx.actor, 'worker')) return own;
  const [rounds, visits] = await Promise.all([
    AssessmentModel.find({ enrolmentId: enrolment._id }).select({ _id: 1 }).lean(),
    VisitModel.find({ enrolmentId: enrolment._id }).select({ _id: 1 }).limit(200).lean(),
  ]);
  const trails = await Promise.all([
    ...rounds.map((row) => findTrail({ kind: 'assessment', id: row._id })),
    ...visits.map((row) => findTrail({ kind: 'visit', id: row._id })),
  ]);
  return knownTrail(ctx.actor, enrolment, [...own, ...trails.flat()])
    .filter((event) => !NOISE.includes(event.name) && canReadRecord(ctx.actor, enrolment, localDate(event.at)))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a._id < b._id ? -1 : 1));
}
