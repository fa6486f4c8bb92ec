import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import { insertOnly } from '#platform/insertOnly';

/**
 * 发放凭证: what shows that rewards were paid, as photos or documents. One for all that were paid together; insert-only, so
 * that a payment that was reversed keeps what was shown for it.
 */
export interface RewardPaper {
  _id: string;
  onceKey?: string;
  enterpriseId: string;
  method: string;
  voucher?: string;
  photoIds: string[];
  fileIds: string[];
  /** How many were paid by it, and what they came to, fen. */
  count: number;
  totalFen: number;
  by: string;
  on: LocalDate;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };
const schema = new Schema<RewardPaper>(
  {
    _id: ORDERED_ID,
    onceKey: String,
    enterpriseId: text,
    method: text,
    voucher: String,
    photoIds: { type: [String], required: true },
    fileIds: { type: [String], required: true },
    count: number,
    totalFen: number,
    by: text,
    on: text,
  },
  { collection: 'rewardPapers', versionKey: false },
);
schema.index({ onceKey: 1 }, { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' });
insertOnly(schema, 'papers of payments are insert-only');
export const PaperModel = mongoose.model<RewardPaper>('RewardPaper', schema);
