import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';

/** 保密专员: somebody of a competent body who may open the sealed contact of a reporter, from a day on until it ends. */
export interface Custodian {
  _id: string;
  bodyId: string;
  personId: string;
  from: LocalDate;
  namedBy: string;
  isActive: boolean;
  endedAt?: Date;
  endedBy?: string;
}

const text = { type: String, required: true };
const schema = new Schema<Custodian>(
  {
    _id: ORDERED_ID,
    bodyId: text,
    personId: text,
    from: text,
    namedBy: text,
    isActive: { type: Boolean, required: true },
    endedAt: Date,
    endedBy: String,
  },
  { collection: 'custodians', versionKey: false },
);
schema.index(
  { bodyId: 1, personId: 1 },
  { unique: true, partialFilterExpression: { isActive: true }, name: 'once_a_body' },
);
schema.index({ bodyId: 1, _id: 1 }, { name: 'by_body' });

export const CustodianModel = mongoose.model<Custodian>('Custodian', schema);
