import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { BreachKind } from './breach.rules.ts';

export const BREACH_STATUSES = [
  { code: 'found', label: '待处理', tone: 'bad', isOpen: true },
  { code: 'explained', label: '企业已说明', tone: 'waiting', isOpen: true },
  { code: 'closed', label: '已办结', tone: 'good', isOpen: false },
] as const;
export type BreachStatus = (typeof BREACH_STATUSES)[number]['code'];

/** 违规进出: one open case for one subject and kind, however often it happens meanwhile. */
export interface Breach extends Row<BreachStatus> {
  kind: BreachKind;
  parkId: string;
  regionPath: string[];
  /** Of the host, where a pass names one. */
  enterpriseId?: string;
  sector?: string;
  /** A plate, or the number of a pass. */
  subject: string;
  gateName: string;
  passReference?: string;
  firstAt: Date;
  lastAt: Date;
  times: number;
  /** Park, subject and kind, while it is open. */
  openKey?: string;
  explanation?: string;
  explainedBy?: string;
  /** How it was settled. */
  outcome?: string;
  closedBy?: string;
  /** The body that settles it: what is not low, in a park that did not hold the power when it was found. */
  bodyId?: string;
  /** Whom it was about is no longer kept. */
  isForgotten?: boolean;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const schema = new Schema<Breach>(
  {
    ...ROW_PATHS,
    kind: text,
    parkId: text,
    regionPath: { type: [String], required: true },
    enterpriseId: String,
    sector: String,
    subject: text,
    gateName: text,
    passReference: String,
    firstAt: at,
    lastAt: at,
    times: { type: Number, required: true },
    openKey: String,
    explanation: String,
    explainedBy: String,
    outcome: String,
    closedBy: String,
    bodyId: String,
    isForgotten: Boolean,
  },
  { collection: 'gateBreaches', versionKey: false },
);
indexRows(schema);
for (const place of ['parkId', 'enterpriseId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
  schema.index({ [place]: 1, isOpen: 1, _id: -1 }, { name: `by_${place}_open` });
  schema.index({ [place]: 1, kind: 1, _id: -1 }, { name: `by_${place}_kind` });
}
schema.index(
  { openKey: 1 },
  { unique: true, partialFilterExpression: { openKey: { $type: 'string' } }, name: 'one_open_breach' },
);
// The clock finds what is to be forgotten.
schema.index({ isForgotten: 1, isOpen: 1, since: 1 }, { name: 'to_forget' });

export const BreachModel = mongoose.model<Breach>('GateBreach', schema);
