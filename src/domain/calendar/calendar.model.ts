import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';

/** What the State Council said of one day. */
export interface CalendarDay {
  day: LocalDate;
  /** A day off; else a weekend that is worked. */
  isOff: boolean;
}

/** Holidays and make-up days of a year as an administrator entered them. Insert-only: the last version is in force. */
export interface CalendarYear {
  /** Year and version, `2027:1`. */
  _id: string;
  year: number;
  version: number;
  days: CalendarDay[];
  /** Title and number of the notice. */
  source: string;
  publishedBy: string;
  publishedAt: Date;
  /** When everything reckoned in working days had been reckoned again by it. */
  appliedAt?: Date;
}

const schema = new Schema<CalendarYear>(
  {
    _id: NAMED_ID,
    year: { type: Number, required: true },
    version: { type: Number, required: true },
    days: { type: [{ _id: false, day: String, isOff: Boolean }], required: true },
    source: { type: String, required: true },
    publishedBy: { type: String, required: true },
    publishedAt: { type: Date, required: true },
    appliedAt: Date,
  },
  { collection: 'calendarYears', versionKey: false },
);
schema.index({ year: 1, version: -1 }, { unique: true, name: 'one_version' });
export const CalendarYearModel = mongoose.model<CalendarYear>('CalendarYear', schema);
