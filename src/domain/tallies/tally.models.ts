import mongoose, { Schema } from 'mongoose';
import { NAMED_ID, RANDOM_ID } from '#kernel/ids';

/** How many things of a board lie in one cell, e.g. major cases of one park in one status. Only folding writes it. */
export interface Tally {
  /** Board, cut and values in one text, so that a range of ids is a range of leading values. */
  _id: string;
  board: string;
  dims: Record<string, string>;
  count: number;
}

/** What one change adds to one cell: written with the change, read beside the cell, gone once folded into it. */
export interface TallyDelta {
  _id: string;
  /** The `_id` of the cell. */
  cell: string;
  board: string;
  dims: Record<string, string>;
  by: number;
  /** It is not read nor folded before then: what it counts nobody knows of yet. */
  countsFrom?: Date;
  /** Present on one that cannot be folded: nobody reads it any more, and the recount puts right what it would have. */
  setAsideAt?: Date;
}

/** How often the boards were put right. Two recounts at once: only one finds the number it read. */
export interface TallyCheck {
  _id: string;
  version: number;
}

const tallySchema = new Schema<Tally>(
  {
    _id: NAMED_ID,
    board: { type: String, required: true },
    dims: { type: Schema.Types.Mixed, required: true },
    count: { type: Number, required: true },
  },
  { collection: 'tallies', versionKey: false },
);

const deltaSchema = new Schema<TallyDelta>(
  {
    _id: RANDOM_ID,
    cell: { type: String, required: true },
    board: { type: String, required: true },
    dims: { type: Schema.Types.Mixed, required: true },
    by: { type: Number, required: true },
    countsFrom: Date,
    setAsideAt: Date,
  },
  { collection: 'tallyDeltas', versionKey: false },
);
deltaSchema.index({ cell: 1 }, { name: 'by_cell' });
// What was set aside can be looked at for a month; the recount has long put right what it would have added.
deltaSchema.index({ setAsideAt: 1 }, { expireAfterSeconds: 30 * 86_400, name: 'set_aside' });

const checkSchema = new Schema<TallyCheck>(
  { _id: NAMED_ID, version: { type: Number, required: true } },
  { collection: 'tallyChecks', versionKey: false },
);

export const TallyModel = mongoose.model<Tally>('Tally', tallySchema);
export const TallyDeltaModel = mongoose.model<TallyDelta>('TallyDelta', deltaSchema);
export const TallyCheckModel = mongoose.model<TallyCheck>('TallyCheck', checkSchema);
