import { isInTransaction } from './mongo.ts';

const last = new Map<string, Promise<unknown>>();

/**
 * Does what changes one much wanted row one after the other in this process. Transactions that meet at a row begin again,
 * all but one, each time: of twenty at once two hundred are run. The row itself decides who gets what; this only spares
 * the beginning again. Inside a transaction nobody waits, for whoever has the turn may be waiting for it.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  if (isInTransaction()) return work();
  const turn = (last.get(key) ?? Promise.resolve()).then(work);
  const ended = turn.then(
    () => {},
    () => {},
  );
  last.set(key, ended);
  try {
    return await turn;
  } finally {
    if (last.get(key) === ended) last.delete(key);
  }
}
