import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import type { TransferStatus } from './lifecycle.ts';

/** 园区转移. A merger has no `enterpriseId`: all firms of the park go. */
export interface Transfer {
  _id: string;
  /** `T2026-0001`. */
  reference: string;
  kind: 'firm' | 'merger';
  enterpriseId?: string;
  fromParkId: string;
  toParkId: string;
  /** Regions of both parks, for the bodies above them. */
  regionPaths: string[];
  /** The park that proposed and the one that answers. */
  proposingParkId: string;
  answeringParkId: string;
  reason: string;
  status: TransferStatus;
  isOpen: boolean;
  /** `firm:<id>` or `park:<id>` while open: one at a time. */
  openKey?: string;
  proposedBy: string;
  /** When the answer is due. */
  dueAt: Date;
  answer?: { reason?: string; by: string; at: Date };
  /** Day on which it took effect (Shanghai). */
  movedOn?: LocalDate;
  movedAt?: Date;
  /** Firms that have gone over so far. */
  movedCount: number;
  onceKey?: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };

const schema = new Schema<Transfer>(
  {
    _id: ORDERED_ID,
    reference: text,
    kind: text,
    enterpriseId: String,
    fromParkId: text,
    toParkId: text,
    regionPaths: { type: [String], required: true },
    proposingParkId: text,
    answeringParkId: text,
    reason: text,
    status: text,
    isOpen: { type: Boolean, required: true },
    openKey: String,
    proposedBy: text,
    dueAt: at,
    answer: Schema.Types.Mixed,
    movedOn: String,
    movedAt: Date,
    movedCount: { type: Number, default: 0 },
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'transfers', versionKey: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ onceKey: 1 }, { unique: true, sparse: true, name: 'once' });
schema.index({ openKey: 1 }, { unique: true, sparse: true, name: 'one_open_transfer' });
schema.index({ fromParkId: 1, _id: -1 }, { name: 'by_park_left' });
schema.index({ toParkId: 1, _id: -1 }, { name: 'by_park_entered' });
schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
schema.index({ regionPaths: 1, _id: -1 }, { name: 'by_region' });
schema.index({ status: 1, _id: 1 }, { partialFilterExpression: { status: 'moving' }, name: 'to_move' });

export const TransferModel = mongoose.model<Transfer>('Transfer', schema);
