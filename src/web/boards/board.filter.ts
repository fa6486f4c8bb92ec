import { z } from 'zod';
import { findRegion, SECTORS } from '#domain/organisations';
import { type BoardFilter, enrolmentLifecycle, GROUNDS, SIZES } from '#domain/programme';

const codes = <C extends string>(rows: readonly { code: C }[]): readonly C[] => rows.map((row) => row.code);

/** What the address of a board says. Anything unreadable is left out, so an old bookmark still opens. */
export const boardQuery = z.object({
  cohort: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional()
    .catch(undefined),
  region: z
    .string()
    .refine((code) => findRegion(code) !== undefined)
    .optional()
    .catch(undefined),
  stage: z.enum(codes(enrolmentLifecycle.statuses)).optional().catch(undefined),
  size: z.enum(codes(SIZES)).optional().catch(undefined),
  ground: z.enum(codes(GROUNDS)).optional().catch(undefined),
  sector: z.enum(codes(SECTORS)).optional().catch(undefined),
});
export type BoardQuery = z.output<typeof boardQuery>;

/** The filter of the domain that an address asks for. */
export const boardFilter = ({ cohort, region, stage, size, ground, sector }: BoardQuery): BoardFilter => ({
  ...(cohort === undefined ? {} : { cohortId: cohort }),
  ...(region === undefined ? {} : { regionCode: region }),
  ...(stage === undefined ? {} : { stage }),
  ...(size === undefined ? {} : { size }),
  ...(ground === undefined ? {} : { ground }),
  ...(sector === undefined ? {} : { sector }),
});

/** A path with what is known of the values. */
export function addressOf(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const wanted = Object.entries(values).filter((entry): entry is [string, string] => !!entry[1]);
  return wanted.length === 0 ? path : `${path}?${new URLSearchParams(wanted)}`;
}

/** An address with the filter, changed in one or more places. */
export const boardAddress = (
  path: string,
  query: BoardQuery,
  change: Partial<BoardQuery & { adviser: string; reached: string }> = {},
): string => addressOf(path, { ...query, ...change });
