import mongoose, { Schema } from 'mongoose';
import { ORDERED_ID } from '#kernel/ids';

/** What a firm tells of one month; one row a month, corrected in place with the old values in the journal. */
export interface MonthlyRecord {
  _id: string;
  enterpriseId: string;
  /** `2026-11`. */
  month: string;
  /** 损失工时的工伤: somebody could not work the next shift. */
  lostTimeInjuries: number;
  /** People on the books, and those of contractors and agencies who work on the site. */
  employees: number;
  contractors: number;
  note?: string;
  enteredBy: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };
const at = { type: Date, required: true };

const schema = new Schema<MonthlyRecord>(
  {
    _id: ORDERED_ID,
    enterpriseId: text,
    month: text,
    lostTimeInjuries: count,
    employees: count,
    contractors: count,
    note: String,
    enteredBy: text,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'monthlyRecords', versionKey: false },
);
schema.index({ enterpriseId: 1, month: -1 }, { unique: true, name: 'one_record_a_month' });

export const MonthlyRecordModel = mongoose.model<MonthlyRecord>('MonthlyRecord', schema);
