import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { NAMED_ID, ORDERED_ID } from '#kernel/ids';

/**
 * Unnamed rewards of a firm that were paid to its desk as one sum. Nothing leads from it to a reward: whose codes are
 * fetched when, its firm cannot see.
 */
export interface RewardBatch {
  _id: string;
  onceKey?: string;
  enterpriseId: string;
  /** Who keeps the desk it was paid to. */
  deskId: string;
  /** How many of which amount: never fewer of one than the rule asks. */
  parts: { amountFen: number; count: number }[];
  count: number;
  totalFen: number;
  method: string;
  voucher?: string;
  /** Photos and documents that show it, of the batch as a whole. */
  paperId?: string;
  madeBy: string;
  on: LocalDate;
}

/** A code somebody fetches a reward by, once. It knows neither the reward nor the case. */
export interface ClaimCode {
  /** The code, blinded. */
  _id: string;
  enterpriseId: string;
  /** Whose desk the money was given to: whoever is made its keeper later does not take what lies there. */
  deskId?: string;
  /** The body whose public desk alone it lies at: its firm had too few like it. */
  bodyId?: string;
  /** The body whose public desk paid it; nobody else does once more. */
  takenAt?: string;
  amountFen: number;
  /** The day alone. */
  redeemedOn?: LocalDate;
  /** Whoever holds it says that it was taken and nothing was handed over: the day alone, gone once it is paid. */
  deniedOn?: LocalDate;
  /** It was said once: the second time is for people to clear up. */
  wasDenied?: boolean;
  /** Which press of the button took it, blinded. */
  redeemedKey?: string;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };
const batchSchema = new Schema<RewardBatch>(
  {
    _id: ORDERED_ID,
    onceKey: String,
    enterpriseId: text,
    deskId: text,
    parts: { type: Schema.Types.Mixed, required: true },
    count: number,
    totalFen: number,
    method: text,
    voucher: String,
    paperId: String,
    madeBy: text,
    on: text,
  },
  { collection: 'rewardBatches', versionKey: false },
);
batchSchema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
batchSchema.index(
  { onceKey: 1 },
  { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' },
);
export const BatchModel = mongoose.model<RewardBatch>('RewardBatch', batchSchema);

const claimSchema = new Schema<ClaimCode>(
  {
    _id: NAMED_ID,
    enterpriseId: text,
    deskId: String,
    bodyId: String,
    takenAt: String,
    amountFen: number,
    deniedOn: String,
    wasDenied: Boolean,
    redeemedOn: String,
    redeemedKey: String,
  },
  { collection: 'rewardClaims', versionKey: false },
);
claimSchema.index({ enterpriseId: 1, deskId: 1 }, { name: 'by_desk' });
claimSchema.index(
  { takenAt: 1, deniedOn: 1 },
  { partialFilterExpression: { deniedOn: { $exists: true } }, name: 'denied_at_public' },
);
claimSchema.index(
  { enterpriseId: 1, deniedOn: 1 },
  { partialFilterExpression: { deniedOn: { $exists: true } }, name: 'denied' },
);
export const ClaimModel = mongoose.model<ClaimCode>('RewardClaim', claimSchema);
