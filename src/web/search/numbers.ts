import { cohorts, getApplication } from '#domain/applying';
import { drawnOf } from '#domain/engine';
import { getHazard } from '#domain/hazards';
import { NOUNS } from '#domain/nouns';
import { getEnrolment } from '#domain/programme';
import { getSupportPolicy, supportDecisions } from '#domain/support';
import type { Context } from '#kernel/context';
import { type Filled, paths, pathsUnder } from '#kernel/paths';
import { findReference, REFERENCE_LETTERS, type ReferenceLetter } from '#kernel/references';

type Find = (ctx: Context, reference: string) => Promise<unknown>;

interface Numbered {
  page: Filled<[string]>;
  find: Find;
}

/** Letters of nouns that are put in words: each says its own. */
const drawn = drawnOf(NOUNS).flatMap(({ letter, path, get }) =>
  letter === undefined ? [] : [[letter, { page: pathsUnder(path).one, find: get }] as const],
);

/** Letter of a number → its page, and how to see whether there is one for this person. */
const NUMBERS: Readonly<Partial<Record<ReferenceLetter, Numbered>>> = {
  ...Object.fromEntries(drawn),
  H: { page: paths.hazard, find: getHazard },
  E: { page: paths.enrolment, find: getEnrolment },
  A: { page: paths.application, find: getApplication },
  C: { page: paths.cohort, find: cohorts.get },
  Z: { page: paths.supportPolicy, find: getSupportPolicy },
  D: { page: paths.supportDecision, find: supportDecisions.get },
};

// Counted by nobody who looks for a page.
const WITHOUT_PAGE: readonly ReferenceLetter[] = ['X'];
const missing = REFERENCE_LETTERS.find((letter) => !(letter in NUMBERS) && !WITHOUT_PAGE.includes(letter));
if (missing !== undefined) throw new Error(`nothing finds the page of a number with ${missing}`);

/** The page of the number somebody typed, however they typed it; undefined when there is no number in it. */
export function pageOfNumber(typed: string) {
  for (const [letter, { page, find }] of Object.entries(NUMBERS)) {
    const reference = findReference(typed, letter as ReferenceLetter);
    if (reference !== undefined)
      return { reference, page: page.pattern, path: page(reference), find: (ctx: Context) => find(ctx, reference) };
  }
  return undefined;
}
