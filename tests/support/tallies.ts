import mongoose from 'mongoose';

export const cells = () => mongoose.connection.collection<{ _id: string; count: number }>('tallies');
export const deltas = () =>
  mongoose.connection.collection<{ _id: string; cell: string; by: number; setAsideAt?: Date }>('tallyDeltas');

/** What is kept of all boards, cells and what is not folded yet together, straight from the store. */
export async function kept(): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  const add = (cell: string, by: number): void => {
    sums[cell] = (sums[cell] ?? 0) + by;
  };
  for await (const { _id, count } of cells().find()) add(_id, count);
  for await (const { cell, by } of deltas().find({ setAsideAt: { $exists: false } })) add(cell, by);
  return Object.fromEntries(Object.entries(sums).filter(([, count]) => count !== 0));
}
