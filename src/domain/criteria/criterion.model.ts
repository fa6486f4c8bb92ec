import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import { forgetWhenChanged } from '#platform/remembered';

/** One version of a criterion of major accident hazards. Insert only: what a case was judged by stays readable. */
export interface Criterion {
  /** The same from version to version, such as `GM-3.1`. */
  id: string;
  /** 1 is the one that came with the library or the first an administrator wrote; every change is the next number. */
  version: number;
  /** The standard it stands in, by its full name. */
  source: string;
  /** The day that standard is dated. */
  sourceDate: LocalDate;
  article: string;
  /** The trade the standard names, such as `粉尘涉爆`. */
  industry: string;
  /** A short paraphrase; the official text decides. */
  text: string;
  keywords: readonly string[];
  /** Whether the paraphrase was held against the official text. */
  isChecked: boolean;
  /** From when this version counts. */
  from: LocalDate;
  /** From `from` on the criterion counts no longer. */
  isRepealed: boolean;
  /** What changed, in a sentence; empty in the versions that came with the library. */
  note: string;
  madeByName: string;
}

/** A version that administrators made. */
export interface MadeCriterion extends Omit<Criterion, 'id'> {
  _id: string;
  criterionId: string;
  madeBy: string;
  createdAt: Date;
}

const text = { type: String, required: true };
const flag = { type: Boolean, required: true };
const schema = new Schema<MadeCriterion>(
  {
    _id: ORDERED_ID,
    criterionId: text,
    version: { type: Number, required: true },
    source: text,
    sourceDate: text as never,
    article: text,
    industry: text,
    text,
    keywords: { type: [String], required: true } as never,
    isChecked: flag,
    from: text as never,
    isRepealed: flag,
    note: text,
    madeBy: text,
    madeByName: text,
    createdAt: { type: Date, required: true },
  },
  { collection: 'criterionVersions', versionKey: false },
);
forgetWhenChanged(schema, undefined, () => true);
schema.index({ criterionId: 1, version: -1 }, { unique: true, name: 'one_version' });

export const CriterionModel = mongoose.model<MadeCriterion>('CriterionVersion', schema);
