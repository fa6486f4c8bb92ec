import mongoose, { Schema } from 'mongoose';
import { indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { Level } from '#domain/schemes';
import type { LocalDate } from '#kernel/dates';
import type { LedgerEntry, RewardKind } from '../reward.model.ts';

/** The reward money of a month: listed once it is over, open to objections for some days, then closed for ever. */
export const MONTH_STATUSES = [
  { code: 'due', label: '待核对', tone: 'waiting', isOpen: true },
  { code: 'checking', label: '核对中，可提异议', tone: 'active', isOpen: true },
  { code: 'closed', label: '已月结', tone: 'good', isOpen: false },
] as const;
export type MonthStatus = (typeof MONTH_STATUSES)[number]['code'];

/** One movement of the month, as the ledger had it: of people with a name only. */
export interface MonthRow extends Pick<LedgerEntry, 'personId' | 'rewardReference' | 'amountFen'> {
  kind: 'approved' | 'paid' | 'reversed';
  of: RewardKind;
  hazardReference: string;
  level?: Level;
  method?: string;
  voucher?: string;
}

/** What was put on the notice board in the month. Whether its person is named follows what they say today. */
export interface NoticeRow {
  rewardReference: string;
  personId: string;
  kind: RewardKind;
  level: Level;
  amountFen: number;
  recognisedFen: number;
}

/** Somebody's word that the list is wrong, and what another person answered. */
export interface Dispute {
  id: string;
  by: string;
  text: string;
  at: Date;
  answer?: { isUpheld: boolean; text: string; by: string; at: Date };
}

/** 奖励月结: one a firm and month. What the list says is written once, when it is drawn, and never again. */
export interface RewardMonth extends Row<MonthStatus>, Placed {
  /** Its first day. */
  month: LocalDate;
  rows: MonthRow[];
  notice: NoticeRow[];
  /** Unnamed ones, of the batches of the month. */
  unnamed: { count: number; totalFen: number };
  drawnBy?: string;
  /** The last day for an objection. */
  objectUntil?: LocalDate;
  disputes: Dispute[];
}

const text = { type: String, required: true };
const schema = new Schema<RewardMonth>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    month: text,
    rows: { type: [Schema.Types.Mixed], default: [] } as never,
    notice: { type: [Schema.Types.Mixed], default: [] } as never,
    unnamed: { type: Schema.Types.Mixed, required: true },
    drawnBy: String,
    objectUntil: String,
    disputes: { type: [Schema.Types.Mixed], default: [] } as never,
  },
  { collection: 'rewardMonths', versionKey: false },
);
indexRows(schema);
schema.index({ enterpriseId: 1, month: -1 }, { unique: true, name: 'one_month' });
schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
schema.index({ enterpriseId: 1, status: 1, _id: -1 }, { name: 'by_enterprise_status' });
schema.index({ objectUntil: 1 }, { partialFilterExpression: { status: 'checking' }, name: 'checking_until' });

export const MonthModel = mongoose.model<RewardMonth>('RewardMonth', schema);
