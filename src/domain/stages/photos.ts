import { peekEnrolmentById } from '#domain/programme';
import type { Context } from '#kernel/context';
import { canReadRecord } from './policy.ts';
import { type Training, TrainingModel } from './trainings/training.model.ts';

/** May the actor look at the photos of a class? */
export async function maySeeTrainingPhotos(ctx: Context, id: string): Promise<boolean> {
  const training = await TrainingModel.findById(id).lean<Training>();
  const enrolment = training === null ? undefined : await peekEnrolmentById(training.enrolmentId);
  return training !== null && enrolment !== undefined && canReadRecord(ctx.actor, enrolment, training.heldOn);
}
