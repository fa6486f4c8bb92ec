import type { Context } from '#kernel/context';
import { AppError } from '#kernel/errors';
import { inTransaction, isStoreFailure } from '#platform/mongo';
import { COUNTS, countsBy } from './tallies.ts';
import { type TallyDelta, TallyDeltaModel, TallyModel } from './tally.models.ts';

/**
 * Adds the oldest deltas to their cells and takes them away, in one transaction: killed anywhere, or run twice at once,
 * each delta counts once. A batch that cannot be folded is folded one by one, and what cannot be folded even alone is set
 * aside, so that it holds up nothing.
 * @returns how many were looked at; fewer than `limit` means none is left.
 */
export async function foldTallies(ctx: Context, limit = 500): Promise<number> {
  const oldest = () => TallyDeltaModel.find(countsBy(ctx.now)).sort({ _id: 1 }).limit(limit).lean<TallyDelta[]>();
  try {
    return await inTransaction(async () => fold(await oldest()));
  } catch (error) {
    if (isPassing(error)) throw error;
  }
  const batch = await oldest();
  for (const { _id } of batch) {
    await inTransaction(async () => fold(await TallyDeltaModel.find({ _id }).lean<TallyDelta[]>())).catch((error) => {
      if (isPassing(error)) throw error;
      return TallyDeltaModel.updateOne({ _id }, { $set: { setAsideAt: ctx.now } });
    });
  }
  return batch.length;
}

/** No fault of a delta: the store was away, or too many were at it. */
const isPassing = (error: unknown): boolean => error instanceof AppError || isStoreFailure(error);

async function fold(deltas: readonly TallyDelta[]): Promise<number> {
  if (deltas.length === 0) return 0;
  // First, so that of two folders at once one meets the other here, before either has touched a cell.
  await TallyDeltaModel.deleteMany({ _id: { $in: deltas.map(({ _id }) => _id) } });
  const sums = new Map<string, TallyDelta>();
  for (const delta of deltas) {
    const sum = sums.get(delta.cell);
    if (sum) sum.by += delta.by;
    else sums.set(delta.cell, { ...delta });
  }
  await TallyModel.bulkWrite(
    [...sums.values()].map(({ cell, board, dims, by }) => ({
      updateOne: {
        filter: { _id: cell },
        update: { $inc: { count: by }, $setOnInsert: { board, dims } },
        upsert: true,
      },
    })),
  );
  return deltas.length;
}

/** Deltas not folded yet, and those that cannot be, each counted up to 10 000. */
export async function countDeltas(): Promise<{ waiting: number; setAside: number }> {
  const limit = 10_000;
  const [waiting, setAside] = await Promise.all([
    TallyDeltaModel.countDocuments(COUNTS, { limit }),
    TallyDeltaModel.countDocuments({ setAsideAt: { $exists: true } }, { limit }),
  ]);
  return { waiting, setAside };
}
