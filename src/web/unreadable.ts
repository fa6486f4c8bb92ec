import { readEach } from '#domain/aside';
import type { Context } from '#kernel/context';

/** A line that stands where a row could not be read: the partials of lines draw it by this alone. */
export interface UnreadableLine {
  isUnreadable: true;
  reference: string;
}

/** The lines of a list; a row that cannot be drawn is marked in its place. */
export const presentEach = <T extends { _id: string; reference: string }, L>(
  ctx: Context,
  kind: string,
  rows: readonly T[],
  present: (row: T) => Promise<L> | L,
): Promise<(L | UnreadableLine)[]> =>
  readEach(ctx, kind, rows, present, ({ reference }): UnreadableLine => ({ isUnreadable: true, reference }));
