import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { HOUR_MS, localDate, MINUTE_MS } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { type Beat, BeatModel } from './beat.model.ts';
import { clockRule } from './clockRules.ts';

/** A job that ends every second need not say so every second. */
const NOTED_EVERY_MS = 30_000;

const notedAt = new Map<string, number>();

/** Makes every job of the timetable known, so that one that never ends is late from now on; one gone from it is forgotten. */
export async function expectJobs(now: Date, jobs: readonly Omit<Beat, 'doneAt' | 'toldOn'>[]): Promise<void> {
  await BeatModel.bulkWrite([
    ...jobs.map(({ _id, label, isNightly }) => ({
      updateOne: {
        filter: { _id },
        update: { $set: { label, isNightly }, $setOnInsert: { doneAt: now } },
        upsert: true,
      },
    })),
    { deleteMany: { filter: { _id: { $nin: jobs.map(({ _id }) => _id) } } } },
  ]);
}

/** Notes that a job came to its end, with nothing left to do. */
export async function noteDone(now: Date, job: string): Promise<void> {
  if (now.getTime() - (notedAt.get(job) ?? 0) < NOTED_EVERY_MS) return;
  await BeatModel.updateOne({ _id: job, doneAt: { $lt: now } }, { $set: { doneAt: now } });
  notedAt.set(job, now.getTime());
}

/** A job that has not come to its end for too long: its worker is gone, it fails each time, or it cannot keep up. */
export interface LateJob {
  job: string;
  label: string;
  /** Since it last ended. */
  minutes: number;
}

/** The jobs that fall behind, the longest first; empty while the clock keeps up. */
export async function findLateJobs(now: Date): Promise<LateJob[]> {
  const { lateMinutes, lateHours } = clockRule(now);
  const beats = await BeatModel.find().lean<Beat[]>();
  return beats
    .map(({ _id, label, isNightly, doneAt }) => ({
      late: { job: _id, label, minutes: Math.floor((now.getTime() - doneAt.getTime()) / MINUTE_MS) },
      allowed: isNightly ? lateHours * (HOUR_MS / MINUTE_MS) : lateMinutes,
    }))
    .filter(({ late, allowed }) => late.minutes >= allowed)
    .map(({ late }) => late)
    .toSorted((one, other) => other.minutes - one.minutes);
}

/** Tells of every job that falls behind, once a day each, however many workers look. */
export async function raiseLateJobs(ctx: Context): Promise<void> {
  for (const { job, label, minutes } of await findLateJobs(ctx.now)) {
    const day = localDate(ctx.now);
    await inTransaction(async () => {
      const { modifiedCount } = await BeatModel.updateOne(
        { _id: job, toldOn: { $ne: day } },
        { $set: { toldOn: day } },
      );
      if (modifiedCount === 0) return;
      await record(ctx, { name: 'clock.behind', subject: { kind: 'job', id: job }, facts: { label, minutes } });
    });
  }
}
