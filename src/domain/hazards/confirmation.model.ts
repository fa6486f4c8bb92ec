import mongoose, { Schema } from 'mongoose';
import { NAMED_ID } from '#kernel/ids';
import type { HazardAction } from './lifecycle.ts';

/** Steps a chat account alone never takes: they are confirmed by their person on a page they are signed in to. */
export const CONFIRMED = [
  'close-major',
  'return-closure',
  'downgrade',
  'grant-extension',
  'refuse-extension',
] as const satisfies readonly HazardAction[];
export type ConfirmedAction = (typeof CONFIRMED)[number];

/** One step of one case by one person, asked for in a chat and not taken yet. */
export interface Confirmation {
  /** The code of the link, blinded: the row leads to no link. */
  _id: string;
  personId: string;
  reference: string;
  action: ConfirmedAction;
  until: Date;
  usedAt?: Date;
}

const text = { type: String, required: true };
const schema = new Schema<Confirmation>(
  { _id: NAMED_ID, personId: text, reference: text, action: text, until: { type: Date, required: true }, usedAt: Date },
  { collection: 'confirmations', versionKey: false },
);
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

export const ConfirmationModel = mongoose.model<Confirmation>('Confirmation', schema);
