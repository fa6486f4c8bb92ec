import mongoose from 'mongoose';
import { localDate } from '#kernel/dates';

type Row = Record<string, unknown>;

/** Rows of a collection, straight from the store: nothing of ours stands between the test and what was kept. */
export const rows = (collection: string, filter: Row = {}): Promise<Row[]> =>
  mongoose.connection.collection<Row>(collection).find(filter).sort({ _id: 1 }).toArray();

export const count = (collection: string, filter: Row = {}): Promise<number> =>
  mongoose.connection.collection(collection).countDocuments(filter);

/**
 * Holds the counter of case numbers, so that whoever is about to take a number waits, at a place we know.
 * @returns how to let go.
 */
export async function holdCaseNumbers(): Promise<() => Promise<void>> {
  const _id = `H${localDate(new Date()).slice(0, 4)}`;
  const counters = mongoose.connection.collection<{ _id: string; value: number; held?: boolean }>('counters');
  await counters.updateOne({ _id }, { $setOnInsert: { value: 0 } }, { upsert: true });
  const session = await mongoose.connection.startSession();
  session.startTransaction();
  await counters.updateOne({ _id }, { $set: { held: true } }, { session });
  return async () => {
    await session.abortTransaction().catch(() => {});
    await session.endSession();
  };
}
