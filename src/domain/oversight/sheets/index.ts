import { applicationSheet } from './applications.ts';
import { enrolmentSheet } from './enrolments.ts';
import { hazardSheet } from './hazards.ts';
import type { Sheet } from './sheet.ts';

/** Every kind of spreadsheet there is. */
const SHEETS: readonly Sheet[] = [hazardSheet, enrolmentSheet, applicationSheet];

export const sheetOf = (kind: string): Sheet | undefined => SHEETS.find((sheet) => sheet.kind === kind);
