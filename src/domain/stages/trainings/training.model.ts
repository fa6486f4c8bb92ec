import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';

/** SCORE China: module 1 is compulsory, the others are chosen from the baseline (facts.md §3.1). */
export const MODULES = [
  { code: 'cooperation', label: '工作场所合作' },
  { code: 'osh', label: '职业安全与健康' },
  { code: 'quality', label: '质量管理' },
  { code: 'clean', label: '清洁生产' },
  { code: 'people', label: '人力资源' },
  { code: 'lean', label: '精益现场与 5S' },
  { code: 'other', label: '其他' },
] as const;
export type Module = (typeof MODULES)[number]['code'];

export const moduleLabel = (module: Module): string => MODULES.find((row) => row.code === module)?.label ?? module;

/** Both sides of a firm take part, and are counted apart. */
export interface Attendee {
  name: string;
  side: 'manager' | 'worker';
  /** Set when they have an account. */
  personId?: string;
}

/** One class people of one firm went to. */
export interface Training {
  _id: string;
  enrolmentId: string;
  enterpriseId: string;
  module: Module;
  heldOn: LocalDate;
  hours: number;
  attendees: Attendee[];
  note: string;
  photoIds: string[];
  recordedBy: string;
  recordedByName: string;
  /** Recorded by mistake: stays readable, counts for nothing. */
  voided?: { reason: string; by: string; byName: string; at: Date };
  onceKey?: string;
  createdAt: Date;
}

const text = { type: String, required: true };
const schema = new Schema<Training>(
  {
    _id: ORDERED_ID,
    enrolmentId: text,
    enterpriseId: text,
    module: text,
    heldOn: text,
    hours: { type: Number, required: true },
    attendees: { type: [Schema.Types.Mixed], required: true } as never,
    note: { type: String, default: '' },
    photoIds: { type: [String], default: [] },
    recordedBy: text,
    recordedByName: text,
    voided: Schema.Types.Mixed,
    onceKey: String,
    createdAt: { type: Date, required: true },
  },
  { collection: 'trainings', versionKey: false },
);
schema.index({ onceKey: 1 }, { unique: true, sparse: true, name: 'once' });
schema.index({ enrolmentId: 1, heldOn: -1 }, { name: 'by_enrolment' });
schema.index({ enterpriseId: 1, heldOn: -1 }, { name: 'by_enterprise' });

export const TrainingModel = mongoose.model<Training>('Training', schema);
