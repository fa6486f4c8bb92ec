import { randomInt } from 'node:crypto';
import mongoose, { Schema } from 'mongoose';
import { localDate } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';
import { formatReference, type ReferenceLetter } from '#kernel/references';

const schema = new Schema<{ _id: string; value: number }>(
  { _id: NAMED_ID, value: { type: Number, required: true } },
  { collection: 'counters', versionKey: false },
);
const CounterModel = mongoose.model('Counter', schema);

/**
 * The next reference of a kind, e.g. `H2026-0031`. It joins no transaction, wherever it is called: else everybody who
 * takes a number would wait for whoever took the one before. A command that then fails leaves a gap; gaps are accepted.
 */
export async function takeReference(letter: ReferenceLetter, at: Date): Promise<string> {
  const [reference] = await takeReferences(letter, at, 1);
  return reference as string;
}

/** The next references of a kind, for as many rows as are made at once. */
export async function takeReferences(letter: ReferenceLetter, at: Date, count: number): Promise<string[]> {
  const year = Number(localDate(at).slice(0, 4));
  // By the driver itself: a query of mongoose would join the caller's transaction.
  const row = await CounterModel.collection.findOneAndUpdate(
    { _id: `${letter}${year}` as never },
    { $inc: { value: count } },
    { upsert: true, returnDocument: 'after' },
  );
  const last = Number(row?.['value'] ?? count);
  return Array.from({ length: count }, (_, n) => formatReference(letter, year, last - count + 1 + n));
}

/**
 * A reference that stands in no row: the running number of an unnamed report would lie between two others, and they bear
 * the minute. Seven digits, so that it is never a running number; once in many thousands it is taken already, and the
 * unique index says so.
 */
export const drawReference = (letter: ReferenceLetter, at: Date): string =>
  formatReference(letter, Number(localDate(at).slice(0, 4)), randomInt(1_000_000, 10_000_000));
