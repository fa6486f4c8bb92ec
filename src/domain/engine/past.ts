import type { Model, QueryFilter } from 'mongoose';
import { findTrails } from '#domain/journal';
import { endOfLocalDay, type LocalDate } from '#kernel/dates';
import type { Row } from './row.ts';

/**
 * Rows of a noun with the status each had at the end of a day, by its trail; what was not made yet is none of them. Whatever
 * else they say is as it stands now. No permission is asked.
 * @param filter What of them is asked for, by fields that never change.
 */
export async function rowsThen<S extends string, T extends Row<S>>(
  { kind, model }: { kind: string; model: Model<T> },
  filter: QueryFilter<T>,
  day: LocalDate,
): Promise<T[]> {
  const end = endOfLocalDay(day);
  const rows = await model
    .find({ ...filter, createdAt: { $lte: end } } as QueryFilter<T>)
    .sort({ _id: 1 })
    .lean<T[]>();
  const trail = rows.length === 0 ? [] : await findTrails(rows.map(({ _id: id }) => ({ kind, id })));
  const status = new Map<string, S>();
  for (const { at, subject, facts } of trail)
    if (at <= end && typeof facts['status'] === 'string') status.set(subject.id, facts['status'] as S);
  return rows.flatMap((row) => {
    const was = status.get(row._id);
    return was === undefined ? [] : [{ ...row, status: was }];
  });
}
