import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';
import type { CoverState } from './state.ts';

/**
 * How one firm that must insure stands, beside its policies: what lists and counters read, so that neither goes through
 * firms. Written with whatever changes it, turned by the clock on the day that changes it, and worked out afresh every night.
 */
export interface Cover {
  /** The firm's id. */
  _id: string;
  name: string;
  creditCode: string;
  regionCode: string;
  sector: string;
  /** The line of business by which it must insure. */
  line: string;
  state: CoverState;
  /** Place of the state in the list: whoever never insured comes first. */
  rank: number;
  /** The day on which it stands otherwise though nobody does anything. */
  turnsOn?: LocalDate;
  /** Counts every writing, so that of two at once the second sees what the first did. */
  version: number;
}

const text = { type: String, required: true };
const number = { type: Number, required: true };
const schema = new Schema<Cover>(
  {
    _id: NAMED_ID,
    name: text,
    creditCode: text,
    regionCode: text,
    sector: text,
    line: text,
    state: text,
    rank: number,
    turnsOn: String,
    version: number,
  },
  { collection: 'covers', versionKey: false },
);
schema.index({ rank: 1, regionCode: 1, _id: 1 }, { name: 'by_state' });
schema.index({ turnsOn: 1, _id: 1 }, { partialFilterExpression: { turnsOn: { $type: 'string' } }, name: 'to_turn' });
export const CoverModel = mongoose.model<Cover>('Cover', schema);
