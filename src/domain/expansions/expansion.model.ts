import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { Grade } from '#domain/grades';
import type { LocalDate } from '#kernel/dates';

export const EXPANSION_STATUSES = [
  { code: 'applied', label: '等自治区决定', tone: 'waiting', isOpen: true },
  { code: 'refused', label: '不予受理', tone: 'bad', isOpen: false },
  { code: 'stopped', label: '等级掉了，停下', tone: 'bad', isOpen: false },
  { code: 'approved', label: '已批准', tone: 'good', isOpen: false },
  { code: 'declined', label: '没有批准', tone: 'bad', isOpen: false },
] as const;
export type ExpansionStatus = (typeof EXPANSION_STATUSES)[number]['code'];

/** 扩区申请: a chemical park asks for more ground, which only one of the best grade may (意见（十七）). */
export interface Expansion extends Row<ExpansionStatus> {
  parkId: string;
  regionPath: string[];
  /** Of the autonomous region, which decides; absent where there is none on record. */
  bodyId?: string;
  /** Where to and how much, the plan it stands in, and what for. */
  ground: string;
  plan: string;
  purpose: string;
  appliedBy: string;
  /** What it was judged by last: the park's grade that day, absent where none was published, and the rule. */
  judgedOn: LocalDate;
  grade?: Grade;
  gradeBy?: string;
  article: string;
  ruleVersion: string;
  documentNumber?: string;
  decidedBy?: string;
  /** Why it was not approved. */
  reason?: string;
}

const text = { type: String, required: true };
const schema = new Schema<Expansion>(
  {
    ...ROW_PATHS,
    parkId: text,
    regionPath: { type: [String], required: true },
    bodyId: String,
    ground: text,
    plan: text,
    purpose: text,
    appliedBy: text,
    judgedOn: text,
    grade: String,
    gradeBy: String,
    article: text,
    ruleVersion: text,
    documentNumber: String,
    decidedBy: String,
    reason: String,
  },
  { collection: 'expansions', versionKey: false },
);
indexRows(schema);
for (const place of ['parkId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
  schema.index({ [place]: 1, isOpen: 1, _id: -1 }, { name: `by_${place}_open` });
}

export const ExpansionModel = mongoose.model<Expansion>('Expansion', schema);
