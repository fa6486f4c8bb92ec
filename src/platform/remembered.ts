import mongoose, { type ClientSession, type Schema } from 'mongoose';
import { afterCommit, findAtOnce, transactionBefore } from './mongo.ts';

/**
 * What every page reads and hardly anything changes (names, posts, roles) is kept in the memory of each process for as
 * long as one word in the store stays the same. Who changes it changes the word; `forgetWhenChanged` sees to that. The
 * word lies among the sessions, so that the read every request begins with brings it along and costs nothing.
 */
export const MEMORY_WORD = 'remembered';
const COLLECTION = 'sessions';
/** Whoever brings no session (bot, worker, somebody not signed in) asks for the word itself, no more often than this. */
const CHECK_MS = 1_000;
/** A process killed between a change and its new word leaves others remembering the old for so long. */
const OLDEST_MS = 60_000;
const MOST = 10_000;

let word: string | undefined;
let checkedAt = -CHECK_MS;
/** Raised when everything is forgotten: what was being read meanwhile may be the old, and is not kept. */
let generation = 0;
const forgetters: (() => void)[] = [];

/** Takes notice of the word a request has read; a new one means that all that is remembered is read afresh. */
export function noteWord(read: string | undefined): void {
  checkedAt = performance.now();
  if (read === word) return;
  word = read;
  generation += 1;
  for (const forget of forgetters) forget();
}

async function checkWord(): Promise<void> {
  if (performance.now() - checkedAt < CHECK_MS) return;
  const [found] = await findAtOnce<{ word: string }>(COLLECTION, { filter: { _id: MEMORY_WORD }, limit: 1 });
  noteWord(found?.word);
}

async function changeWord(): Promise<void> {
  const next = new mongoose.mongo.ObjectId().toHexString();
  await mongoose.connection
    .collection<{ _id: string; word: string }>(COLLECTION)
    .updateOne({ _id: MEMORY_WORD }, { $set: { word: next } }, { upsert: true });
  noteWord(next);
}

/**
 * A value by its id, from memory where it is known. What is asked for at once is read at once: a list of 25 firms costs
 * one read, however its lines are made. What there is not is not remembered, so it is found as soon as it is there.
 * A transaction that has itself changed something remembered reads from the store, by its own session.
 * @param load Reads what there is of some ids, no id twice.
 */
export function remember<T>(
  load: (ids: string[], session?: ClientSession) => Promise<Map<string, T>>,
): (id: string) => Promise<T | undefined> {
  const known = new Map<string, { value: T; readAt: number }>();
  forgetters.push(() => known.clear());
  let next: { ids: Set<string>; found: Promise<Map<string, T>> } | undefined;
  const readAll = async (ids: Set<string>): Promise<Map<string, T>> => {
    await new Promise((done) => setImmediate(done));
    next = undefined;
    const begun = generation;
    const found = await load([...ids]);
    if (begun !== generation) return found;
    if (known.size + found.size > MOST) known.clear();
    for (const [id, value] of found) known.set(id, { value, readAt: performance.now() });
    return found;
  };
  return async (id) => {
    const session = transactionBefore(changeWord);
    if (session !== undefined) return (await load([id], session)).get(id);
    await checkWord();
    const row = known.get(id);
    if (row !== undefined && performance.now() - row.readAt < OLDEST_MS) return row.value;
    if (next === undefined) {
      const ids = new Set<string>();
      next = { ids, found: readAll(ids) };
    }
    next.ids.add(id);
    return (await next.found).get(id);
  };
}

const WRITES = ['updateOne', 'updateMany', 'findOneAndUpdate', 'deleteOne', 'deleteMany', 'findOneAndDelete'] as const;

/**
 * Lets every change of a model make all processes forget what they remember, once it is committed.
 * @param fields Only changes of these; of any when absent. A whole document taken away always counts.
 * @param isNewOfNote Whether a new document counts, too: else not, for nobody remembers it yet.
 */
export function forgetWhenChanged<T>(
  schema: Schema<T>,
  fields?: readonly (keyof T & string)[],
  isNewOfNote: (one: T) => boolean = () => false,
): void {
  schema.post([...WRITES], async function () {
    const update = (this as unknown as mongoose.Query<unknown, unknown>).getUpdate() ?? {};
    const touched = Object.values(update).flatMap((change) => Object.keys(change as object));
    const isMeant = (path: string): boolean => (fields as readonly string[]).includes(path.split('.')[0] ?? '');
    if (fields === undefined || touched.length === 0 || touched.some(isMeant)) await afterCommit(changeWord);
  });
  schema.post('save', async (one: unknown) => {
    if (isNewOfNote(one as T)) await afterCommit(changeWord);
  });
}
