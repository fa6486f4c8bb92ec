import mongoose, { Schema } from 'mongoose';
import type { Living } from '#domain/journal';
import { newId } from '#kernel/ids';
import { indexPlaces, PLACED_PATHS, type Placed } from '../placed.ts';
import type { SuggestionStatus } from './lifecycle.ts';

export interface Suggestion extends Living<SuggestionStatus>, Placed {
  text: string;
  placeText?: string;
  photoIds: string[];
  proposerId: string;
  proposerName: string;
  isOpen: boolean;
  /** What the firm said when it adopted it. */
  answer?: string;
  answeredBy?: string;
  /** Why it was declined, or why the proposer does not find it done. */
  reason?: string;
  /** What was done, and by which item of the plan where there is one. */
  doneNote?: string;
  itemReference?: string;
  /** The hazard it turned out to be. */
  hazardReference?: string;
  onceKey?: string;
  createdAt: Date;
}

/** Everything of it that changes while it lasts. */
export const SUGGESTION_CHANGING = [
  'status',
  'isOpen',
  'answer',
  'answeredBy',
  'reason',
  'doneNote',
  'itemReference',
  'hazardReference',
  'updatedAt',
] as const satisfies readonly (keyof Suggestion)[];

const text = { type: String, required: true };
const schema = new Schema<Suggestion>(
  {
    _id: { type: String, default: () => newId() },
    reference: text,
    ...PLACED_PATHS,
    text,
    placeText: String,
    photoIds: { type: [String], default: [] },
    proposerId: text,
    proposerName: text,
    status: text,
    isOpen: { type: Boolean, required: true },
    answer: String,
    answeredBy: String,
    reason: String,
    doneNote: String,
    itemReference: String,
    hazardReference: String,
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'suggestions', versionKey: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ onceKey: 1 }, { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' });
schema.index({ proposerId: 1, _id: -1 }, { name: 'by_proposer' });
schema.index({ enterpriseId: 1, status: 1, _id: -1 }, { name: 'by_status' });
schema.index({ enterpriseId: 1, isOpen: 1, _id: -1 }, { name: 'open_by_enterprise' });
schema.index({ parkId: 1, status: 1, _id: -1 }, { name: 'by_park_status' });
schema.index({ regionPath: 1, status: 1, _id: -1 }, { name: 'by_region_status' });
indexPlaces(schema);

export const SuggestionModel = mongoose.model<Suggestion>('Suggestion', schema);
