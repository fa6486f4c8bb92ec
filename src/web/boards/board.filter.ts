import { z } from 'zod';
import { SECTORS } from '#domain/organisations';
import { type BoardFilter, enrolmentLifecycle, GROUNDS, SIZES } from '#domain/programme';
import { given } from '#kernel/given';
import { addressOf, askedCode, askedId, askedRegion } from '../listAddress.ts';

/** What the address of a board says. */
export const boardQuery = z.object({
  cohort: askedId,
  region: askedRegion,
  stage: askedCode(enrolmentLifecycle.statuses),
  size: askedCode(SIZES),
  ground: askedCode(GROUNDS),
  sector: askedCode(SECTORS),
});
export type BoardQuery = z.output<typeof boardQuery>;

/** The filter of the domain that an address asks for. */
export const boardFilter = ({ cohort, region, ...same }: BoardQuery): BoardFilter =>
  given({ ...same, cohortId: cohort, regionCode: region });

/** An address with the filter, changed in one or more places. */
export const boardAddress = (
  path: string,
  query: BoardQuery,
  change: Partial<BoardQuery & { adviser: string; reached: string; left: string; in: string }> = {},
): string => addressOf(path, { ...query, ...change });
