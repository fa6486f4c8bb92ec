import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { inWorkingDays } from '#kernel/workingDays';
import { type Application, ApplicationModel } from './application.model.ts';
import { applicationClock } from './applicationRules.ts';
import { reviewClock, startClock } from './change.ts';
import { CohortModel } from './cohort.model.ts';
import { getCohortById } from './cohort.ts';

/** Whoever waits for a place of a cohort; one that was sent back keeps its place while it is corrected. */
const waitingOf = (cohortId: string) => ({ cohortId, isOpen: true, waitingSince: { $exists: true } });

/** The waiting list of a cohort, the first to wait first. No permission is asked. */
export const findWaiting = (cohortId: string): Promise<Application[]> =>
  ApplicationModel.find(waitingOf(cohortId)).sort({ waitingSince: 1, _id: 1 }).lean<Application[]>();

/** How many wait before an application, or would if it waited. */
export async function countBefore({
  _id,
  cohortId,
  waitingSince,
}: Pick<Application, '_id' | 'cohortId' | 'waitingSince'>): Promise<number> {
  const earlier =
    waitingSince === undefined
      ? {}
      : { $or: [{ waitingSince: { $lt: waitingSince } }, { waitingSince, _id: { $lt: _id } }] };
  return ApplicationModel.countDocuments({ $and: [waitingOf(cohortId), earlier] });
}

/** Places of a cohort that are neither taken nor kept for whoever waits. */
export async function placesLeft(cohortId: string): Promise<number> {
  const { capacity, admittedCount } = await getCohortById(cohortId);
  return capacity - admittedCount - (await ApplicationModel.countDocuments(waitingOf(cohortId)));
}

/** Makes whatever changes the list or the places of a cohort at the same time wait for this. In the transaction of a step. */
export async function holdPlaces(ctx: Context, cohortId: string): Promise<void> {
  await CohortModel.updateOne({ _id: cohortId }, { $set: { updatedAt: ctx.now } });
}

/**
 * Calls whoever waits longest for each place that is free: once each, with a clock for the competent body. In the
 * transaction of what made a place free.
 */
export async function callWaiting(ctx: Context, cohortId: string): Promise<void> {
  await holdPlaces(ctx, cohortId);
  const { capacity, admittedCount } = await getCohortById(cohortId);
  const next = (await findWaiting(cohortId)).slice(0, Math.max(0, capacity - admittedCount));
  const dueAt = inWorkingDays(ctx.now, applicationClock(ctx.now).decideWorkingDays);
  for (const { _id, status } of next.filter(({ calledAt }) => calledAt === undefined)) {
    // One that is being corrected has the clock of its correction.
    const due = status === 'returned' ? {} : { dueAt };
    const called = await ApplicationModel.findOneAndUpdate(
      { _id, calledAt: { $exists: false } },
      { $set: { calledAt: ctx.now, updatedAt: ctx.now, ...due }, $inc: { version: 1 } },
      { returnDocument: 'after' },
    ).lean<Application>();
    if (called === null) continue;
    await record(ctx, {
      name: 'programme.application-called',
      subject: { kind: 'application', id: _id, reference: called.reference },
      about: [{ kind: 'enterprise', id: called.enterpriseId }],
      facts: {},
    });
    if (status !== 'returned') await startClock(ctx, called, reviewClock(called.bodyId, dueAt));
  }
}
