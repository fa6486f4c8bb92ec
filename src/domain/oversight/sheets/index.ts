import { drawnOf, type RegisteredNoun } from '#domain/engine';
import { NOUNS } from '#domain/nouns';
import { applicationSheet } from './applications.ts';
import { coverSheet } from './cover.ts';
import { sheetFrom } from './drawn.ts';
import { enrolmentBoardSheet } from './enrolmentBoard.ts';
import { enrolmentSheet } from './enrolments.ts';
import { hazardSheet } from './hazards.ts';
import { importLineSheet } from './importLines.ts';
import { majorBoardSheet } from './majorBoard.ts';
import { rectificationSheet } from './rectifications.ts';
import { returnBoardSheet } from './returnBoard.ts';
import { rewardMonthSheet } from './rewardMonths.ts';
import type { Sheet } from './sheet.ts';
import { supportDecisionSheet } from './supportDecisions.ts';

/** Sheets of nouns that are not put in words, and of numbers. */
const OWN: readonly Sheet[] = [
  hazardSheet,
  rectificationSheet,
  enrolmentSheet,
  enrolmentBoardSheet,
  majorBoardSheet,
  returnBoardSheet,
  applicationSheet,
  supportDecisionSheet,
  importLineSheet,
  rewardMonthSheet,
  coverSheet,
];

/** Nouns that nobody takes away as a sheet, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  cohort: 'a handful, each with a page; its numbers are in the sheet of the board',
  assessment: 'scores are compared on one page and told by the sheet of enrolments',
  visit: 'guidance is between adviser and firm',
  'support-policy': 'a text to read; what came of it is in the sheet of decisions',
  plan: 'its items are the sheet',
  reveal: 'who was looked for, and why, is read one by one and taken nowhere',
  watch: 'it lies sealed, and leaves the page of its body for nowhere',
  'service-catalogue': 'a list to read, on its page',
  transfer: 'a few a year, each with a page',
  gate: 'a few a park, each with a page',
  'alert-source': 'a few a firm or park, each with a page',
  'entry-list': 'a list to read, on its page',
  referral: 'a few a year, read by its body and those above, and taken nowhere',
  expansion: 'a few in the life of a park, each with a page',
};

/**
 * Every kind of spreadsheet there is, from the list of nouns.
 * @throws Error for a noun that has none and does not say why, or for two of one kind: the process must not start.
 */
export function sheetsOf(nouns: readonly RegisteredNoun[]): ReadonlyMap<string, Sheet> {
  const sheets = [...OWN, ...drawnOf(nouns).flatMap(sheetFrom)];
  for (const { kind } of nouns) {
    const isListed = sheets.some(({ noun }) => noun === kind);
    if (isListed === kind in WITHOUT) throw new Error(`say once whether there is a sheet of every ${kind}, or why not`);
  }
  const byKind = new Map(sheets.map((sheet) => [sheet.kind, sheet]));
  if (byKind.size < sheets.length) throw new Error('two sheets are of one kind');
  return byKind;
}
const SHEETS = sheetsOf(NOUNS);

export const sheetOf = (kind: string): Sheet | undefined => SHEETS.get(kind);
