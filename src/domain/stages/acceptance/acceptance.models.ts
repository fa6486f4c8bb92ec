import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';

export interface PanelMember {
  name: string;
  unit: string;
}

/** What a panel decided. Insert only; a firm that failed is decided on again under the next number. */
export interface Acceptance {
  _id: string;
  enrolmentId: string;
  enterpriseId: string;
  /** 1 for the first decision. */
  number: number;
  heldOn: LocalDate;
  panel: PanelMember[];
  /** The scoring sheet it goes by. */
  templateVersion: number;
  /** Points by item code. */
  scores: Record<string, number>;
  total: number;
  most: number;
  result: 'pass' | 'fail';
  opinion: string;
  decidedBy: string;
  decidedByName: string;
  decidedAt: Date;
}

/** 证书. Anybody may check its number; it is never deleted, only withdrawn. */
export interface Certificate {
  _id: string;
  /** `AF2026-7KQM3ZR8VT`: eleven readable characters nobody can guess. */
  number: string;
  enrolmentId: string;
  enterpriseId: string;
  /** As it was called on the day. */
  firmName: string;
  creditCode: string;
  issuedOn: LocalDate;
  /** Last day on which it is valid. */
  validUntil: LocalDate;
  issuedBy: string;
  withdrawnAt?: Date;
  withdrawnReason?: string;
  createdAt: Date;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };
const at = { type: Date, required: true };
const mixed = Schema.Types.Mixed;

const acceptanceSchema = new Schema<Acceptance>(
  {
    _id: ORDERED_ID,
    enrolmentId: text,
    enterpriseId: text,
    number: count,
    heldOn: text,
    panel: { type: [mixed], required: true } as never,
    templateVersion: count,
    scores: { type: mixed, required: true },
    total: count,
    most: count,
    result: text,
    opinion: text,
    decidedBy: text,
    decidedByName: text,
    decidedAt: at,
  },
  { collection: 'acceptances', versionKey: false, minimize: false },
);
acceptanceSchema.index({ enrolmentId: 1, number: 1 }, { unique: true, name: 'one_decision' });

const certificateSchema = new Schema<Certificate>(
  {
    _id: ORDERED_ID,
    number: text,
    enrolmentId: text,
    enterpriseId: text,
    firmName: text,
    creditCode: text,
    issuedOn: text,
    validUntil: text,
    issuedBy: text,
    withdrawnAt: Date,
    withdrawnReason: String,
    createdAt: at,
  },
  { collection: 'certificates', versionKey: false },
);
certificateSchema.index({ number: 1 }, { unique: true, name: 'one_number' });
certificateSchema.index({ enrolmentId: 1, _id: -1 }, { name: 'by_enrolment' });

export const AcceptanceModel = mongoose.model<Acceptance>('Acceptance', acceptanceSchema);
export const CertificateModel = mongoose.model<Certificate>('Certificate', certificateSchema);
