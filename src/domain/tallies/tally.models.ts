import mongoose, { Schema } from 'mongoose';

/** How many things of a board lie in one cell, e.g. major cases of one park in one status. */
export interface Tally {
  /** Board, cut and values in one text, so that a range of ids is a range of leading values. */
  _id: string;
  board: string;
  dims: Record<string, string>;
  count: number;
}

/** How often a board was put right. Two recounts at once: only one finds the number it read. */
export interface TallyCheck {
  _id: string;
  version: number;
}

const tallySchema = new Schema<Tally>(
  {
    _id: { type: String, required: true },
    board: { type: String, required: true },
    dims: { type: Schema.Types.Mixed, required: true },
    count: { type: Number, required: true },
  },
  { collection: 'tallies', versionKey: false },
);

const checkSchema = new Schema<TallyCheck>(
  { _id: { type: String, required: true }, version: { type: Number, required: true } },
  { collection: 'tallyChecks', versionKey: false },
);

export const TallyModel = mongoose.model<Tally>('Tally', tallySchema);
export const TallyCheckModel = mongoose.model<TallyCheck>('TallyCheck', checkSchema);
