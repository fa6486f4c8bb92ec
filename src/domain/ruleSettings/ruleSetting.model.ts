import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import type { Picked } from '#kernel/rules';

/** `lapsed`: nobody had agreed to it before its day. */
export type SettingStatus = 'proposed' | 'agreed' | 'declined' | 'withdrawn' | 'lapsed';

/** Numbers of one rule table as the competent body wants them from a day on. What is agreed never changes again. */
export interface RuleSetting {
  _id: string;
  /** Of the rule table. */
  key: string;
  /** What cases decided under it call it: `2026-12-10#2`. */
  version: string;
  status: SettingStatus;
  /** Shanghai day from which it is in force; after the day it was agreed to. */
  from: LocalDate;
  /** Article and document it rests on, and why. */
  article: string;
  source: string;
  why: string;
  /** Every number that is not as shipped, by where it stands in the rule's value. */
  numbers: { path: string; value: number }[];
  /** Everything that is picked from a list, by where it stands; absent in what was set before lists could be. */
  picked?: Picked[];
  proposedBy: string;
  proposedAt: Date;
  endedBy?: string;
  endedAt?: Date;
  /** Why it was declined. */
  reason?: string;
}

const text = { type: String, required: true };
const schema = new Schema<RuleSetting>(
  {
    _id: ORDERED_ID,
    key: text,
    version: text,
    status: text,
    from: text,
    article: text,
    source: text,
    why: text,
    numbers: { type: [{ _id: false, path: String, value: Number }], required: true },
    picked: { type: [{ _id: false, path: String, codes: [String] }], default: undefined },
    proposedBy: text,
    proposedAt: { type: Date, required: true },
    endedBy: String,
    endedAt: Date,
    reason: String,
  },
  { collection: 'ruleSettings', versionKey: false },
);
schema.index({ key: 1, version: 1 }, { unique: true, name: 'one_version' });
schema.index({ key: 1 }, { unique: true, partialFilterExpression: { status: 'proposed' }, name: 'one_proposed' });
export const RuleSettingModel = mongoose.model<RuleSetting>('RuleSetting', schema);
