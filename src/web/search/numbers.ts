import { cohorts, getApplication } from '#domain/applying';
import { filings } from '#domain/filings';
import { getHazard } from '#domain/hazards';
import { getTransfer } from '#domain/parks';
import { planItems, plans, suggestions } from '#domain/plans';
import { getEnrolment } from '#domain/programme';
import { rewards } from '#domain/rewards';
import { visits } from '#domain/stages';
import { getSupportDecision, getSupportPolicy } from '#domain/support';
import type { Context } from '#kernel/context';
import { type Filled, paths, pathsUnder } from '#kernel/paths';
import { findReference, type ReferenceLetter } from '#kernel/references';

type Find = (ctx: Context, reference: string) => Promise<unknown>;

/** Letter of a number → its page, and how to see whether there is one for this person. */
const NUMBERS: Readonly<Record<Exclude<ReferenceLetter, 'X'>, { page: Filled<[string]>; find: Find }>> = {
  H: { page: paths.hazard, find: getHazard },
  R: { page: paths.reward, find: rewards.get },
  E: { page: paths.enrolment, find: getEnrolment },
  P: { page: paths.plan, find: plans.get },
  J: { page: paths.item, find: planItems.get },
  S: { page: paths.suggestion, find: suggestions.get },
  A: { page: paths.application, find: getApplication },
  C: { page: paths.cohort, find: cohorts.get },
  T: { page: paths.transfer, find: getTransfer },
  V: { page: paths.visit, find: visits.get },
  Z: { page: paths.supportPolicy, find: getSupportPolicy },
  D: { page: paths.supportDecision, find: getSupportDecision },
  W: { page: pathsUnder(filings.path).one, find: filings.get },
};

/** The page of the number somebody typed, however they typed it; undefined when there is no number in it. */
export function pageOfNumber(typed: string) {
  for (const [letter, { page, find }] of Object.entries(NUMBERS)) {
    const reference = findReference(typed, letter as ReferenceLetter);
    if (reference !== undefined)
      return { reference, page: page.pattern, path: page(reference), find: (ctx: Context) => find(ctx, reference) };
  }
  return undefined;
}
