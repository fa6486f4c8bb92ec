import mongoose, { Schema } from 'mongoose';
import { indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { PassKind, Zone } from './pass.rules.ts';

/** Whether its holder is inside is not its status: two hundred crossings a second are no steps of anybody's. */
export const PASS_STATUSES = [
  { code: 'applied', label: '待企业同意', tone: 'waiting', isOpen: true },
  { code: 'host-approved', label: '待园区签发', tone: 'waiting', isOpen: true },
  { code: 'issued', label: '已签发', tone: 'good', isOpen: true },
  { code: 'refused', label: '不予签发', tone: 'bad', isOpen: false },
  { code: 'revoked', label: '已吊销', tone: 'bad', isOpen: false },
  { code: 'expired', label: '已过期', tone: 'quiet', isOpen: false },
] as const;
export type PassStatus = (typeof PASS_STATUSES)[number]['code'];

/** What is typed of who comes; papers are tested at the gate, on the day somebody comes. */
export interface PassContent {
  /** Whoever comes, or drives. */
  holder: string;
  /** Written one way: 桂A12345. */
  plate?: string;
  company?: string;
  purpose: string;
  zone: Zone;
  startsOn: LocalDate;
  endsOn: LocalDate;
  /** Last days of the holder's or driver's card, of contract or agreement, of insurance; absent where none is needed. */
  cardUntil?: LocalDate;
  contractUntil?: LocalDate;
  insuranceUntil?: LocalDate;
  /** 品名, UN number, tonnes, 运单号: of what is carried. */
  goods?: string;
  un?: string;
  tonnes?: number;
  waybill?: string;
}

/** 通行证. It speaks of the park it was asked in and stays there when its host moves. */
export interface Pass extends Row<PassStatus>, Placed, PassContent {
  kind: PassKind;
  /** Absent where whoever comes asked for it themselves in a chat. */
  appliedBy?: string;
  /** What stands for the chat of whoever comes, so that it finds the pass again; and the unguessable address of its QR. */
  visitorKey?: string;
  showKey?: string;
  /** Which of the few the chat may have open it is, and which of those that may wait for the firm: one each. */
  ofVisitor?: number;
  ofHost?: number;
  approvedBy?: string;
  issuedBy?: string;
  /** Why it was refused or revoked. */
  reason?: string;
  /** 核心区授权: one entry on one day, asked by the host and confirmed by another person of the park. */
  coreOn?: LocalDate;
  coreWhy?: string;
  coreAskedBy?: string;
  coreConfirmedBy?: string;
  /** Names this one authorisation, so that it is used once. */
  coreKey?: string;
  /** Whoever it names has been forgotten. */
  isForgotten?: boolean;
}

const text = { type: String, required: true };

const schema = new Schema<Pass>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    kind: text,
    holder: text,
    plate: String,
    company: String,
    purpose: text,
    zone: text,
    startsOn: text,
    endsOn: text,
    cardUntil: String,
    contractUntil: String,
    insuranceUntil: String,
    goods: String,
    un: String,
    tonnes: Number,
    waybill: String,
    appliedBy: String,
    visitorKey: String,
    showKey: String,
    ofVisitor: Number,
    ofHost: Number,
    approvedBy: String,
    issuedBy: String,
    reason: String,
    coreOn: String,
    coreWhy: String,
    coreAskedBy: String,
    coreConfirmedBy: String,
    coreKey: String,
    isForgotten: Boolean,
  },
  { collection: 'passes', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { status: { status: 1 }, kind: { kind: 1 }, open: { isOpen: 1 } });
// A gate finds the passes of a plate, the latest first; the clock those that are over.
schema.index({ parkId: 1, plate: 1, endsOn: -1 }, { name: 'by_plate' });
schema.index({ status: 1, endsOn: 1 }, { name: 'by_end' });
schema.index({ isForgotten: 1, endsOn: 1 }, { name: 'to_forget' });

const isText = { $type: 'string' };
schema.index({ visitorKey: 1, _id: -1 }, { partialFilterExpression: { visitorKey: isText }, name: 'by_visitor' });
schema.index({ showKey: 1 }, { unique: true, partialFilterExpression: { showKey: isText }, name: 'by_show_key' });
// However many ask at once, no more than the rule says are open; whatever ends or answers one makes room by itself.
const isNumber = { $type: 'number' };
schema.index(
  { visitorKey: 1, ofVisitor: 1 },
  { unique: true, partialFilterExpression: { isOpen: true, ofVisitor: isNumber }, name: 'one_of_visitor' },
);
schema.index(
  { enterpriseId: 1, ofHost: 1 },
  { unique: true, partialFilterExpression: { status: 'applied', ofHost: isNumber }, name: 'one_of_host' },
);

export const PassModel = mongoose.model<Pass>('Pass', schema);
