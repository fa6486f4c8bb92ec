import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { Zone } from '#domain/passes';
import { sealedField } from '#platform/sealing';
import type { GateKind } from './gate.rules.ts';

export const GATE_STATUSES = [
  { code: 'open', label: '在用', tone: 'good', isOpen: true },
  { code: 'shut', label: '停用', tone: 'quiet', isOpen: false },
] as const;
export type GateStatus = (typeof GATE_STATUSES)[number]['code'];

/** 卡口: the way into a zone of one park. Its keys sign what its hardware sends. */
export interface Gate extends Row<GateStatus> {
  parkId: string;
  regionPath: string[];
  name: string;
  kind: GateKind;
  zone: Zone;
  /** Whether it leads out of the park; an inner one leads from one zone to another. */
  isBorder: boolean;
  /** Sealed; the one before still signs until `oldKeyUntil`. */
  key?: string;
  oldKey?: string;
  oldKeyUntil?: Date;
  keyAt?: Date;
  /** Messages turned away whole: for signature, time or length. */
  refused: number;
  /** Crossings of good messages that could not be read, or had the name of another one. */
  unread?: number;
}

const text = { type: String, required: true };
const schema = new Schema<Gate>(
  {
    ...ROW_PATHS,
    parkId: text,
    regionPath: { type: [String], required: true },
    name: text,
    kind: text,
    zone: text,
    isBorder: { type: Boolean, required: true },
    key: String,
    oldKey: String,
    oldKeyUntil: Date,
    keyAt: Date,
    refused: { type: Number, default: 0 },
    unread: Number,
  },
  { collection: 'gates', versionKey: false },
);
indexRows(schema);
for (const place of ['parkId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, isOpen: 1, _id: -1 }, { name: `by_${place}_open` });
  schema.index({ [place]: 1, zone: 1, _id: -1 }, { name: `by_${place}_zone` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
}

export const GateModel = mongoose.model<Gate>('Gate', schema);
export const GATE_KEYS = { key: sealedField<string>('gates', 'key'), oldKey: sealedField<string>('gates', 'oldKey') };
