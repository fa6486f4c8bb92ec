import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import type { CohortStatus } from './lifecycle.ts';

/** 批次. Several may be open at once; a firm applies to one whose region holds it. */
export interface Cohort {
  _id: string;
  /** `C2026-0001`. */
  reference: string;
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
  status: CohortStatus;
  isOpen: boolean;
  openedBy: string;
  onceKey?: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };
const at = { type: Date, required: true };

const schema = new Schema<Cohort>(
  {
    _id: { type: String, default: () => newId() },
    reference: text,
    name: text,
    regionCode: text,
    opensOn: text,
    closesOn: text,
    capacity: count,
    admittedCount: { type: Number, default: 0 },
    ruleVersion: text,
    status: text,
    isOpen: { type: Boolean, required: true },
    openedBy: text,
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'cohorts', versionKey: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ name: 1 }, { unique: true, name: 'one_cohort_name' });
schema.index({ onceKey: 1 }, { unique: true, sparse: true, name: 'once' });
schema.index({ isOpen: 1, regionCode: 1, _id: -1 }, { name: 'by_region' });

export const CohortModel = mongoose.model<Cohort>('Cohort', schema);
