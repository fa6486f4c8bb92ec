import type { Model, QueryFilter } from 'mongoose';
import { findTrails } from '#domain/journal';
import { endOfLocalDay, type LocalDate } from '#kernel/dates';
import { findEach } from '#platform/count';
import type { Row } from './row.ts';

interface Register<T> {
  kind: string;
  model: Model<T>;
}

/**
 * Rows of a noun with the status each had at the end of a day, by its trail; what was not made yet is none of them. Whatever
 * else they say is as it stands now. No permission is asked.
 * @param filter What of them is asked for, by fields that never change.
 */
export async function rowsThen<S extends string, T extends Row<S>>(
  register: Register<T>,
  filter: QueryFilter<T>,
  day: LocalDate,
): Promise<T[]> {
  const { rows } = await rowsOfThen({ rows: [register as never, filter] }, day);
  return rows as unknown as T[];
}

/** The same of several nouns, by two reads however many they are. */
export async function rowsOfThen<K extends string>(
  asked: Readonly<Record<K, readonly [register: Register<never>, filter: object]>>,
  day: LocalDate,
): Promise<Record<K, Row<string>[]>> {
  const end = endOfLocalDay(day);
  const registers = Object.entries(asked) as [K, readonly [Register<never>, object]][];
  const found = (await findEach(
    Object.fromEntries(
      registers.map(([key, [{ model }, filter]]) => [key, [model, { ...filter, createdAt: { $lte: end } }]]),
    ) as never,
  )) as Record<K, Row<string>[]>;
  const subjects = registers.flatMap(([key, [{ kind }]]) => found[key].map(({ _id: id }) => ({ kind, id })));
  const status = new Map<string, string>();
  for (const { at, subject, facts } of subjects.length === 0 ? [] : await findTrails(subjects))
    if (at <= end && typeof facts['status'] === 'string') status.set(subject.id, facts['status']);
  const asThen = (row: Row<string>): Row<string>[] => {
    const was = status.get(row._id);
    return was === undefined ? [] : [{ ...row, status: was }];
  };
  return Object.fromEntries(registers.map(([key]) => [key, found[key].flatMap(asThen)])) as Record<K, Row<string>[]>;
}
