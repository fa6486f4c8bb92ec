import mongoose, { Schema } from 'mongoose';
import { indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';

export const TENANCY_STATUSES = [
  { code: 'proposed', label: '待对方确认', tone: 'waiting', isOpen: true },
  { code: 'in-force', label: '在租', tone: 'active', isOpen: true },
  { code: 'ended', label: '已退租', tone: 'quiet', isOpen: false },
  { code: 'declined', label: '对方不认', tone: 'bad', isOpen: false },
] as const;
export type TenancyStatus = (typeof TENANCY_STATUSES)[number]['code'];

/** The two who share the place. */
export const SIDES = [
  { code: 'landlord', label: '出租方' },
  { code: 'tenant', label: '承租方' },
] as const;
export type Side = (typeof SIDES)[number]['code'];

/** 安全生产管理协议 (安全生产法第四十九条): whose duty is what, until when. */
export interface SafetyAgreement {
  /** Its last day. */
  until: LocalDate;
  duties: string;
  /** Who co-ordinates the safety of both. */
  coordinator: string;
  /** Which of the two leads in fire safety. */
  fireLead: Side;
  fileIds: string[];
  photoIds: string[];
  by: string;
}

/** One that another took the place of, and when. */
export interface FormerAgreement extends SafetyAgreement {
  replacedAt: Date;
}

/** A part of the premises both use. */
export interface SharedPlace {
  id: string;
  name: string;
  lead: Side;
  /** The tenant has said that it leads; without that the landlord does. */
  isAgreed?: true;
}

/** A check of both together. */
export interface JointCheck {
  on: LocalDate;
  found: string;
  photoIds: string[];
  by: string;
  byName: string;
}

/** The days on which there was no agreement in force, and the case that was proposed because of it. */
interface Gap {
  since: LocalDate;
  hazardReference: string;
}

/** 租赁（园中园、厂中厂）: its firm is the landlord; it speaks of premises, and stays where they lie. */
export interface Tenancy extends Row<TenancyStatus>, Placed {
  tenantId: string;
  /** The firm that entered it; absent where the park did. */
  enteredFor?: string;
  enteredBy: string;
  area: string;
  startsOn: LocalDate;
  endedOn?: LocalDate;
  agreement?: SafetyAgreement;
  /** Those it took the place of, the oldest first: who led in fire safety that day is asked after an accident. */
  formerAgreements?: FormerAgreement[];
  shared: SharedPlace[];
  /** Counts who asked to lead in a part that this row was the first to use (`takeTurn`). */
  leadTurns?: number;
  checks: JointCheck[];
  checkedOn?: LocalDate;
  gap?: Gap;
  /** How often there was none, and what was proposed the last time. */
  gaps: number;
  lastGapCase?: string;
  /** Since when the two lie in different parks. */
  apartSince?: Date;
  /** It has ended, and some of the cases its tenant led could not be given to the landlord yet. */
  awaitsGiving?: true;
  reason?: string;
}

const text = { type: String, required: true };
const list = { type: [Object], default: [] } as never;
const schema = new Schema<Tenancy>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    tenantId: text,
    enteredFor: String,
    enteredBy: text,
    area: text,
    startsOn: text,
    endedOn: String,
    agreement: Object as never,
    formerAgreements: { type: [Object], default: undefined } as never,
    shared: list,
    leadTurns: Number,
    checks: list,
    checkedOn: String,
    gap: Object as never,
    gaps: { type: Number, default: 0 },
    lastGapCase: String,
    apartSince: Date,
    awaitsGiving: Boolean,
    reason: String,
  },
  { collection: 'tenancies', versionKey: false },
);
indexRows(schema);
const LISTS = { status: { status: 1 }, open: { isOpen: 1 } } as const;
indexPlaces(schema, LISTS);
schema.index({ tenantId: 1, _id: -1 }, { name: 'by_tenant' });
for (const [name, keys] of Object.entries(LISTS))
  schema.index({ tenantId: 1, ...keys, _id: -1 }, { name: `by_tenant_${name}` });
// One of the same two that is open, for the same part of the premises.
schema.index(
  { enterpriseId: 1, tenantId: 1, area: 1 },
  { unique: true, partialFilterExpression: { isOpen: true }, name: 'one_open' },
);
// What the clock asks: in force, and no agreement, or one that is over.
schema.index({ status: 1, 'agreement.until': 1, _id: 1 }, { name: 'agreements_over' });
schema.index({ awaitsGiving: 1, _id: 1 }, { partialFilterExpression: { awaitsGiving: true }, name: 'to_give' });

export const TenancyModel = mongoose.model<Tenancy>('Tenancy', schema);
