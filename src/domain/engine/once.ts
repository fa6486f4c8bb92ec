import type { Model } from 'mongoose';
import type { Context } from '#kernel/context';
import { inTransaction, isDuplicateKey, ofText } from '#platform/mongo';

/** What an earlier try of the same act made; undefined for the first, and for an act that may be repeated. */
export const madeBefore = async <T extends { onceKey?: string }>(
  { onceKey }: Context,
  model: Model<T>,
): Promise<T | undefined> =>
  onceKey === undefined
    ? undefined
    : ((await model.findOne({ onceKey: ofText(onceKey) } as never).lean<T>()) ?? undefined);

/**
 * Makes a row, once however often the same act is repeated (`ctx.onceKey`): a repeat gives back the first. Its collection
 * has the unique index `once`.
 * @param draw The row to be made but for its once-key; drawn outside the transaction, so that nobody waits for
 * its number.
 * @param keep What belongs to its making, in one transaction with it.
 */
export async function makeOnce<T extends { onceKey?: string }>(
  ctx: Context,
  model: Model<T>,
  draw: () => Promise<T>,
  keep: (row: T) => Promise<unknown>,
): Promise<T> {
  const { onceKey } = ctx;
  const earlier = await madeBefore(ctx, model);
  if (earlier !== undefined) return earlier;
  const drawn = await draw();
  const row = onceKey === undefined ? drawn : { ...drawn, onceKey };
  try {
    await inTransaction(async () => {
      // Before anything else: the second of two equal acts must meet the first one here, not its photos in use.
      await model.create([row]);
      await keep(row);
    });
  } catch (error) {
    const first = isDuplicateKey(error, 'once') ? await madeBefore(ctx, model) : undefined;
    if (first !== undefined) return first;
    throw error;
  }
  return row;
}
