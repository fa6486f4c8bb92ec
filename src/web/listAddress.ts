import type { Request, Response } from 'express';
import { z } from 'zod';
import { ID } from '#kernel/ids';
import { clean } from '#kernel/text';

/**
 * A part of an address that may be missing. What cannot be read is left out, so that an old bookmark still opens; `askedIn`
 * has the page say so.
 */
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** An id in an address: of a firm, a place, or the last row of the page before. */
export const askedId = optional(z.string().regex(ID));
/** A filter that is on or not there: `?open=1`. */
export const askedFlag = optional(z.literal('1').transform(() => true as const));
/** A year: `?year=2026`. */
export const askedYear = optional(z.string().regex(/^20\d{2}$/));
/** Words somebody looks for. */
export const askedWords = optional(
  z
    .string()
    .transform((text) => clean(text).trim())
    .pipe(z.string().min(1).max(40)),
);
/** A division, at any level. */
export const askedRegion = optional(z.string().regex(/^45(\d{2}){0,2}$/));
/** One of the codes of a list. */
export const askedCode = <C extends string>(rows: readonly { code: C }[]) =>
  optional(z.enum(rows.map((row) => row.code) as [C, ...C[]]));
/** Where the page before ended, for lists whose order is not that of their ids. */
export const askedCursor = optional(z.string().max(200));
/**
 * What the address asks for. Where it asks for something that cannot be read, the page says that it is not filtered by it:
 * a list of everything is no answer to a question nobody understood.
 */
export function askedIn<S extends z.ZodObject>(schema: S, req: Request, res: Response): z.output<S> {
  const asked = schema.parse(req.query);
  const isLost = (key: string) => key !== 'after' && (req.query[key] ?? '') !== '' && asked[key] === undefined;
  if (Object.keys(schema.shape).some(isLost)) res.locals.hasLostFilter = true;
  return asked;
}
/** The address of a list that nothing but its pages is asked of. */
export const pagesQuery = z.object({ after: askedCursor });

/** What an address asks for, as it was read; a flag is true. */
export type Asked = Readonly<Record<string, string | true | undefined>>;

/** An address with its search part; keys without a value are left out. */
export function addressOf(path: string, query: Asked): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.set(key, value === true ? '1' : value);
  }
  return params.size === 0 ? path : `${path}?${params}`;
}

/** What the `pager` partial wants: back to the first page, and on to the next. */
export function pagerOf(
  path: string,
  query: Asked,
  nextCursor: string | undefined,
): { first: string | undefined; next: string | undefined; isPaged: boolean } {
  const { after, ...rest } = query;
  return {
    first: after === undefined ? undefined : addressOf(path, rest),
    next: nextCursor === undefined ? undefined : addressOf(path, { ...rest, after: nextCursor }),
    isPaged: after !== undefined || nextCursor !== undefined,
  };
}

/** Whether anything but the page is asked for: decides which empty state is shown. */
export const isFiltered = ({ after: _, ...rest }: Asked): boolean =>
  Object.values(rest).some((value) => value !== undefined);

/** What a search form sends along unseen: everything asked but its own fields and the page. */
export const keptOf = (query: Asked, own: readonly string[]): { name: string; value: string }[] =>
  Object.entries(query).flatMap(([name, value]) =>
    value === undefined || name === 'after' || own.includes(name)
      ? []
      : [{ name, value: value === true ? '1' : value }],
  );

/**
 * Filters one press away, each a link that can be kept or sent on. A row sets what it names and clears what the others
 * name; whatever else was asked stays. One of them is always marked.
 */
export function quickFilters<Q extends Asked>(
  path: string,
  query: Q,
  rows: readonly (readonly [label: string, change: Partial<Q>])[],
): { label: string; href: string; isCurrent: boolean }[] {
  const keys = [...new Set(rows.flatMap(([, change]) => Object.keys(change)))];
  const cleared = Object.fromEntries(['after', ...keys].map((key) => [key, undefined]));
  const chips = rows.map(([label, change]) => ({
    label,
    href: addressOf(path, { ...query, ...cleared, ...change }),
    isCurrent: keys.every((key) => query[key] === change[key]),
  }));
  if (chips.some(({ isCurrent }) => isCurrent)) return chips;
  // Asked for by a number that leads here: what is filtered is marked all the same, in the words of the rows it is made of.
  const parts = rows.filter(([, change]) => {
    const named = Object.entries(change);
    return named.length > 0 && named.every(([key, value]) => query[key] === value);
  });
  const label = parts.length === 0 ? '按条件' : parts.map(([one]) => one).join('、');
  return [
    ...chips.slice(0, 1),
    { label, href: addressOf(path, { ...query, after: undefined }), isCurrent: true },
    ...chips.slice(1),
  ];
}

/** The options of a `select` that filters a list, "everything" first. */
export const choicesOf = (
  all: string,
  rows: readonly { code: string; label: string }[],
  chosen: string | undefined,
): { code: string; label: string; isChosen: boolean }[] =>
  [{ code: '', label: all }, ...rows].map(({ code, label }) => ({ code, label, isChosen: code === (chosen ?? '') }));
