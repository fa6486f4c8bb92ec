import mongoose, { Schema } from 'mongoose';
import { changingBut, indexOwned, indexRows, OWNED_PATHS, type Owned, ROW_PATHS, type Row } from '#domain/engine';
import { sealedField } from '#platform/sealing';

export const SOURCE_STATUSES = [
  { code: 'open', label: '在用', tone: 'good', isOpen: true },
  { code: 'shut', label: '停用', tone: 'quiet', isOpen: false },
] as const;
export type SourceStatus = (typeof SOURCE_STATUSES)[number]['code'];

/** 报警接入: a platform of a firm or a park that sends what its devices raise. Its keys sign its messages. */
export interface AlertSource extends Row<SourceStatus>, Owned {
  name: string;
  /** Sealed; the one before still signs until `oldKeyUntil`. */
  key?: string;
  oldKey?: string;
  oldKeyUntil?: Date;
  keyAt?: Date;
  /** Messages turned away whole: for signature, time, length, or as it was shut. */
  refused: number;
  /** Events of good messages that could not be read. */
  unread?: number;
  /** When a good message came last. */
  heardAt?: Date;
}

const schema = new Schema<AlertSource>(
  {
    ...ROW_PATHS,
    ...OWNED_PATHS,
    name: { type: String, required: true },
    key: String,
    oldKey: String,
    oldKeyUntil: Date,
    keyAt: Date,
    refused: { type: Number, default: 0 },
    unread: Number,
    heardAt: Date,
  } as never,
  { collection: 'alertSources', versionKey: false },
);
indexRows(schema);
indexOwned(schema, { open: { isOpen: 1 } });

export const SOURCE_CHANGING = changingBut(schema, []);
export const AlertSourceModel = mongoose.model<AlertSource>('AlertSource', schema);
export const SOURCE_KEYS = {
  key: sealedField<string>('alertSources', 'key'),
  oldKey: sealedField<string>('alertSources', 'oldKey'),
};
