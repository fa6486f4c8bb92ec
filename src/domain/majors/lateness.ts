import { findDeadlinesOf } from '#domain/deadlines';
import { given } from '#kernel/given';
import { MAJOR_CLOCKS } from './major.clocks.ts';
import { type Level, type Major, MajorModel } from './major.model.ts';
import { nextLevel } from './major.rules.ts';

interface Lateness {
  lateSince?: Date;
  /** How it climbs next. */
  step?: { at: Date; level: Level };
}

/**
 * Since when an open file is late, or will be: by the day agreed for its fix and by whatever is owed of it or its case, the
 * first of them; and when it climbs next. Nothing of a file that is ended.
 */
export async function latenessOf(file: Major): Promise<Lateness> {
  if (!file.isOpen) return {};
  const own = Object.values(MAJOR_CLOCKS).flatMap(({ runs, dueAt }) => (runs(file) ? [dueAt(file)] : []));
  const cases = (await findDeadlinesOf({ kind: 'hazard', id: file.hazardId })).map(({ dueAt }) => dueAt);
  const owed = [...(file.fixDueAt === undefined ? [] : [file.fixDueAt]), ...own, ...cases];
  if (owed.length === 0) return {};
  const lateSince = new Date(Math.min(...owed.map((at) => at.getTime())));
  // Each level once for what it is late with: late again with something else, it climbs again.
  // Of a row that is broken nothing was taken: its case goes on all the same.
  const { escalations = [] } = file as Partial<Major>;
  const taken = escalations.filter(({ at }) => at >= lateSince).map(({ level }) => level);
  return { lateSince, ...given({ step: nextLevel(lateSince, taken, file.parkId !== undefined) }) };
}

const isSame = (one: Date | undefined, other: Date | undefined): boolean => one?.getTime() === other?.getTime();

/** Brings how late a file is to how it and its case stand, in the transaction of the change. */
export async function keepLateness(file: Major): Promise<void> {
  const { lateSince, step } = await latenessOf(file);
  const escalateAt = step?.at;
  if (isSame(lateSince, file.lateSince) && isSame(escalateAt, file.escalateAt)) return;
  const gone = Object.entries({ lateSince, escalateAt }).filter(([, at]) => at === undefined);
  await MajorModel.updateOne(
    { _id: file._id },
    {
      $set: given({ lateSince, escalateAt }),
      ...(gone.length === 0 ? {} : { $unset: Object.fromEntries(gone.map(([key]) => [key, 1])) }),
    },
  );
}

/** The same where a clock of it or of its case has moved by holidays published since. @param by Its case or itself. */
export async function keepLatenessOf(by: { hazardId: string } | { _id: string }): Promise<void> {
  const file = await MajorModel.findOne(by).lean<Major>();
  if (file !== null) await keepLateness(file);
}
