import { z } from 'zod';
import { readEach, UNREADABLE } from '#domain/aside';
import type { Cell } from '#domain/engine';
import type { Context } from '#kernel/context';
import { HOUR_MS } from '#kernel/dates';
import { clean } from '#kernel/text';

/** One kind of spreadsheet people can take away. */
export interface Sheet {
  kind: string;
  /** The noun whose rows it lists; absent for one of numbers. */
  noun?: string;
  /** Name of the tab, and of the file before its date. */
  name: string;
  columns: readonly { header: string; width: number }[];
  /** What of a filter this kind knows; the rest is left out, since it comes from a page. */
  parse: (filter: unknown) => Record<string, unknown>;
  /** The next rows the actor may see; none of them carries what the actor could not read on the portal. */
  page: (
    ctx: Context,
    filter: Record<string, unknown>,
    after: string | undefined,
    limit: number,
  ) => Promise<{ rows: Cell[][]; nextCursor?: string }>;
}

/** Text as a cell that every spreadsheet program opens and none takes for a formula. */
export function safeText(cell: string): string {
  const text = clean(cell);
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/**
 * A cell as it is written: its value, and the format of days and times. A spreadsheet knows no time zone, so a time is
 * written as the clock in Shanghai shows it.
 */
export function writtenCell(cell: Cell): { value: string | number | Date; format?: string } {
  if (typeof cell === 'number') return { value: cell };
  if (typeof cell === 'string') return { value: safeText(cell) };
  if (cell instanceof Date) return { value: new Date(cell.getTime() + 8 * HOUR_MS), format: 'yyyy-mm-dd hh:mm' };
  return { value: new Date(`${cell.day}T00:00:00Z`), format: 'yyyy-mm-dd' };
}

/** The filter without what is not asked. */
export const given = (filter: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

/** Codes of a table, for a field of a filter. */
export const codes = <C extends string>(rows: readonly { code: C }[]): readonly C[] => rows.map((row) => row.code);

/** An id of ours, as a field of a filter. */
export const id = z.string().regex(/^[0-9a-f]{24}$/);
export type { Cell };

/** Rows of a sheet; one that cannot be read says so in its place, by its number. */
export const cellsOfEach = <T extends { _id: string; reference: string }>(
  ctx: Context,
  kind: string,
  rows: readonly T[],
  cells: (row: T) => Promise<Cell[]> | Cell[],
): Promise<Cell[][]> => readEach(ctx, kind, rows, cells, ({ reference }) => [reference, UNREADABLE]);
