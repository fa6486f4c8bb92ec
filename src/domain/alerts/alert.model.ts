import mongoose, { Schema } from 'mongoose';
import { changingBut, indexOwned, indexRows, OWNED_PATHS, type Owned, ROW_PATHS, type Row } from '#domain/engine';
import { NAMED_ID } from '#kernel/ids';
import type { AlertClass } from './alert.rules.ts';

export const ALERT_STATUSES = [
  { code: 'open', label: '待确认', tone: 'bad', isOpen: true },
  { code: 'acknowledged', label: '已确认，待处理', tone: 'waiting', isOpen: true },
  { code: 'handling', label: '已处理，待恢复', tone: 'active', isOpen: true },
  { code: 'verified', label: '已恢复，待关闭', tone: 'active', isOpen: true },
  { code: 'closed', label: '已关闭', tone: 'good', isOpen: false },
  { code: 'false', label: '误报', tone: 'quiet', isOpen: false },
] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number]['code'];

/** 设备报警: an episode of one device and one kind of alarm, from its first message until somebody closes it. */
export interface Alert extends Row<AlertStatus>, Owned {
  sourceId: string;
  sourceName: string;
  /** As the platform names it. */
  device: string;
  /** Code of the kind of alarm, as the platform gives it. */
  code: string;
  class: AlertClass;
  /** What the platform says of it. */
  said?: string;
  unit?: string;
  /** The highest value that came. */
  peak?: number;
  firstAt: Date;
  lastAt: Date;
  /** How often it was raised. */
  n: number;
  /** When the clocks of this round began: as it came here, whatever the time it happened. */
  raisedAt: Date;
  /** Raised anew: of a higher class, or after it had been put right. */
  round: number;
  /** The device said that it is over, and has not raised it since. */
  clearedAt?: Date;
  acknowledgedBy?: string;
  measures?: string;
  handledBy?: string;
  finding?: string;
  closedBy?: string;
  outcome?: string;
  /** Why it was no alarm, or why it is looked at again. */
  reason?: string;
  /** A park that only assists closes what is low. */
  isForPark: boolean;
  /** Platform, device and kind, while it is open. */
  openKey?: string;
  /** The hazard an alarm of a firm made, once. */
  hazardReference?: string;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const count = { type: Number, required: true };
const schema = new Schema<Alert>(
  {
    ...ROW_PATHS,
    ...OWNED_PATHS,
    sourceId: text,
    sourceName: text,
    device: text,
    code: text,
    class: text,
    said: String,
    unit: String,
    peak: Number,
    firstAt: at,
    lastAt: at,
    n: count,
    raisedAt: at,
    round: count,
    clearedAt: Date,
    acknowledgedBy: String,
    measures: String,
    handledBy: String,
    finding: String,
    closedBy: String,
    outcome: String,
    reason: String,
    isForPark: { type: Boolean, required: true },
    openKey: String,
    hazardReference: String,
  } as never,
  { collection: 'alerts', versionKey: false },
);
indexRows(schema);
indexOwned(schema, { status: { status: 1 }, class: { class: 1 }, open: { isOpen: 1 } });
schema.index(
  { openKey: 1 },
  { unique: true, partialFilterExpression: { openKey: { $exists: true } }, name: 'one_open_alert' },
);

export const ALERT_CHANGING = changingBut(schema, ['sourceId', 'sourceName', 'device', 'code', 'firstAt']);
export const AlertModel = mongoose.model<Alert>('Alert', schema);

/** The name of an event that was taken: told again, it changes nothing. */
export interface AlertEvent {
  /** Platform and the name it gives the event. */
  _id: string;
  /** The alert it counted in; none where it said that something was over that nobody had raised. */
  alert?: string;
  expiresAt: Date;
}
const eventSchema = new Schema<AlertEvent>(
  { _id: NAMED_ID, alert: String, expiresAt: at },
  { collection: 'alertEvents', versionKey: false },
);
eventSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'gone_when_over' });
export const AlertEventModel = mongoose.model<AlertEvent>('AlertEvent', eventSchema);
