import { readFileSync } from 'node:fs';
import { ACCEPTANCE_CHECKS } from '../support/acceptanceChecks.ts';

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
