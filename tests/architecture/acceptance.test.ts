import { readFileSync } from 'node:fs';
import { LADDERS } from '#domain/deadlines';
import { NOUNS } from '#domain/nouns';
import { ACCEPTANCE_CHECKS } from '../support/acceptanceChecks.ts';
import { POLICY_CLOCKS } from '../support/policyClocks.ts';

it('holds each check of the policy’s first day on parks, plans, grades and gates by a test of that name', () => {
  const articles = [6, 7, 8, 13, 17, 18].flatMap((article) => [1, 2, 3].map((nth) => `${article}.${nth}`));
  expect(ACCEPTANCE_CHECKS.map(({ id }) => id)).toEqual(articles);
  const missing = ACCEPTANCE_CHECKS.flatMap(({ id, heldBy }) =>
    heldBy.filter(([file, test]) => !isTest(file, test)).map(([file, test]) => `${id}: ${file} has no test «${test}»`),
  );
  expect(missing).toEqual([]);
  expect(ACCEPTANCE_CHECKS.filter(({ heldBy }) => heldBy.length === 0)).toEqual([]);
});

/** Whether a file has a test of exactly this name, by itself or for each row of a table, and does not skip it. */
function isTest(file: string, name: string): boolean {
  const source = readFileSync(file, 'utf8');
  return ["'", '"', '`'].some((quote) => {
    const at = source.indexOf(`(${quote}${name}${quote}`);
    return at > 0 && /(\bit|\))$/.test(source.slice(0, at).trimEnd());
  });
}

it('runs each clock of the domain’s document as one of a noun, with a ladder, or says what is missing', () => {
  const clocks = new Map(
    NOUNS.flatMap(({ kind, clocks: own = {} }) =>
      Object.entries(own).map(([name, one]) => [`${kind} ${name}`, one as unknown as { ladder: string }]),
    ),
  );
  const told = Object.entries(POLICY_CLOCKS).flatMap(([key, clock]) =>
    'missing' in clock
      ? []
      : clock.runsAs.map(([kind, name]) => ({ key, ladder: LADDERS[clocks.get(`${kind} ${name}`)?.ladder ?? ''] })),
  );
  expect(told.filter(({ ladder }) => ladder === undefined).map(({ key }) => key)).toEqual([]);
  expect(told.length).toBeGreaterThan(20);
});
