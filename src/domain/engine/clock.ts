import type { Model } from 'mongoose';
import {
  closeDeadline,
  type DeadlineSubject,
  type Desk,
  findDeadlinesOf,
  LADDERS,
  registerDeadline,
} from '#domain/deadlines';
import type { Subject } from '#domain/journal';
import type { Context } from '#kernel/context';
import { reckoningOf } from '#kernel/workingDays';
import { inTransaction } from '#platform/mongo';
import type { Placed } from './placed.ts';

/** What falls due while a row stands as it does: one line of a noun's table of clocks, by its kind. */
export interface Clock<T> {
  /** Who is reminded when. */
  ladder: string;
  /** What is due, in a few words; worked out when it is shown, so that it follows the row. */
  title(row: T): string;
  runs(row: T): boolean;
  /** The same for the same row, whenever it is asked. */
  dueAt(row: T): Date;
  /** Whose turn it is. */
  owedBy(row: T): readonly Desk[];
  /** People of those desks who may not do it: four eyes. */
  notBy?(row: T): readonly (string | undefined)[];
  isUrgent?(row: T): boolean;
  /** Stands before everything else in 待办, as a cry for help does. */
  isCalling?(row: T): boolean;
  /** A new round is a new thing to do, with a ladder of its own. */
  round?(row: T): number;
}
export type Clocks<T> = Readonly<Record<string, Clock<T>>>;

/** @throws Error for a clock that climbs no ladder: the process must not start. */
export function checkClocks<T>(kind: string, clocks: Clocks<T>): void {
  for (const [clock, { ladder }] of Object.entries(clocks))
    if (LADDERS[ladder] === undefined) throw new Error(`${clock} of ${kind} has no ladder ${ladder}`);
}

/** @throws Error for a row of which a clock cannot tell whether it runs, until when, or whose turn it is. */
export function tryClocks<T>(clocks: Clocks<T>, row: T): void {
  for (const [kind, clock] of Object.entries(clocks)) {
    if (!clock.runs(row)) continue;
    if (Number.isNaN(+clock.dueAt(row))) throw new Error(`${kind} is due at no time`);
    for (const asked of [clock.owedBy, clock.notBy, clock.isUrgent, clock.isCalling, clock.round]) asked?.(row);
  }
}

/** Where the reminders of a row climb to. */
export const rungsOf = ({ enterpriseId, parkId, bodyId }: Partial<Placed>): Partial<DeadlineSubject> => ({
  ...(enterpriseId === undefined ? {} : { enterpriseId }),
  ...(parkId === undefined ? {} : { parkId }),
  ...(bodyId === undefined ? {} : { bodyId }),
});

/**
 * Brings the clocks of a row to how it stands, in the transaction of the step. One that runs already as it should is left
 * alone, so that its ladder goes on; one that should not run is closed.
 */
export async function keepClocks<T extends { _id: string }>(
  ctx: Context,
  subject: Subject & { reference: string },
  clocks: Clocks<T>,
  row: T & Partial<Placed>,
): Promise<void> {
  const running = await findDeadlinesOf(subject);
  for (const [kind, clock] of Object.entries(clocks)) {
    const round = clock.round?.(row);
    const key = [kind, row._id, ...(round === undefined ? [] : [round])].join(':');
    const wanted = clock.runs(row);
    for (const one of running) {
      if (one.kind === kind && (!wanted || one.key !== key)) await closeDeadline(ctx, one.key);
    }
    if (!wanted) continue;
    const dueAt = clock.dueAt(row);
    const owedBy = clock.owedBy(row);
    const notBy = (clock.notBy?.(row) ?? []).filter((id) => id !== undefined);
    const isUrgent = clock.isUrgent?.(row) ?? false;
    const isCalling = clock.isCalling?.(row) ?? false;
    const isSame = running.some(
      (one) =>
        one.key === key &&
        +one.dueAt === +dueAt &&
        (one.reckoned === undefined) === (reckoningOf(dueAt) === undefined) &&
        one.isUrgent === isUrgent &&
        one.owedBy.join() === owedBy.join() &&
        one.notBy.join() === notBy.join(),
    );
    if (isSame) continue;
    const at = { ...subject, ...rungsOf(row) };
    await registerDeadline(ctx, {
      key,
      kind,
      subject: at,
      dueAt,
      owedBy,
      notBy,
      isUrgent,
      isCalling,
      ladder: clock.ladder,
    });
  }
}

/** Brings the clocks of everything open to how it stands, for a migration. Running it again changes nothing. */
export async function openClocks<T extends { _id: string }>(
  ctx: Context,
  noun: { model: Model<T>; keepClocks(ctx: Context, row: NoInfer<T>): Promise<void> },
): Promise<void> {
  const open = noun.model.find({ isOpen: true } as never);
  for await (const { _id } of open.select({ _id: 1 }).lean<Pick<T, '_id'>>().cursor()) {
    await inTransaction(async () => {
      const row = await noun.model.findById(_id).lean<T>();
      if (row !== null) await noun.keepClocks(ctx, row);
    });
  }
}
