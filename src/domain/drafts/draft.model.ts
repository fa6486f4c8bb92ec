import mongoose, { Schema } from 'mongoose';
import { NAMED_ID } from '#kernel/ids';

/**
 * What somebody typed and has not handed in. Neither who nor what can be read from the row: its id is a blinded name of
 * person and page, its words are sealed, and the only time is a day far off.
 */
export interface DraftRow {
  _id: string;
  sealed: string;
  /** Midnight: no trace of when somebody typed. */
  expiresAt: Date;
}

const schema = new Schema<DraftRow>(
  {
    _id: NAMED_ID,
    sealed: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'drafts', versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
export const DraftModel = mongoose.model<DraftRow>('Draft', schema);
