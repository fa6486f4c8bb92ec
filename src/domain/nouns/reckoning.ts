import { moveApplicationDue } from '#domain/applying';
import { findUnapplied, noteApplied } from '#domain/calendar';
import { type Deadline, findMisreckoned, reckonAgain } from '#domain/deadlines';
import { moveHazardDue } from '#domain/hazards';
import { keepLatenessOf } from '#domain/majors';
import { moveTransferDue } from '#domain/parks';
import type { Context } from '#kernel/context';

type Move = (id: string, from: Date, to: Date) => Promise<void>;

/** Nouns that keep the day of their clock on the row, too. */
const SHOWN: Readonly<Record<string, Move>> = {
  hazard: moveHazardDue,
  application: moveApplicationDue,
  'major-hazard': (id) => keepLatenessOf({ _id: id }),
  transfer: moveTransferDue,
};

/** Open deadlines that lie on another day by holidays published and not applied yet; none while nothing was published. */
export async function findToReckon(now: Date, limit: number, without: readonly string[]): Promise<Deadline[]> {
  const years = (await findUnapplied(now)).map(({ year }) => year);
  return years.length === 0 ? [] : findMisreckoned(now, Math.min(...years), limit, without);
}

/** Moves a deadline and the day its row shows. @returns whether this call moved it. */
export const reckonDeadline = (ctx: Context, deadline: Deadline): Promise<boolean> =>
  reckonAgain(ctx, deadline, async ({ subject, dueAt }, to) => SHOWN[subject.kind]?.(subject.id, dueAt, to));

/** Notes that nothing is left to reckon again, once every process reckons by what was published. */
export async function noteReckoned(now: Date): Promise<void> {
  for (const { _id, isSettled } of await findUnapplied(now)) if (isSettled) await noteApplied(_id, now);
}
