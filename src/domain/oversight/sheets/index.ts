import { applicationSheet } from './applications.ts';
import { enrolmentBoardSheet } from './enrolmentBoard.ts';
import { enrolmentSheet } from './enrolments.ts';
import { hazardSheet } from './hazards.ts';
import { itemSheet } from './items.ts';
import type { Sheet } from './sheet.ts';
import { suggestionSheet } from './suggestions.ts';
import { supportDecisionSheet } from './supportDecisions.ts';
import { workFilingSheet } from './workFilings.ts';

/** Every kind of spreadsheet there is. */
const SHEETS: readonly Sheet[] = [
  hazardSheet,
  enrolmentSheet,
  enrolmentBoardSheet,
  applicationSheet,
  itemSheet,
  suggestionSheet,
  supportDecisionSheet,
  workFilingSheet,
];

export const sheetOf = (kind: string): Sheet | undefined => SHEETS.find((sheet) => sheet.kind === kind);
