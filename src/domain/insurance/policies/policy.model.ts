import mongoose, { Schema } from 'mongoose';
import { indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import { addDays, type LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import { insertOnly } from '#platform/insertOnly';
import type { ServiceType } from '../mustInsureRules.ts';

/** What a firm says of its insurance counts for nothing until the insurer has confirmed it. */
export const POLICY_STATUSES = [
  { code: 'pending', label: '待保险机构确认', tone: 'waiting', isOpen: true },
  { code: 'confirmed', label: '已确认', tone: 'good', isOpen: true },
  { code: 'ended', label: '已到期', tone: 'quiet', isOpen: false },
  { code: 'cancelled', label: '已退保或注销', tone: 'quiet', isOpen: false },
  { code: 'rejected', label: '不是本机构的保单', tone: 'bad', isOpen: false },
] as const;
export type PolicyStatus = (typeof POLICY_STATUSES)[number]['code'];

/** Which services come first where the budget does not reach for all; a setting of insurer and contract. */
export const ORDERS = [
  { code: 'programme', label: '项目活动优先（意见（十五）鼓励，合同同意）' },
  { code: 'compulsory', label: '约定的基本服务优先' },
] as const;
export type Order = (typeof ORDERS)[number]['code'];

/** Who covers people of a labour agency that work in the firm. */
export const DISPATCHED = [
  { code: 'this', label: '本保单承保' },
  { code: 'agency', label: '由派遣单位的保单承保' },
] as const;

/** An insurer's part in a policy, in hundredths of a per cent. */
export interface Share {
  insurerId: string;
  share: number;
}

/** What insurer and firm have agreed on beside the cover itself; known once the insurer has confirmed. */
export interface Terms {
  /** 事故预防费用比例 of the premium received, in hundredths of a per cent; nought where nothing is agreed. */
  ratio: number;
  /** 合同条款 that speaks of prevention services; without one there is no budget. */
  clause?: string;
  serviceTypes: ServiceType[];
  /** Basic services a year the insurer owes by contract. */
  frequency: number;
  order: Order;
  dispatched: (typeof DISPATCHED)[number]['code'];
  /** 共保体; empty when one insurer carries it alone. */
  shares: Share[];
  /** 服务目录 that held when it was confirmed; a later edition holds for services asked for later. */
  catalogueReference?: string;
  /** Credit codes of firms that belong together with the insured: none of them may be paid for a service. */
  affiliateCodes: string[];
}

/** 安责险保单 of one firm. */
export interface Policy extends Row<PolicyStatus>, Placed, Partial<Terms> {
  /** Whose policy it is; the first of `insurerIds`. */
  insurerId: string;
  /** With the co-insurers: all of them see it. */
  insurerIds: string[];
  number: string;
  /** Number under its insurer, unique; taken away when the insurer says that it is not theirs. */
  oneOf?: string;
  creditCode: string;
  startsOn: LocalDate;
  /** Cover ends with this day, at midnight. */
  endsOn: LocalDate;
  /** From this day on it counts: never earlier than the insurer's word where it was entered late, by whomever. */
  opensOn?: LocalDate;
  /** From this day on it covers no longer: it was surrendered or cancelled. */
  cancelledOn?: LocalDate;
  /** Its last day is so near that its firm owes the renewal. */
  isRenewalDue?: true;
  headcount: number;
  /** 每人死亡伤残责任限额, fen. */
  limitFen: number;
  /** Premium received so far, refunds taken off, fen; the entries are the truth. */
  premiumFen: number;
  /** The policy as a document, where one was sent with it. */
  fileIds?: string[];
  enteredBy: string;
  enteredByRole: 'insurer' | 'firm';
  reason?: string;
}

/** One movement of premium. Insert-only: a mistake is put right by another entry. */
export const PREMIUM_KINDS = [
  { code: 'received', label: '收到保费' },
  { code: 'endorsed', label: '批改加收保费' },
  { code: 'reduced', label: '批改减收，退还保费' },
  { code: 'refunded', label: '退保，退还保费' },
] as const;
export type PremiumKind = (typeof PREMIUM_KINDS)[number]['code'];

export interface PremiumEntry {
  _id: string;
  policyId: string;
  kind: PremiumKind;
  /** Positive for money that came in, negative for money that went back, fen. */
  amountFen: number;
  /** The day the money moved. */
  day: LocalDate;
  voucher: string;
  /** The paper under its insurer, unique: one paper is one movement, of whichever policy. */
  voucherOf?: string;
  /** What shows it: the receipt, the endorsement or the order of refund, as photos and documents. */
  photoIds?: string[];
  fileIds?: string[];
  by: string;
  at: Date;
}

const text = { type: String, required: true };
const schema = new Schema<Policy>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    insurerId: text,
    insurerIds: { type: [String], required: true },
    number: text,
    oneOf: String,
    creditCode: text,
    startsOn: text,
    endsOn: text,
    opensOn: String,
    cancelledOn: String,
    isRenewalDue: Boolean,
    headcount: { type: Number, required: true },
    limitFen: { type: Number, required: true },
    premiumFen: { type: Number, default: 0 },
    fileIds: { type: [String], default: undefined } as never,
    enteredBy: text,
    enteredByRole: text,
    reason: String,
    ratio: Number,
    clause: String,
    catalogueReference: String,
    serviceTypes: { type: [String], default: undefined } as never,
    frequency: Number,
    order: String,
    dispatched: String,
    shares: { type: [{ _id: false, insurerId: text, share: Number }], default: undefined } as never,
    affiliateCodes: { type: [String], default: undefined } as never,
  },
  { collection: 'policies', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { status: { status: 1 }, ending: { isOpen: 1, endsOn: 1 } });
schema.index({ insurerIds: 1, _id: -1 }, { name: 'by_insurer' });
schema.index({ insurerIds: 1, status: 1, _id: -1 }, { name: 'by_insurer_status' });
schema.index({ insurerIds: 1, isOpen: 1, endsOn: 1, _id: -1 }, { name: 'by_insurer_ending' });
schema.index(
  { oneOf: 1 },
  { unique: true, partialFilterExpression: { oneOf: { $type: 'string' } }, name: 'one_policy' },
);
schema.index({ status: 1, endsOn: 1, _id: 1 }, { name: 'to_end' });

const premiumSchema = new Schema<PremiumEntry>(
  {
    _id: ORDERED_ID,
    policyId: text,
    kind: text,
    amountFen: { type: Number, required: true },
    day: text,
    voucher: text,
    voucherOf: String,
    photoIds: { type: [String], default: undefined } as never,
    fileIds: { type: [String], default: undefined } as never,
    by: text,
    at: { type: Date, required: true },
  },
  { collection: 'premiumEntries', versionKey: false },
);
premiumSchema.index({ policyId: 1, _id: 1 }, { name: 'by_policy' });
premiumSchema.index(
  { voucherOf: 1 },
  { unique: true, partialFilterExpression: { voucherOf: { $type: 'string' } }, name: 'one_paper' },
);
insertOnly(premiumSchema, 'premium entries are insert-only');

export const PolicyModel = mongoose.model<Policy>('Policy', schema);
export const PremiumModel = mongoose.model<PremiumEntry>('PremiumEntry', premiumSchema);

/** Premium of a policy as it came and went, oldest first. */
export const premiumOf = (policyId: string): Promise<PremiumEntry[]> =>
  PremiumModel.find({ policyId }).sort({ _id: 1 }).lean<PremiumEntry[]>();

/** Statuses in which a policy covers, or did. */
export const COVERED: readonly PolicyStatus[] = ['confirmed', 'ended', 'cancelled'];

/** The last day a policy covers: that before it was surrendered or cancelled, if it was. */
export const lastDayOf = ({ endsOn, cancelledOn }: Pick<Policy, 'endsOn' | 'cancelledOn'>): LocalDate =>
  cancelledOn === undefined || cancelledOn > endsOn ? endsOn : addDays(cancelledOn, -1);

/** True when the policy covers its firm on `day`, as far as the insurer has said. */
export const covers = (
  policy: Pick<Policy, 'status' | 'opensOn' | 'endsOn' | 'cancelledOn'>,
  day: LocalDate,
): boolean =>
  COVERED.includes(policy.status) && policy.opensOn !== undefined && policy.opensOn <= day && day <= lastDayOf(policy);
