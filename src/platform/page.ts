import type { Model, QueryFilter } from 'mongoose';
import { findAtOnce, isInTransaction } from './mongo.ts';

const PAGE = 25;

/** A page of a list, and where the next one begins. */
export interface Page<T> {
  rows: T[];
  nextCursor?: string;
}

/**
 * The rows of a filter, the newest first, from after the last `_id` of the page before.
 * @param known Makes of each row what its reader may know of it.
 */
export async function readPage<T extends { _id: string }>(
  model: Model<T>,
  query: QueryFilter<T>,
  { after, limit = PAGE }: { after?: string | undefined; limit?: number | undefined },
  known: (row: T) => T = (row) => row,
): Promise<Page<T>> {
  const parts = after === undefined ? [query] : [query, { _id: { $lt: after } }];
  const filter = { $and: parts } as QueryFilter<T>;
  const most = limit + 1;
  // What people look at is a small answer; what is taken away may not fit into one, and a transaction reads its own.
  const rows =
    limit <= PAGE && !isInTransaction()
      ? await findAtOnce<T>(model.collection.name, { filter, sort: { _id: -1 }, limit: most })
      : await model.find(filter).sort({ _id: -1 }).limit(most).lean<T[]>();
  const page = rows.slice(0, limit).map(known);
  const last = page.at(-1);
  return rows.length > limit && last !== undefined ? { rows: page, nextCursor: last._id } : { rows: page };
}
