import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';

export const REFERRAL_STATUSES = [
  { code: 'proposed', label: '等负责人决定', tone: 'waiting', isOpen: true },
  { code: 'approved', label: '批准移送', tone: 'active', isOpen: true },
  { code: 'declined', label: '不移送', tone: 'quiet', isOpen: false },
  { code: 'handed', label: '已移送公安', tone: 'active', isOpen: true },
  { code: 'filed', label: '公安已立案', tone: 'good', isOpen: false },
  { code: 'not-filed', label: '公安不立案', tone: 'bad', isOpen: false },
] as const;
export type ReferralStatus = (typeof REFERRAL_STATUSES)[number]['code'];

/**
 * 涉嫌犯罪案件移送: of a body, from an accident or a major hazard. It says nothing of its firm to whoever reminds or lists by
 * firm: `firmId` is no `enterpriseId`.
 */
export interface Referral extends Row<ReferralStatus> {
  /** Whose it is, and who is above it that day: nobody else reads any. */
  bodyId: string;
  bodyIds: string[];
  /** What it comes of. */
  fromKind: 'accident' | 'major-hazard';
  fromId: string;
  fromReference: string;
  firmId: string;
  /** A code of the list of the law. */
  offence: string;
  grounds: string;
  evidence: string;
  /** The two or more officers who looked into it. */
  officers: string;
  proposedBy: string;
  /** The head of the body who decided, by name and post, and who kept it. */
  head?: string;
  decidedBy?: string;
  approvedAt?: Date;
  /** Why it is not handed over, or not filed. */
  reason?: string;
  police?: string;
  file?: string;
  papers?: string;
  handedAt?: Date;
  answerFile?: string;
  answeredOn?: LocalDate;
  /** What it comes of and whose, while it is open: proposed once. */
  openKey?: string;
}

const text = { type: String, required: true };
const schema = new Schema<Referral>(
  {
    ...ROW_PATHS,
    bodyId: text,
    bodyIds: { type: [String], required: true },
    fromKind: text,
    fromId: text,
    fromReference: text,
    firmId: text,
    offence: text,
    grounds: text,
    evidence: text,
    officers: text,
    proposedBy: text,
    head: String,
    decidedBy: String,
    approvedAt: Date,
    reason: String,
    police: String,
    file: String,
    papers: String,
    handedAt: Date,
    answerFile: String,
    answeredOn: String,
    openKey: String,
  },
  { collection: 'referrals', versionKey: false },
);
indexRows(schema);
schema.index({ bodyIds: 1, _id: -1 }, { name: 'by_bodies' });
schema.index({ bodyIds: 1, status: 1, _id: -1 }, { name: 'by_bodies_status' });
schema.index({ bodyIds: 1, isOpen: 1, _id: -1 }, { name: 'by_bodies_open' });
schema.index({ bodyIds: 1, fromId: 1, _id: -1 }, { name: 'by_bodies_from' });
schema.index(
  { openKey: 1 },
  { unique: true, partialFilterExpression: { openKey: { $type: 'string' } }, name: 'one_open' },
);

export const ReferralModel = mongoose.model<Referral>('Referral', schema);
