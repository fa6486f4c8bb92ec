import mongoose, { Schema } from 'mongoose';
import { ORDERED_ID } from '#kernel/ids';
import { insertOnly } from '#platform/insertOnly';
import type { SchemeTerms } from './scheme.rules.ts';

/** A version of a firm's own scheme. Insert-only: what was rewarded under it keeps it. */
export interface Scheme {
  _id: string;
  enterpriseId: string;
  /** 1, 2, … of the firm. */
  version: number;
  terms: SchemeTerms;
  setBy: string;
  at: Date;
}

const text = { type: String, required: true };
const schema = new Schema<Scheme>(
  {
    _id: ORDERED_ID,
    enterpriseId: text,
    version: { type: Number, required: true },
    terms: { type: Schema.Types.Mixed, required: true },
    setBy: text,
    at: { type: Date, required: true },
  },
  { collection: 'rewardSchemes', versionKey: false },
);
schema.index({ enterpriseId: 1, version: -1 }, { unique: true, name: 'one_version' });
insertOnly(schema, 'a version of a scheme never changes');

export const SchemeModel = mongoose.model<Scheme>('RewardScheme', schema);
