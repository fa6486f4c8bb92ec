import mongoose, { Schema } from 'mongoose';
import { indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { SpanFigures } from '#domain/hazards';
import type { LocalDate } from '#kernel/dates';

export const RETURN_STATUSES = [
  { code: 'due', label: '待填报', tone: 'waiting', isOpen: true },
  { code: 'filled', label: '待签字', tone: 'active', isOpen: true },
  { code: 'signed', label: '已签字上报', tone: 'good', isOpen: false },
] as const;
export type ReturnStatus = (typeof RETURN_STATUSES)[number]['code'];

/** What is signed: the figures, what the firm makes of them, and why they are not what its cases come to. */
export interface ReturnContent {
  figures: SpanFigures;
  analysis: string;
  why?: string;
}

/** One version as the firm's head signed it; never changed again. */
export interface SignedReturn extends ReturnContent {
  /** The first is 1; each correction is the next. */
  number: number;
  /** Why the one before it is put right; absent in the first. */
  correction?: string;
  by: string;
  byName: string;
  at: Date;
}

/** 隐患排查治理统计分析表: one a firm and quarter or year. What is signed stands, whatever becomes of the cases. */
export interface FirmReturn extends Row<ReturnStatus>, Placed, Partial<ReturnContent> {
  /** `2026-Q4`, or `2026` for the year. */
  period: string;
  dueOn: LocalDate;
  /** What the cases came to when it was opened, once the period was over. */
  counted: SpanFigures;
  filledBy?: string;
  filledByName?: string;
  correction?: string;
  /** Of what waits for the signature: the head signs what the page showed. */
  contentHash?: string;
  /** The version in force. It stands while a correction is being made. */
  sent?: SignedReturn;
  /** Those before it, the oldest first. */
  earlier: SignedReturn[];
  /** The first signature came after the day it was due. */
  isLate?: boolean;
}

const text = { type: String, required: true };
const mixed = Schema.Types.Mixed;

const schema = new Schema<FirmReturn>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    period: text,
    dueOn: text,
    counted: { type: mixed, required: true },
    figures: mixed,
    analysis: String,
    why: String,
    filledBy: String,
    filledByName: String,
    correction: String,
    contentHash: String,
    sent: mixed,
    earlier: { type: [mixed], default: [] } as never,
    isLate: Boolean,
  },
  { collection: 'statisticsReturns', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { status: { status: 1 }, period: { period: 1 }, open: { isOpen: 1 } });
schema.index({ enterpriseId: 1, period: 1 }, { unique: true, name: 'one_period' });

export const ReturnModel = mongoose.model<FirmReturn>('StatisticsReturn', schema);
