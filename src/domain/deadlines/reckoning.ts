import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { atLocalHour, localDate } from '#kernel/dates';
import { isForecast, reckon } from '#kernel/workingDays';
import { inTransaction } from '#platform/mongo';
import { firstAfter, ladderOf, rankOf, stepAt } from './commands.ts';
import { type Deadline, DeadlineModel } from './deadline.model.ts';
import { stepNumber } from './ladders.ts';

/** Whether the day of a deadline is expected only: reckoned in working days into a year whose holidays nobody published. */
export const isExpected = ({ reckoned, dueAt }: Pick<Deadline, 'reckoned' | 'dueAt'>): boolean =>
  reckoned !== undefined && isForecast(localDate(dueAt));

/** When a deadline falls due by the calendar in force now. */
const dueNow = ({ reckoned, dueAt }: Pick<Deadline, 'reckoned' | 'dueAt'>): Date =>
  reckoned === undefined ? dueAt : reckon(reckoned);

/**
 * Open deadlines, not overdue yet, that fall on another day by the calendar in force now than when they were registered;
 * from the first of January of `year`, or somewhat before, for holidays of the new year may begin in the old one.
 */
export async function findMisreckoned(
  now: Date,
  year: number,
  limit: number,
  without: readonly string[] = [],
): Promise<Deadline[]> {
  const newYear = atLocalHour(`${year - 1}-12-20`, 0);
  const found: Deadline[] = [];
  const rows = DeadlineModel.find({
    isOpen: true,
    'reckoned.from': { $exists: true },
    dueAt: { $gte: newYear > now ? newYear : now },
    ...(without.length === 0 ? {} : { _id: { $nin: [...without] } }),
  }).sort({ dueAt: 1 });
  for await (const row of rows.lean<Deadline[]>().cursor() as AsyncIterable<Deadline>) {
    if (+dueNow(row) !== +row.dueAt) found.push(row);
    if (found.length === limit) break;
  }
  return found;
}

/**
 * Moves a deadline to the day it has by the calendar in force now, by compare-and-set, and records it, so that whoever
 * owes it is told once however many workers see it. Steps of its ladder that were taken are not taken again.
 * @param follow What is shown of the same day elsewhere, in the same transaction.
 * @returns whether this call moved it.
 */
export async function reckonAgain(
  ctx: Context,
  deadline: Deadline,
  follow: (deadline: Deadline, dueAt: Date) => Promise<void>,
): Promise<boolean> {
  const dueAt = dueNow(deadline);
  const ladder = ladderOf(deadline);
  const nextStep = Math.max(firstAfter(ladder, dueAt, ctx.now) ?? ladder.steps.length, deadline.nextStep);
  const step = stepNumber(ladder, nextStep);
  return inTransaction(async () => {
    const { modifiedCount } = await DeadlineModel.updateOne(
      { _id: deadline._id, dueAt: deadline.dueAt, nextStep: deadline.nextStep, isOpen: true },
      {
        $set: {
          dueAt,
          rank: rankOf({ ...deadline, dueAt }),
          nextStep,
          ...(step ? { nextStepAt: stepAt(dueAt, step) } : {}),
        },
        ...(step ? {} : { $unset: { nextStepAt: 1 } }),
      },
    );
    if (modifiedCount === 0) return false;
    await follow(deadline, dueAt);
    const { kind, id, reference, enterpriseId } = deadline.subject;
    await record(ctx, {
      name: 'deadlines.moved',
      subject: { kind, id, reference },
      about: enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: enterpriseId }],
      facts: {
        key: deadline.key,
        kind: deadline.kind,
        ...(deadline.title === undefined ? {} : { title: deadline.title }),
        from: localDate(deadline.dueAt),
        to: localDate(dueAt),
      },
    });
    return true;
  });
}
