import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';

/** When a job of the clock last came to its end: nothing was left to do then. */
export interface Beat {
  /** The job's name in the timetable. */
  _id: string;
  /** What it does, in people's words. */
  label: string;
  /** Once a night instead of every few seconds. */
  isNightly: boolean;
  doneAt: Date;
  /** Shanghai day on which administrators were told last that it is late. */
  toldOn?: LocalDate;
}

const schema = new Schema<Beat>(
  {
    _id: NAMED_ID,
    label: { type: String, required: true },
    isNightly: { type: Boolean, required: true },
    doneAt: { type: Date, required: true },
    toldOn: String,
  },
  { collection: 'clockBeats', versionKey: false },
);
export const BeatModel = mongoose.model<Beat>('Beat', schema);
