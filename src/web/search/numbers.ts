import { getApplication, getCohort } from '#domain/applying';
import { filings } from '#domain/filings';
import { getHazard, getReward } from '#domain/hazards';
import { getTransfer } from '#domain/parks';
import { getItem, getPlan, suggestions } from '#domain/plans';
import { getEnrolment } from '#domain/programme';
import { getVisit } from '#domain/stages';
import { getSupportDecision, getSupportPolicy } from '#domain/support';
import type { Context } from '#kernel/context';
import { findReference, type ReferenceLetter } from '#kernel/references';

type Find = (ctx: Context, reference: string) => Promise<unknown>;

/** Letter of a number → the folder of its page, and how to see whether there is one for this person. */
const NUMBERS: Readonly<Record<Exclude<ReferenceLetter, 'X'>, { folder: string; find: Find }>> = {
  H: { folder: '/hazards', find: getHazard },
  R: { folder: '/rewards', find: getReward },
  E: { folder: '/enrolments', find: getEnrolment },
  P: { folder: '/plans', find: getPlan },
  J: { folder: '/items', find: getItem },
  S: { folder: '/suggestions', find: suggestions.get },
  A: { folder: '/applications', find: getApplication },
  C: { folder: '/cohorts', find: getCohort },
  T: { folder: '/transfers', find: getTransfer },
  V: { folder: '/visits', find: getVisit },
  Z: { folder: '/support', find: getSupportPolicy },
  D: { folder: '/support/decisions', find: getSupportDecision },
  W: { folder: '/filings', find: filings.get },
};

/** The page of the number somebody typed, however they typed it; undefined when there is no number in it. */
export function pageOfNumber(typed: string) {
  for (const [letter, { folder, find }] of Object.entries(NUMBERS)) {
    const reference = findReference(typed, letter as ReferenceLetter);
    if (reference !== undefined)
      return { reference, folder, path: `${folder}/${reference}`, find: (ctx: Context) => find(ctx, reference) };
  }
  return undefined;
}
