import mongoose, { Schema } from 'mongoose';
import { localDate } from '#kernel/dates';
import { formatReference, type ReferenceLetter } from '#kernel/references';

const schema = new Schema<{ _id: string; value: number }>(
  { _id: { type: String, required: true }, value: { type: Number, required: true } },
  { collection: 'counters', versionKey: false },
);
const CounterModel = mongoose.model('Counter', schema);

/**
 * The next reference of a kind, e.g. `H2026-0031`. Taken before the transaction and outside it: inside, every
 * concurrent report would conflict on the counter. A command that then fails leaves a gap; gaps are accepted.
 */
export async function takeReference(letter: ReferenceLetter, at: Date): Promise<string> {
  const year = Number(localDate(at).slice(0, 4));
  const row = await CounterModel.findOneAndUpdate(
    { _id: `${letter}${year}` },
    { $inc: { value: 1 } },
    { upsert: true, returnDocument: 'after' },
  ).lean();
  return formatReference(letter, year, row?.value ?? 1);
}
