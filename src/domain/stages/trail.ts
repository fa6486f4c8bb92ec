import { knownTrail } from '#domain/engine';
import { findTrail, findTrails, type JournalEvent } from '#domain/journal';
import { getEnrolment } from '#domain/programme';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { readRounds } from './assessments/assessment.ts';
import { canReadRecord } from './policy.ts';
import { readVisits } from './visits/visit.ts';

const NOISE = ['programme.assessment-saved'];

/**
 * Everything that happened to an enrolment, its rounds and its visits, oldest first. A park the firm has left reads up to
 * that day; workers read the steps of the stage alone.
 * @throws NotFound
 */
export async function findEnrolmentTrail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  const enrolment = await getEnrolment(ctx, reference);
  const own = { kind: 'enrolment', id: enrolment._id };
  if (actsAs(ctx.actor, 'worker')) return findTrail(own);
  const [rounds, visits] = await Promise.all([readRounds(ctx, enrolment._id), readVisits(ctx, enrolment._id)]);
  const trail = await findTrails([
    own,
    ...rounds.map(({ _id }) => ({ kind: 'assessment', id: _id })),
    ...visits.map(({ _id }) => ({ kind: 'visit', id: _id })),
  ]);
  return knownTrail(ctx.actor, enrolment, trail).filter(
    (event) => !NOISE.includes(event.name) && canReadRecord(ctx.actor, enrolment, localDate(event.at)),
  );
}
