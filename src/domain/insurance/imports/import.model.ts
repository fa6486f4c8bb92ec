import mongoose, { Schema } from 'mongoose';
import { NAMED_ID, ORDERED_ID } from '#kernel/ids';

export const IMPORT_STATUSES = [
  { code: 'waiting', label: '排队中', tone: 'waiting' },
  { code: 'running', label: '正在逐行登记', tone: 'active' },
  { code: 'done', label: '已答复每一行', tone: 'good' },
  { code: 'failed', label: '没有读成', tone: 'bad' },
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number]['code'];

/** How a row was answered. `there`: that very policy stood there already, so nothing was done again. */
export const OUTCOMES = [
  { code: 'entered', label: '已登记', tone: 'good' },
  { code: 'there', label: '早已登记，没有重复', tone: 'quiet' },
  { code: 'refused', label: '没有登记', tone: 'bad' },
  { code: 'waiting', label: '还没轮到', tone: 'waiting' },
] as const;
export type Outcome = (typeof OUTCOMES)[number]['code'];

/** A table of policies an insurer sent. Each row is entered whole or not at all, by the clock, in the name of its sender. */
export interface PolicyImport {
  _id: string;
  insurerId: string;
  /** Insurer and content, unique: the same file sent twice is one import. Taken away when it could not be read. */
  oneOf?: string;
  personId: string;
  grantId: string;
  fileName: string;
  /** Until it has been read. */
  file?: Buffer;
  status: ImportStatus;
  /** Why it could not be read. */
  reason?: string;
  rows?: number;
  attempts: number;
  leaseToken?: string;
  /** When to look at it: at once while waiting, at the end of the lease while it runs. */
  nextAt?: Date;
  createdAt: Date;
  expiresAt: Date;
}

/** A row of the table, with its answer. */
export interface ImportLine {
  /** Import and number. */
  _id: string;
  importId: string;
  insurerId: string;
  /** As the spreadsheet counts. */
  number: number;
  /** What stood under each known heading. */
  cells: Record<string, string>;
  outcome: Outcome;
  policyReference?: string;
  reason?: string;
  expiresAt: Date;
}

const text = { type: String, required: true };
const date = { type: Date, required: true };
const schema = new Schema<PolicyImport>(
  {
    _id: ORDERED_ID,
    insurerId: text,
    oneOf: String,
    personId: text,
    grantId: text,
    fileName: text,
    file: Buffer,
    status: text,
    reason: String,
    rows: Number,
    attempts: { type: Number, required: true },
    leaseToken: String,
    nextAt: Date,
    createdAt: date,
    expiresAt: date,
  },
  { collection: 'policyImports', versionKey: false },
);
schema.index({ oneOf: 1 }, { unique: true, partialFilterExpression: { oneOf: { $type: 'string' } }, name: 'one_file' });
schema.index({ insurerId: 1, _id: -1 }, { name: 'by_insurer' });
schema.index({ nextAt: 1 }, { partialFilterExpression: { nextAt: { $exists: true } }, name: 'to_run' });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

const lineSchema = new Schema<ImportLine>(
  {
    _id: NAMED_ID,
    importId: text,
    insurerId: text,
    number: { type: Number, required: true },
    cells: { type: Schema.Types.Mixed, required: true },
    outcome: text,
    policyReference: String,
    reason: String,
    expiresAt: date,
  },
  { collection: 'policyImportLines', versionKey: false, minimize: false },
);
lineSchema.index({ importId: 1, outcome: 1, number: 1 }, { name: 'by_outcome' });
lineSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

export const ImportModel = mongoose.model<PolicyImport>('PolicyImport', schema);
export const ImportLineModel = mongoose.model<ImportLine>('PolicyImportLine', lineSchema);
