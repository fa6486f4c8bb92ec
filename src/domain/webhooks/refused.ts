import type { Model } from 'mongoose';

/** Whoever sends nonsense as fast as they can makes one write in so long, and no more. */
const FOLD_EVERY_MS = 1_000;

/** Counts what was turned away of whoever sends, in `refused` of their rows. */
export interface Refusals {
  /** Counts a message that was turned away. Anybody may send one, so it is counted here and written with the others. */
  count(id: string): void;
  /** Writes down what was turned away until now; what the store does not take is counted on. @throws when it is away. */
  fold(): Promise<void>;
}

const every: Refusals[] = [];

/** A counter of one collection. */
export function refusalsOf(model: Model<never>): Refusals {
  /** What this process has turned away since it last wrote the numbers down, by row. */
  const waiting = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  async function fold(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const counted = [...waiting];
    waiting.clear();
    if (counted.length === 0) return;
    try {
      await model.bulkWrite(
        counted.map(([_id, refused]) => ({ updateOne: { filter: { _id }, update: { $inc: { refused } } } })) as never,
      );
    } catch (error) {
      for (const [id, refused] of counted) waiting.set(id, (waiting.get(id) ?? 0) + refused);
      throw error;
    }
  }
  const counter: Refusals = {
    count(id) {
      waiting.set(id, (waiting.get(id) ?? 0) + 1);
      timer ??= setTimeout(() => void fold().catch(() => {}), FOLD_EVERY_MS).unref();
    },
    fold,
  };
  every.push(counter);
  return counter;
}

/** Writes down all that this process has turned away. @throws when the store is away. */
export async function foldRefused(): Promise<void> {
  await Promise.all(every.map(({ fold }) => fold()));
}
