import { z } from 'zod';
import type { Cell } from '#domain/engine';
import type { Context } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
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
export function safeCell(cell: Cell): Cell {
  if (typeof cell !== 'string') return cell;
  const text = clean(cell);
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** A time for people; empty when there is none. */
export const whenCell = (at: Date | undefined): string => (at === undefined ? '' : formatDateTime(at));

/** The filter without what is not asked. */
export const given = (filter: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

/** Codes of a table, for a field of a filter. */
export const codes = <C extends string>(rows: readonly { code: C }[]): readonly C[] => rows.map((row) => row.code);

/** An id of ours, as a field of a filter. */
export const id = z.string().regex(/^[0-9a-f]{24}$/);
export type { Cell };
