import { peekEnrolmentById } from '#domain/programme';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { type Assessment, AssessmentModel } from './assessments/assessment.model.ts';
import { canReadRecord, partIn } from './policy.ts';
import { type Training, TrainingModel } from './trainings/training.model.ts';

interface RecordSubject {
  kind: 'assessment' | 'training';
  id: string;
}

/** The enrolment a record belongs to, the day it is of, and whether it is still its adviser's draft. */
async function placeOf({ kind, id }: RecordSubject) {
  if (kind === 'training') {
    const training = await TrainingModel.findById(id).lean<Training>();
    return training === null ? undefined : { enrolmentId: training.enrolmentId, day: training.heldOn, isDraft: false };
  }
  const one = await AssessmentModel.findById(id).lean<Assessment>();
  return one === null
    ? undefined
    : { enrolmentId: one.enrolmentId, day: localDate(one.createdAt), isDraft: one.status === 'draft' };
}

/** May the actor look at the photos of an assessment or a class? */
export async function maySeeRecordPhotos(ctx: Context, subject: RecordSubject): Promise<boolean> {
  const place = await placeOf(subject);
  const enrolment = place && (await peekEnrolmentById(place.enrolmentId));
  if (!place || !enrolment || !canReadRecord(ctx.actor, enrolment, place.day)) return false;
  return !place.isDraft || partIn(ctx.actor, enrolment) === 'adviser';
}
