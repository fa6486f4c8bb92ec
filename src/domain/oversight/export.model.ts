import mongoose, { Schema } from 'mongoose';
import { ORDERED_ID } from '#kernel/ids';

export const EXPORT_STATUSES = [
  { code: 'waiting', label: '排队中' },
  { code: 'running', label: '正在生成' },
  { code: 'done', label: '已生成' },
  { code: 'failed', label: '没有生成' },
] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number]['code'];

/** A spreadsheet somebody asked for. It is made with their sight at that time, and only they may fetch it. */
export interface ExportRow {
  _id: string;
  onceKey?: string;
  personId: string;
  grantId: string;
  /** Which of the sheets. */
  kind: string;
  filter: Record<string, unknown>;
  status: ExportStatus;
  /** Rows written so far: the progress people see. */
  written: number;
  fileName: string;
  fileId?: string;
  attempts: number;
  leaseToken?: string;
  /** When to look at it: at once while waiting, at the end of the lease while running. */
  nextAt?: Date;
  lastError?: string;
  createdAt: Date;
  finishedAt?: Date;
  /** MongoDB removes the row then; the file goes with the next clean-up. */
  expiresAt: Date;
}

const schema = new Schema<ExportRow>(
  {
    _id: ORDERED_ID,
    onceKey: String,
    personId: { type: String, required: true },
    grantId: { type: String, required: true },
    kind: { type: String, required: true },
    filter: { type: Schema.Types.Mixed, required: true },
    status: { type: String, required: true },
    written: { type: Number, required: true },
    fileName: { type: String, required: true },
    fileId: String,
    attempts: { type: Number, required: true },
    leaseToken: String,
    nextAt: Date,
    lastError: String,
    createdAt: { type: Date, required: true },
    finishedAt: Date,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'exports', versionKey: false, minimize: false },
);
schema.index({ onceKey: 1 }, { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' });
schema.index({ personId: 1, _id: -1 }, { name: 'by_person' });
schema.index({ nextAt: 1 }, { partialFilterExpression: { nextAt: { $exists: true } }, name: 'to_run' });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

export const ExportModel = mongoose.model<ExportRow>('Export', schema);
