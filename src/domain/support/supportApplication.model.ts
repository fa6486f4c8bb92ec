import mongoose, { Schema } from 'mongoose';
import { ORDERED_ID } from '#kernel/ids';

/** What a firm sent in to be compared by a policy, one a policy and firm; gone when the firm takes it back. */
export interface SupportApplication {
  _id: string;
  policyId: string;
  /** The text it answers. */
  policyVersion: number;
  enterpriseId: string;
  name: string;
  creditCode: string;
  /** What the firm says of itself, by condition. */
  values: Record<string, number>;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };

const schema = new Schema<SupportApplication>(
  {
    _id: ORDERED_ID,
    policyId: text,
    policyVersion: { type: Number, required: true },
    enterpriseId: text,
    name: text,
    creditCode: text,
    values: { type: Schema.Types.Mixed, required: true },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'supportApplications', versionKey: false, minimize: false },
);
schema.index({ policyId: 1, enterpriseId: 1 }, { unique: true, name: 'one_of_a_firm' });

export const SupportApplicationModel = mongoose.model<SupportApplication>('SupportApplication', schema);
