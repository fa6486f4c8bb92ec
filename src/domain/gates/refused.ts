import { GateModel } from './gate.model.ts';

/** What this process has turned away since it last wrote the numbers down, by gate. */
const waiting = new Map<string, number>();
let timer: NodeJS.Timeout | undefined;
/** Whoever sends nonsense as fast as they can makes one write in so long, and no more. */
const FOLD_EVERY_MS = 1_000;

/** Counts a message that was turned away. Anybody may send one, so it is counted here and written with the others. */
export function countRefused(gateId: string): void {
  waiting.set(gateId, (waiting.get(gateId) ?? 0) + 1);
  timer ??= setTimeout(() => void foldRefused().catch(() => {}), FOLD_EVERY_MS).unref();
}

/** Writes down what was turned away until now; what the store does not take is counted on. @throws when it is away. */
export async function foldRefused(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const counted = [...waiting];
  waiting.clear();
  if (counted.length === 0) return;
  try {
    await GateModel.bulkWrite(
      counted.map(([_id, refused]) => ({ updateOne: { filter: { _id }, update: { $inc: { refused } } } })),
    );
  } catch (error) {
    for (const [gateId, refused] of counted) waiting.set(gateId, (waiting.get(gateId) ?? 0) + refused);
    throw error;
  }
}
