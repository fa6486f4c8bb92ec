import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { ConditionCode } from '../grade.rules.ts';

export const CONDITION_STATUSES = [
  { code: 'handed-in', label: '待核对', tone: 'waiting', isOpen: true },
  { code: 'met', label: '达到', tone: 'good', isOpen: false },
  { code: 'partly', label: '部分达到', tone: 'active', isOpen: true },
  { code: 'unmet', label: '没有达到', tone: 'bad', isOpen: true },
  { code: 'lapsed', label: '材料过期，按没有达到算', tone: 'bad', isOpen: true },
] as const;
export type ConditionStatus = (typeof CONDITION_STATUSES)[number]['code'];

/** 十有两禁: one of the twelve in one park, with what shows it; a park without a row of it has not met it. */
export interface Condition extends Row<ConditionStatus> {
  parkId: string;
  regionPath: string[];
  code: ConditionCode;
  /** Park and code: one row each. */
  oneOf: string;
  /** What the park says shows it. */
  evidence: string;
  fileIds?: string[];
  /** Last day the evidence is good for; absent where it does not end. */
  until?: LocalDate;
  handedInBy: string;
  checkedBy?: string;
  note?: string;
}

const text = { type: String, required: true };
const schema = new Schema<Condition>(
  {
    ...ROW_PATHS,
    parkId: text,
    regionPath: { type: [String], required: true },
    code: text,
    oneOf: text,
    evidence: text,
    fileIds: { type: [String], default: undefined } as never,
    until: String,
    handedInBy: text,
    checkedBy: String,
    note: String,
  },
  { collection: 'parkConditions', versionKey: false },
);
indexRows(schema);
for (const place of ['parkId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
  schema.index({ [place]: 1, isOpen: 1, _id: -1 }, { name: `by_${place}_open` });
  schema.index({ [place]: 1, code: 1, _id: -1 }, { name: `by_${place}_code` });
}
schema.index({ oneOf: 1 }, { unique: true, name: 'one_condition' });
// The clock finds what ran out.
schema.index({ status: 1, until: 1 }, { name: 'by_end' });

export const ConditionModel = mongoose.model<Condition>('ParkCondition', schema);
