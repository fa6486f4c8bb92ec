import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID, RANDOM_ID } from '#kernel/ids';
import { insertOnly } from '#platform/insertOnly';

/**
 * What the public desk paid for a firm by one code: the month alone, and no code, so that the firm, which gives it back, and
 * whoever reads the store learn of nobody when they came. Insert-only.
 */
interface Advance {
  _id: string;
  enterpriseId: string;
  /** The body whose desk paid. */
  bodyId: string;
  /** First day of the month. */
  month: LocalDate;
  amountFen: number;
}

/** What a firm gave back to the public desk of a body, as one sum under one paper. Insert-only. */
export interface Settlement {
  _id: string;
  onceKey?: string;
  enterpriseId: string;
  bodyId: string;
  totalFen: number;
  method: string;
  voucher?: string;
  /** Photos and documents that show it. */
  paperId?: string;
  by: string;
  on: LocalDate;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };
const advanceSchema = new Schema<Advance>(
  { _id: RANDOM_ID, enterpriseId: text, bodyId: text, month: text, amountFen: number },
  { collection: 'rewardAdvances', versionKey: false },
);
advanceSchema.index({ enterpriseId: 1, month: 1 }, { name: 'by_enterprise' });
advanceSchema.index({ bodyId: 1, month: 1 }, { name: 'by_body' });
insertOnly(advanceSchema, 'what the public desk paid is insert-only');
export const AdvanceModel = mongoose.model<Advance>('RewardAdvance', advanceSchema);

const settlementSchema = new Schema<Settlement>(
  {
    _id: ORDERED_ID,
    onceKey: String,
    enterpriseId: text,
    bodyId: text,
    totalFen: number,
    method: text,
    voucher: String,
    paperId: String,
    by: text,
    on: text,
  },
  { collection: 'rewardSettlements', versionKey: false },
);
settlementSchema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
settlementSchema.index({ bodyId: 1 }, { name: 'by_body' });
settlementSchema.index(
  { onceKey: 1 },
  { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' },
);
insertOnly(settlementSchema, 'what a firm gave back is insert-only');
export const SettlementModel = mongoose.model<Settlement>('RewardSettlement', settlementSchema);
