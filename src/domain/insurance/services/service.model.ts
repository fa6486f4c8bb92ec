import mongoose, { Schema } from 'mongoose';
import { indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { ServiceType } from '../mustInsureRules.ts';

/** Both sides agree before, both confirm after; the insurer pays and says by which voucher. */
export const SERVICE_STATUSES = [
  { code: 'asked', label: '待另一方同意', tone: 'waiting', isOpen: true },
  { code: 'agreed', label: '待服务', tone: 'active', isOpen: true },
  { code: 'delivered', label: '待企业确认', tone: 'waiting', isOpen: true },
  { code: 'accepted', label: '待结算', tone: 'active', isOpen: true },
  { code: 'settled', label: '已结算', tone: 'good', isOpen: false },
  { code: 'refused', label: '没有同意', tone: 'quiet', isOpen: false },
  { code: 'cancelled', label: '已取消', tone: 'quiet', isOpen: false },
  { code: 'reversed', label: '结算已冲回', tone: 'bad', isOpen: false },
] as const;
export type ServiceStatus = (typeof SERVICE_STATUSES)[number]['code'];

/** `programme`: activities of 企业安全发展项目 (意见（十五）); `compulsory`: what the contract owes anyhow. */
export const PURPOSES = [
  { code: 'programme', label: '项目活动' },
  { code: 'compulsory', label: '合同约定的基本服务' },
] as const;
export type Purpose = (typeof PURPOSES)[number]['code'];

/** 服务记录 (AQ 9010-2019): what was done, by whom, and what the firm says of it. */
export interface VisitRecord {
  servedOn: LocalDate;
  place: string;
  people: string;
  measures: string;
  followUp?: string;
  /** Cases that were opened for hazards found there. */
  hazardReferences: string[];
  hasMajor: boolean;
  writtenBy: string;
  /** Absent of those from before it was kept. */
  writtenAt?: Date;
}

/** 投诉 of the firm about a service, answered by the insurer (AQ 9010-2019). Kept for good; the last may be open. */
export interface Complaint {
  text: string;
  by: string;
  at: Date;
  /** Why it takes longer than usual. */
  complexBecause?: string;
  /** The later day the firm was told of, and why. */
  extendedTo?: LocalDate;
  extendedBecause?: string;
  answer?: string;
  answeredAt?: Date;
}

/** 预防服务 of an insurer for one firm: from asking to the voucher. */
export interface Service extends Row<ServiceStatus>, Placed {
  policyId: string;
  policyReference: string;
  insurerId: string;
  insurerIds: string[];
  budgetId: string;
  purpose: Purpose;
  activity: string;
  itemCode: string;
  itemLabel: string;
  type: ServiceType;
  what: string;
  serviceOn: LocalDate;
  providerName: string;
  providerCode: string;
  qualification: string;
  qualifiedUntil: LocalDate;
  /** How many units of the catalogue's; absent in services of before. */
  quantity?: number;
  /** What was reserved, fen. */
  amountFen: number;
  askedBy: string;
  askedBySide: 'firm' | 'insurer';
  agreedBy?: string;
  reason?: string;
  record?: VisitRecord;
  /** 1 to 5. */
  score?: number;
  opinion?: string;
  acceptedBy?: string;
  /** Workers the firm says took part, and those who said so themselves. */
  attendeeIds: string[];
  attendedIds: string[];
  /** Those who said that they were not there. */
  absentIds?: string[];
  /** What was paid, fen; the rest of the reservation was released. */
  settledFen?: number;
  voucher?: string;
  /** The voucher under its insurer while it settles this service, unique: one paper is paid once. */
  voucherOf?: string;
  settledBy?: string;
  /** Absent before the first. */
  complaints?: Complaint[];
  /** The last of them waits for an answer. */
  isComplained?: boolean;
}

const text = { type: String, required: true };
const schema = new Schema<Service>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    policyId: text,
    policyReference: text,
    insurerId: text,
    insurerIds: { type: [String], required: true },
    budgetId: text,
    purpose: text,
    activity: text,
    itemCode: text,
    itemLabel: text,
    type: text,
    what: text,
    serviceOn: text,
    providerName: text,
    providerCode: text,
    qualification: text,
    qualifiedUntil: text,
    quantity: Number,
    amountFen: { type: Number, required: true },
    askedBy: text,
    askedBySide: text,
    agreedBy: String,
    reason: String,
    record: Object,
    score: Number,
    opinion: String,
    acceptedBy: String,
    attendeeIds: { type: [String], default: [] },
    attendedIds: { type: [String], default: [] },
    absentIds: { type: [String], default: undefined } as never,
    settledFen: Number,
    voucher: String,
    voucherOf: String,
    settledBy: String,
    complaints: { type: [Object], default: undefined } as never,
    isComplained: Boolean,
  },
  { collection: 'preventionServices', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { status: { status: 1 } });
schema.index({ insurerIds: 1, _id: -1 }, { name: 'by_insurer' });
schema.index({ insurerIds: 1, status: 1, _id: -1 }, { name: 'by_insurer_status' });
schema.index({ attendeeIds: 1, _id: -1 }, { name: 'by_attendee' });
schema.index({ policyId: 1, purpose: 1, serviceOn: 1 }, { name: 'by_policy' });

schema.index(
  { voucherOf: 1 },
  { unique: true, partialFilterExpression: { voucherOf: { $type: 'string' } }, name: 'one_voucher' },
);

export const ServiceModel = mongoose.model<Service>('PreventionService', schema);
