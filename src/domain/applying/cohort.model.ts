import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';

export const COHORT_STATUSES = [
  { code: 'open', label: '接受申请', tone: 'active', isOpen: true },
  { code: 'closed', label: '已截止', tone: 'quiet', isOpen: false },
] as const;
export type CohortStatus = (typeof COHORT_STATUSES)[number]['code'];

/** 批次. Several may be open at once; a firm applies to one whose region holds it. */
export interface Cohort extends Row<CohortStatus> {
  name: string;
  /** 45, a city or a county: firms inside it may apply. */
  regionCode: string;
  /** First and last day on which applications are taken, both inclusive (Shanghai). */
  opensOn: LocalDate;
  closesOn: LocalDate;
  /** How many firms can be admitted; the admission that would exceed it is refused. */
  capacity: number;
  admittedCount: number;
  /** Version of the eligibility rules every application of this cohort is judged by. */
  ruleVersion: string;
  openedBy: string;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };

const schema = new Schema<Cohort>(
  {
    ...ROW_PATHS,
    name: text,
    regionCode: text,
    opensOn: text,
    closesOn: text,
    capacity: count,
    admittedCount: { type: Number, default: 0 },
    ruleVersion: text,
    openedBy: text,
  },
  { collection: 'cohorts', versionKey: false },
);
indexRows(schema);
schema.index({ name: 1 }, { unique: true, name: 'one_cohort_name' });
schema.index({ isOpen: 1, regionCode: 1, _id: -1 }, { name: 'by_region' });

export const CohortModel = mongoose.model<Cohort>('Cohort', schema);
