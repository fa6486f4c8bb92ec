import mongoose, { Schema } from 'mongoose';
import { changingBut, indexOwned, indexRows, OWNED_PATHS, type Owned, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import type { DutyType } from './duty.rules.ts';

/** `isOpen`: it stands among what its owner has to see to, asked for or not. */
export const DUTY_STATUSES = [
  { code: 'owed', label: '按期做', tone: 'active', isOpen: true },
  { code: 'waived', label: '不适用', tone: 'quiet', isOpen: true },
  { code: 'done', label: '已办好', tone: 'good', isOpen: false },
] as const;
export type DutyStatus = (typeof DUTY_STATUSES)[number]['code'];

/** 定期安全事项: one thing law asks of one firm, park or body again and again, or once. A body's names neither firm nor park. */
export interface Duty extends Row<DutyStatus>, Owned {
  type: DutyType;
  /** Why it applies: what the owner has or is. */
  basis?: string;
  startsOn: LocalDate;
  lastOn?: LocalDate;
  /** What came out of the last time, where it was not as it should be: it does not count. */
  failedOn?: LocalDate;
  dueOn: LocalDate;
  dueAt: Date;
  /** Of what is asked every day, while it is: the day on which the clock begins the next day. */
  rollOn?: LocalDate;
  /** Days on which it was not done: all of them, and those since it was done last. */
  missed: number;
  missedInRow: number;
  lastMissedOn?: LocalDate;
  enteredBy: string;
  reason?: string;
  waivedBy?: string;
  /** Owner and type: one of each. */
  openKey: string;
}

export const ENTRY_RESULTS = [
  { code: 'passed', label: '合格' },
  { code: 'failed', label: '不合格' },
  { code: 'missed', label: '没有做' },
] as const;

/** One line of what was done, or of a day on which it was not; written once and never changed. */
export interface DutyEntry {
  _id: string;
  dutyId: string;
  day: LocalDate;
  result: (typeof ENTRY_RESULTS)[number]['code'];
  /** Who did it, as it was typed. */
  who: string;
  note: string;
  /** After the hour of the day. */
  isLate: boolean;
  photoIds: string[];
  fileIds: string[];
  by: string;
  at: Date;
  /** Duty and day, of what counts for the day: done once or missed once, never both. */
  dayKey?: string;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };
const schema = new Schema<Duty>(
  {
    ...ROW_PATHS,
    ...OWNED_PATHS,
    type: text,
    basis: String,
    startsOn: text,
    lastOn: String,
    failedOn: String,
    dueOn: text,
    dueAt: { type: Date, required: true },
    rollOn: String,
    missed: count,
    missedInRow: count,
    lastMissedOn: String,
    enteredBy: text,
    reason: String,
    waivedBy: String,
    openKey: text,
  } as never,
  { collection: 'duties', versionKey: false },
);
indexRows(schema);
indexOwned(schema, { status: { status: 1 }, type: { type: 1 } });
schema.index({ parkId: 1, status: 1, dueAt: 1 }, { name: 'due_in_park' });
schema.index({ parkId: 1, status: 1, lastMissedOn: 1 }, { name: 'missed_in_park' });
schema.index({ openKey: 1 }, { unique: true, name: 'one_of_owner' });
schema.index({ rollOn: 1, _id: 1 }, { partialFilterExpression: { rollOn: { $exists: true } }, name: 'to_roll' });

export const DUTY_CHANGING = changingBut(schema, ['type', 'enteredBy', 'openKey']);

const entrySchema = new Schema<DutyEntry>(
  {
    _id: ORDERED_ID,
    dutyId: text,
    day: text,
    result: text,
    who: { type: String, default: '' },
    note: { type: String, default: '' },
    isLate: { type: Boolean, required: true },
    photoIds: { type: [String], default: [] },
    fileIds: { type: [String], default: [] },
    by: { type: String, default: '' },
    at: { type: Date, required: true },
    dayKey: String,
  },
  { collection: 'dutyEntries', versionKey: false },
);
entrySchema.index({ dutyId: 1, day: -1, _id: -1 }, { name: 'by_duty' });
entrySchema.index(
  { dayKey: 1 },
  { unique: true, partialFilterExpression: { dayKey: { $type: 'string' } }, name: 'one_a_day' },
);

export const DutyModel = mongoose.model<Duty>('Duty', schema);
export const DutyEntryModel = mongoose.model<DutyEntry>('DutyEntry', entrySchema);
