import mongoose, { Schema } from 'mongoose';
import type { Living } from '#domain/journal';
import type { LocalDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import type { FilingKind } from './filingRules.ts';
import type { FilingStatus } from './lifecycle.ts';

/** What a firm tells of the work; the last telling, earlier ones are in the journal. */
export interface FilingContent {
  /** `hot-work` … of the types of work, or of a building project; absent for outsourcing. */
  type?: string;
  /** What is done, or the name of the project. */
  what: string;
  placeText: string;
  startsOn: LocalDate;
  endsOn: LocalDate;
  /** Who is in charge on the firm's side. */
  responsibleName: string;
  /** 监护人: the dedicated person on site whom special work must have (安全生产法第四十三条). */
  guardianName?: string;
  contractorName?: string;
  contractorCode?: string;
  /** People who work there. */
  headcount?: number;
  /** How it is kept safe. */
  measures: string;
}

/** 作业报备. */
export interface Filing extends Living<FilingStatus>, FilingContent {
  /** `W2026-0001`. */
  reference: string;
  kind: FilingKind;
  enterpriseId: string;
  /** Where the work is, as it lay when it was filed: a filing stays with that park and body when the firm moves. */
  regionPath: string[];
  parkId?: string;
  bodyId: string;
  sector: string;
  /** Told only after the work had begun. */
  isLate: boolean;
  photoIds: string[];
  isOpen: boolean;
  filedBy: string;
  filedByName: string;
  /** What the body asked for when it sent it back, or why it was cancelled. */
  reason?: string;
  acknowledgedBy?: string;
  acknowledgedAt?: Date;
  finishedAt?: Date;
  onceKey?: string;
  createdAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };

const schema = new Schema<Filing>(
  {
    _id: { type: String, default: () => newId() },
    reference: text,
    kind: text,
    enterpriseId: text,
    regionPath: { type: [String], required: true },
    parkId: String,
    bodyId: text,
    sector: text,
    type: String,
    what: text,
    placeText: text,
    startsOn: text,
    endsOn: text,
    responsibleName: text,
    guardianName: String,
    contractorName: String,
    contractorCode: String,
    headcount: Number,
    measures: text,
    isLate: { type: Boolean, required: true },
    photoIds: { type: [String], default: [] },
    status: text,
    isOpen: { type: Boolean, required: true },
    filedBy: text,
    filedByName: text,
    reason: String,
    acknowledgedBy: String,
    acknowledgedAt: Date,
    finishedAt: Date,
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'workFilings', versionKey: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ onceKey: 1 }, { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' });
for (const place of ['enterpriseId', 'parkId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
  schema.index({ [place]: 1, kind: 1, _id: -1 }, { name: `by_${place}_kind` });
  schema.index({ [place]: 1, isOpen: 1, endsOn: 1, _id: -1 }, { name: `running_by_${place}` });
}

export const FilingModel = mongoose.model<Filing>('WorkFiling', schema);
