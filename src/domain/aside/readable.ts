import { type Context, systemContext } from '#kernel/context';
import { isStoreFailure } from '#platform/mongo';
import { setAside } from './aside.ts';

/** What stands in the place of a row that cannot be read. */
export const UNREADABLE = '这一条读不出来，已告诉管理员';

/** The same row again within this time is known already: a list is read many times a minute. */
const KNOWN_MS = 600_000;
const MOST = 1_000;
const known = new Map<string, number>();

/** Counts a row that could not be read among what is set aside, and has administrators told once a day. */
async function noteUnreadable({ now }: Context, key: string, error: unknown): Promise<void> {
  if (now.getTime() - (known.get(key) ?? Number.NEGATIVE_INFINITY) < KNOWN_MS) return;
  if (known.size >= MOST) known.clear();
  known.set(key, now.getTime());
  await setAside(systemContext(now, 'unreadable', key), 'unreadable', key, error);
}

/**
 * What `read` makes of a row; `mark` in its place when it cannot: one row that is broken hides none of the others.
 * @param key Kind and id of the row, for whoever mends it.
 * @throws when the store itself is away.
 */
export async function readOr<R, M>(
  ctx: Context,
  key: string,
  read: () => Promise<R> | R,
  mark: () => M,
): Promise<R | M> {
  try {
    return await read();
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    // That it could not be noted must not hide the list either; it is tried again with the next reading.
    await noteUnreadable(ctx, key, error).catch(() => known.delete(key));
    return mark();
  }
}

/** The same for every row of a list, in its order. */
export const readEach = <T extends { _id: string }, R, M>(
  ctx: Context,
  kind: string,
  rows: readonly T[],
  read: (row: T) => Promise<R> | R,
  mark: (row: T) => M,
): Promise<(R | M)[]> =>
  Promise.all(
    rows.map((row) =>
      readOr(
        ctx,
        `${kind}:${row._id}`,
        () => read(row),
        () => mark(row),
      ),
    ),
  );
