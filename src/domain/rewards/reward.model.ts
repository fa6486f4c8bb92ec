import mongoose, { Schema } from 'mongoose';
import { indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import { ORDERED_ID } from '#kernel/ids';
import { sealedField } from '#platform/sealing';

/** A reward from proposal to the worker's own word that it arrived. It runs beside the case and never waits for the fix. */
export const REWARD_STATUSES = [
  { code: 'proposed', label: '待审批', tone: 'waiting', isOpen: true },
  { code: 'approved', label: '待发放', tone: 'active', isOpen: true },
  { code: 'paid', label: '待本人确认', tone: 'waiting', isOpen: true },
  { code: 'confirmed', label: '本人已确认', tone: 'good', isOpen: false },
  { code: 'declined', label: '本人说没收到', tone: 'bad', isOpen: true },
] as const;
export type RewardStatus = (typeof REWARD_STATUSES)[number]['code'];

/** 奖励. It lies where its case lay when it was proposed. */
export interface Reward extends Row<RewardStatus>, Placed {
  hazardId: string;
  hazardReference: string;
  /** Whoever gets it; their pseudonym when they reported without a name. */
  personId: string;
  /** The person reported without a name: nobody who gives the reward, or reads the store, learns it from us. */
  isAnonymous: boolean;
  /** Who is behind the pseudonym, sealed: to tell them of their money. */
  recipient?: string;
  /** Version of the schedule it was worked out by. */
  rule: string;
  grade: 'general' | 'major';
  amountFen: number;
  /** Whoever verified the case; somebody else approves. */
  proposedBy?: string;
  approvedBy?: string;
  paidBy?: string;
  payMethod?: string;
  paidAt?: Date;
  answeredAt?: Date;
  /** By when it is to be paid first. */
  dueAt: Date;
}

/** One movement of reward money. Insert-only: a mistake is put right by another entry. */
export interface LedgerEntry {
  _id: string;
  hazardId: string;
  personId: string;
  rule: string;
  kind: 'approved' | 'paid' | 'confirmed' | 'reversed';
  enterpriseId: string;
  rewardReference: string;
  amountFen: number;
  at: Date;
}

const text = { type: String, required: true };
const date = { type: Date, required: true };

const rewardSchema = new Schema<Reward>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    hazardId: text,
    hazardReference: text,
    personId: text,
    isAnonymous: { type: Boolean, required: true },
    recipient: String,
    rule: text,
    grade: text,
    amountFen: { type: Number, required: true },
    proposedBy: String,
    approvedBy: String,
    paidBy: String,
    payMethod: String,
    paidAt: Date,
    answeredAt: Date,
    dueAt: date,
  },
  { collection: 'rewards', versionKey: false },
);
indexRows(rewardSchema);
rewardSchema.index({ hazardId: 1, personId: 1, rule: 1 }, { unique: true, name: 'one_reward' });
// Only its firm and its person see it, so there are no lists by park or region.
rewardSchema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
rewardSchema.index({ enterpriseId: 1, status: 1, _id: -1 }, { name: 'by_enterprise_status' });
rewardSchema.index({ personId: 1, _id: -1 }, { name: 'by_person' });

const ledgerSchema = new Schema<LedgerEntry>(
  {
    _id: ORDERED_ID,
    hazardId: text,
    personId: text,
    rule: text,
    kind: text,
    enterpriseId: text,
    rewardReference: text,
    amountFen: { type: Number, required: true },
    at: date,
  },
  { collection: 'rewardLedger', versionKey: false },
);
ledgerSchema.index({ hazardId: 1, personId: 1, rule: 1, kind: 1 }, { unique: true, name: 'one_entry' });
ledgerSchema.index({ enterpriseId: 1, at: -1 }, { name: 'by_enterprise' });
ledgerSchema.pre(
  ['updateOne', 'updateMany', 'findOneAndUpdate', 'replaceOne', 'deleteOne', 'deleteMany', 'findOneAndDelete'],
  () => {
    throw new Error('the reward ledger is insert-only');
  },
);

export const RewardModel = mongoose.model<Reward>('Reward', rewardSchema);
/** Whom an anonymous reward is for. */
export const RECIPIENT = sealedField<string>('rewards', 'recipient');
export const LedgerModel = mongoose.model<LedgerEntry>('RewardLedger', ledgerSchema);
