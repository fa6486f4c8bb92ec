import mongoose, { Schema } from 'mongoose';
import { indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { Level, SchemeTerms } from '#domain/schemes';
import { NAMED_ID, ORDERED_ID } from '#kernel/ids';
import { insertOnly } from '#platform/insertOnly';
import { blind, sealedField } from '#platform/sealing';

/** A reward from proposal to the worker's own word that it arrived. It runs beside the case and never waits for the fix. */
export const REWARD_STATUSES = [
  { code: 'proposed', label: '待审批', tone: 'waiting', isOpen: true },
  { code: 'approved', label: '待发放', tone: 'active', isOpen: true },
  { code: 'announced', label: '已公示，待发放', tone: 'active', isOpen: true },
  { code: 'paid', label: '待本人确认', tone: 'waiting', isOpen: true },
  { code: 'confirmed', label: '本人已确认', tone: 'good', isOpen: false },
  { code: 'declined', label: '本人说没收到', tone: 'bad', isOpen: true },
  { code: 'deposited', label: '已备在领奖点', tone: 'good', isOpen: false },
  { code: 'recognised', label: '表扬', tone: 'good', isOpen: false },
  { code: 'excluded', label: '本职，不另发', tone: 'quiet', isOpen: false },
] as const;
export type RewardStatus = (typeof REWARD_STATUSES)[number]['code'];

/** What a person is rewarded for in a case: the report, and once more that it turned out to be a major hazard. */
export type RewardKind = 'report' | 'top-up';

/** 奖励. It lies where its case lay when it was proposed. One a case, person and kind, whatever scheme is in force. */
export interface Reward extends Row<RewardStatus>, Placed {
  hazardId: string;
  hazardReference: string;
  kind: RewardKind;
  /** Whoever gets it; a pseudonym when they reported without a name, another one in every case. */
  personId: string;
  /** The person reported without a name: nobody who gives the reward, or reads the store, learns it from us. */
  isAnonymous: boolean;
  /** Who is behind the pseudonym, sealed: to tell them of their money. */
  recipient?: string;
  /** Case, person and kind of an unnamed one, blinded and unique: by its pseudonym alone it could be made twice. */
  oneOf?: string;
  /** The codes they fetch it by, sealed, once it lies at the desk: one for each batch it was in. */
  claim?: string;
  /** What of an unnamed one lies at the desk; the rest waits for a batch. */
  depositedFen?: number;
  /** Since when enough others are there to pay an unnamed one with. */
  readyAt?: Date;
  /** The scheme it was worked out by: its name, and its terms, which no later version changes. */
  rule: string;
  terms: SchemeTerms;
  level: Level;
  isOutsideDuty: boolean;
  /** Which of how many who reported together, from 0: the amount is parted among them to the fen. */
  share: { index: number; of: number };
  amountFen: number;
  /** What lies above the caps of the scheme: said as praise, not paid. */
  recognisedFen: number;
  /** Whoever verified the case; somebody else approves. */
  proposedBy?: string;
  /** They are a manager: then anybody else who runs the firm approves. */
  isManagerProposed: boolean;
  approvedBy?: string;
  paidBy?: string;
  /** The act that granted or paid it last, blinded: sent again, it is known by it. */
  actKey?: string;
  /** Its person agrees that the notice names them. */
  isNameShown?: boolean;
  announcedAt?: Date;
  payMethod?: string;
  /** Number of the paper that shows it was paid. */
  voucher?: string;
  /** What was shown for each of its payments as photos or documents, the oldest first; one that was reversed keeps its own. */
  paperIds?: string[];
  paidAt?: Date;
  /** How often a payment was reversed: the next one is another payment. */
  round: number;
  answeredAt?: Date;
  /** By when it is to be paid first. */
  dueAt: Date;
}

/** One movement of reward money. Insert-only: a mistake is put right by another entry. */
export interface LedgerEntry {
  _id: string;
  hazardId: string;
  personId: string;
  /** Which reward of theirs in the case. */
  of: RewardKind;
  round: number;
  rule: string;
  kind: 'approved' | 'paid' | 'deposited' | 'confirmed' | 'reversed';
  enterpriseId: string;
  rewardReference: string;
  amountFen: number;
  /** How it was paid and the number of its paper, of a payment: the reward has those of its last one alone. */
  method?: string;
  voucher?: string;
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
    kind: text,
    personId: text,
    isAnonymous: { type: Boolean, required: true },
    recipient: String,
    oneOf: String,
    claim: String,
    depositedFen: Number,
    readyAt: Date,
    rule: text,
    terms: { type: Schema.Types.Mixed, required: true },
    level: text,
    isOutsideDuty: { type: Boolean, required: true },
    share: { type: Schema.Types.Mixed, required: true },
    amountFen: { type: Number, required: true },
    recognisedFen: { type: Number, required: true },
    proposedBy: String,
    isManagerProposed: { type: Boolean, required: true },
    approvedBy: String,
    paidBy: String,
    actKey: String,
    isNameShown: Boolean,
    announcedAt: Date,
    payMethod: String,
    voucher: String,
    paperIds: { type: [String], default: undefined } as never,
    paidAt: Date,
    round: { type: Number, required: true },
    answeredAt: Date,
    dueAt: date,
  },
  { collection: 'rewards', versionKey: false },
);
indexRows(rewardSchema);
rewardSchema.index({ hazardId: 1, personId: 1, kind: 1 }, { unique: true, name: 'one_reward' });
rewardSchema.index(
  { oneOf: 1 },
  { unique: true, partialFilterExpression: { oneOf: { $type: 'string' } }, name: 'one_unnamed' },
);
// Only its firm and its person see it: by park and region there is no list but of firms that owe some.
for (const [place, name] of [
  ['regionPath', 'open_by_region'],
  ['parkId', 'open_by_park'],
])
  rewardSchema.index(
    { [place as string]: 1, dueAt: 1 },
    { partialFilterExpression: { isOpen: true }, name: name as string },
  );
rewardSchema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
rewardSchema.index({ enterpriseId: 1, status: 1, _id: -1 }, { name: 'by_enterprise_status' });
rewardSchema.index(
  { enterpriseId: 1, announcedAt: 1 },
  { partialFilterExpression: { announcedAt: { $exists: true } }, name: 'by_notice' },
);
rewardSchema.index({ personId: 1, _id: -1 }, { name: 'by_person' });
// Unnamed ones that have waited for others long enough, over all firms.
rewardSchema.index(
  { dueAt: 1, status: 1 },
  { partialFilterExpression: { isAnonymous: true, isOpen: true }, name: 'unnamed_open' },
);

const ledgerSchema = new Schema<LedgerEntry>(
  {
    _id: ORDERED_ID,
    hazardId: text,
    personId: text,
    of: text,
    round: { type: Number, required: true },
    rule: text,
    kind: text,
    enterpriseId: text,
    rewardReference: text,
    amountFen: { type: Number, required: true },
    method: String,
    voucher: String,
    at: date,
  },
  { collection: 'rewardLedger', versionKey: false },
);
ledgerSchema.index({ hazardId: 1, personId: 1, of: 1, kind: 1, round: 1 }, { unique: true, name: 'one_entry' });
ledgerSchema.index({ enterpriseId: 1, at: -1 }, { name: 'by_enterprise' });
// Which firms had any in a month, without reading entries.
ledgerSchema.index({ at: 1, enterpriseId: 1 }, { name: 'by_time' });
insertOnly(ledgerSchema, 'the reward ledger is insert-only');

export const RewardModel = mongoose.model<Reward>('Reward', rewardSchema);
/** The codes an unnamed reward is fetched by, for its person alone; of the first ones a single text. */
export const CLAIM = sealedField<string | string[]>('rewards', 'claim');
/** The codes of a reward, none before a batch. */
export const codesOf = ({ _id, claim }: Reward): string[] =>
  claim === undefined ? [] : [CLAIM.open(_id, claim)].flat();
/** Whom an anonymous reward is for. */
export const RECIPIENT = sealedField<string>('rewards', 'recipient');
/** What a reward without a name is unique by; nobody works it out who has not the keys. */
export const oneOfUnnamed = (hazardId: string, behind: string, kind: RewardKind): string =>
  blind(`${hazardId}\0${behind}\0${kind}`, 'one-reward');
export const LedgerModel = mongoose.model<LedgerEntry>('RewardLedger', ledgerSchema);

/** One row a person and firm with caps: whoever works out what stays under them writes it, so that one does after the other. */
const capSchema = new Schema<{ _id: string; turns: number }>(
  { _id: NAMED_ID, turns: { type: Number, default: 0 } },
  { collection: 'rewardCaps', versionKey: false },
);
export const CapModel = mongoose.model('RewardCap', capSchema);
