import { peekEnrolmentById } from '#domain/programme';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { canReadRecord } from './policy.ts';
import { type Training, TrainingModel } from './trainings/training.model.ts';

/**
 * May the actor look at what shows that an item of a checklist is done? Whoever reads the firm's papers; a park the firm
 * has left what was there by then.
 */
export async function maySeeTickPhotos(ctx: Context, id: string, photoId: string): Promise<boolean> {
  const enrolment = await peekEnrolmentById(id);
  if (enrolment === undefined) return false;
  const ticks = Object.values(enrolment.checklists ?? {}).flatMap((list) => list.ticks);
  const tick = ticks.find(({ photoIds }) => photoIds?.includes(photoId));
  return canReadRecord(ctx.actor, enrolment, localDate(tick?.at ?? ctx.now));
}

/** May the actor look at the photos of a class? */
export async function maySeeTrainingPhotos(ctx: Context, id: string): Promise<boolean> {
  const training = await TrainingModel.findById(id).lean<Training>();
  const enrolment = training === null ? undefined : await peekEnrolmentById(training.enrolmentId);
  return training !== null && enrolment !== undefined && canReadRecord(ctx.actor, enrolment, training.heldOn);
}
