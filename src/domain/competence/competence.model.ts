import mongoose, { Schema } from 'mongoose';
import type { Sector } from '#domain/organisations';
import type { LocalDate } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';
import { forgetWhenChanged } from '#platform/remembered';
import type { Matter } from './matters.ts';

/** One stretch of days in which somebody is competent in a park. Once written only its last day is ever set. */
export interface Stretch {
  id: string;
  matter: Matter;
  /** Sections of GB/T 4754; none means every one. */
  sectors: Sector[];
  /** The competent body; absent where the park's own management body was given the power (意见（二）依法赋予). */
  bodyId?: string;
  /** The paper that says so: 三定方案, 委托书, 赋权文件, with its number. */
  basis: string;
  from: LocalDate;
  /** The last day; absent while it goes on. */
  to?: LocalDate;
  /** The paper that ended it. */
  endBasis?: string;
}

/** Who is competent in one park, day by day (意见（一）（二）（三）). One row a park, so that no two stretches overlap. */
export interface Competence {
  /** The park's id. */
  _id: string;
  /** Counts changes: who was slower is told. */
  version: number;
  /** In the order they were written. */
  stretches: Stretch[];
}

const text = { type: String, required: true };

const schema = new Schema<Competence>(
  {
    _id: NAMED_ID,
    version: { type: Number, required: true },
    stretches: {
      type: [
        {
          _id: false,
          id: text,
          matter: text,
          sectors: { type: [String], default: [] },
          bodyId: String,
          basis: text,
          from: text,
          to: String,
          endBasis: String,
        },
      ],
      default: [],
    },
  },
  { collection: 'competences', versionKey: false },
);
forgetWhenChanged(schema, undefined, () => true);

export const CompetenceModel = mongoose.model<Competence>('Competence', schema);
