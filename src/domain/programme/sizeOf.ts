import type { LocalDate } from '#kernel/dates';
import { type RuleVersion, ruleOn } from '#kernel/rules';
import { SIZE_TABLE, type Size, type SizeInputs, type SizeRow } from './sizeTable.ts';

export interface SizeAnswer {
  size: Size;
  /** The row that was applied. */
  row: number;
  industry: string;
  /** The version of the table, to be frozen with the application. */
  version: string;
}

/**
 * Size of an enterprise on `day`: the highest grade whose every lower bound is met (inclusive); below small is micro.
 * One measure short drops the grade, however large the other is (工信部联企业〔2011〕300号).
 *
 * @param industryRow number of the row, 1–16; see `sizeRowFor`.
 * @throws Error for a row that the table does not have.
 */
export const sizeOf = (industryRow: number, inputs: SizeInputs, day: LocalDate): SizeAnswer =>
  sizeUnder(ruleOn(SIZE_TABLE, day), industryRow, inputs);

/** The same under a version of the table that somebody keeps to. */
export function sizeUnder(table: RuleVersion<readonly SizeRow[]>, industryRow: number, inputs: SizeInputs): SizeAnswer {
  const { version, value } = table;
  const row = value.find((r) => r.row === industryRow);
  if (!row) throw new Error(`size table ${version} has no row ${industryRow}`);
  const meets = (lower: SizeRow['small']) =>
    row.measures.every((measure, i) => inputs[measure] >= (lower[i] ?? Number.POSITIVE_INFINITY));
  const size = meets(row.large) ? 'large' : meets(row.medium) ? 'medium' : meets(row.small) ? 'small' : 'micro';
  return { size, row: row.row, industry: row.industry, version };
}

/**
 * The row of the size table for an industry code of GB/T 4754-2017: section letter and, where the section is split,
 * its division (two digits). F51 is wholesale and F52 retail; of section G, 59 is storage and 60 post; of K, 701 is
 * development and 702 property management, told apart by the group (three digits) when it is known.
 */
export function sizeRowFor(code: string): number {
  const section = code.slice(0, 1).toUpperCase();
  const digits = code.slice(1);
  const division = digits.slice(0, 2);
  switch (section) {
    case 'A':
      return 1;
    case 'B':
    case 'C':
    case 'D':
      return 2;
    case 'E':
      return 3;
    case 'F':
      return division === '51' ? 4 : 5;
    case 'G':
      return division === '59' ? 7 : division === '60' ? 8 : 6;
    case 'H':
      return division === '62' ? 10 : 9;
    case 'I':
      return division === '65' ? 12 : 11;
    case 'K':
      return digits.startsWith('701') ? 13 : digits.startsWith('702') ? 14 : 16;
    case 'L':
      return 15;
    default:
      return 16;
  }
}
