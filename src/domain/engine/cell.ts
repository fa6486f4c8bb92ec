import type { LocalDate } from '#kernel/dates';

/** A day as a spreadsheet keeps it: sorted and reckoned with as a day, not as a text. */
export interface Day {
  day: LocalDate;
}
/** What stands in a cell of a sheet; a `Date` is a time, to the minute in Shanghai. */
export type Cell = string | number | Day | Date;

/** A day as a cell; an empty one when there is none. */
export const dayCell = (day: LocalDate | undefined): Cell => (day === undefined ? '' : { day });
/** A time as a cell; an empty one when there is none. */
export const timeCell = (at: Date | undefined): Cell => at ?? '';
