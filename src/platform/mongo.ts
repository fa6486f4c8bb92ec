import type { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose, { type ClientSession } from 'mongoose';
import { unavailable } from '#kernel/errors';
import type { Logger } from './logger.ts';
import { checkModelIds } from './modelIds.ts';

mongoose.set('transactionAsyncLocalStorage', true);
mongoose.set('strictQuery', 'throw');
mongoose.set('sanitizeFilter', false);
mongoose.set('autoIndex', false);
mongoose.set('autoCreate', false);

/** How long a server or a connection is waited for. */
const REACH_MS = 2_000;
/** How long a server that hangs may keep one call, and whoever waits for a place in the pool; its heartbeat is missed after four seconds and frees the rest. */
const CALL_MS = 10_000;
/** How long a transaction that keeps being interrupted is begun again: what a killed process held is free before. */
export const TRANSACTION_MS = 20_000;

/**
 * Connects mongoose, once every model has said how its ids are made. Every wait is bounded, and the driver comes back by itself when the store does. The driver has no
 * limit for one call that the server does not answer (`timeoutMS` does nothing in version 7), so a page does not rely
 * on it: it gives up by its own clock (`patience`).
 */
export async function connectMongo(uri: string, options: { maxPoolSize?: number } = {}): Promise<typeof mongoose> {
  checkModelIds();
  await mongoose.connect(uri, {
    maxPoolSize: options.maxPoolSize ?? 20,
    serverSelectionTimeoutMS: REACH_MS,
    connectTimeoutMS: REACH_MS,
    heartbeatFrequencyMS: REACH_MS,
    waitQueueTimeoutMS: CALL_MS,
    socketTimeoutMS: CALL_MS,
    bufferCommands: false,
    retryWrites: true,
    w: 'majority',
  });
  let isLost = false;
  mongoose.connection
    .getClient()
    .on('connectionPoolCleared', () => {
      isLost = true;
    })
    .on('connectionPoolReady', () => {
      isLost = false;
    })
    .on('connectionCheckedIn', () => {
      // Whoever waited for a server that is given up hands its connection back too, without an answer.
      if (!isLost) answeredAt = performance.now();
    });
  return mongoose;
}

/**
 * What is asked of a field whose index holds the rows alone that have a text there (`$type: 'string'`). The store takes
 * such an index for a question only that says so itself; any other reads every row.
 */
export const ofText = <Q extends { $in: readonly string[] } | { $lte: string }>(asked: string | Q) =>
  ({ ...(typeof asked === 'string' ? { $eq: asked } : asked), $type: 'string' }) as never;

/** Between two tries of a process that starts before its store. */
const RETRY_MS = 1_000;

/** Connects a process that may start before its store does. @throws Error for what waiting does not mend: a wrong password. */
export async function connectWhenThere(uri: string, logger: Pick<Logger, 'warn'>): Promise<void> {
  for (;;) {
    try {
      await connectMongo(uri);
      return;
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      logger.warn('database not there yet');
      await wait(RETRY_MS);
    }
  }
}

let answeredAt = 0;

/** Milliseconds since the store last answered anybody in this process: small while it is busy, growing when it hangs. */
export const sinceStoreAnswered = (): number => performance.now() - answeredAt;

/**
 * Runs `work` in one transaction: every mongoose call inside joins it by itself. Commits or leaves nothing.
 * Write conflicts and a race for the next journal number are retried; nested calls join the outer transaction.
 */
export async function inTransaction<T>(work: () => Promise<T>): Promise<T> {
  if (mongoose.connection.readyState !== 1) throw unavailable('common.store-unavailable');
  if (isInTransaction()) return work();
  let result: T | undefined;
  let afterwards = new Set<() => Promise<void>>();
  const end = performance.now() + TRANSACTION_MS;
  running += 1;
  try {
    await mongoose.connection.transaction(async (session) => {
      afterwards = new Set();
      following.set(session, afterwards);
      // Left to itself the driver begins again for two minutes, and the caller has long been told to come back later.
      if (performance.now() > end) throw unavailable('common.store-unavailable');
      try {
        result = await work();
      } catch (error) {
        throw asRetriable(error);
      }
    });
  } finally {
    running -= 1;
    // Followed from its first use for ever after, every promise of every page would cost a tenth more.
    if (running === 0) currentTransaction()?.disable();
  }
  for (const follow of afterwards) await follow().catch(() => {});
  return result as T;
}

const following = new WeakMap<ClientSession, Set<() => Promise<void>>>();
const currentSession = (): ClientSession | undefined => currentTransaction()?.getStore()?.session;

/**
 * Does something once the transaction running now is committed, and never when it is not; at once outside of one. The
 * same function named twice is done once. What is committed is not undone when it fails, so nothing may rest on it.
 */
export async function afterCommit(follow: () => Promise<void>): Promise<void> {
  const session = currentSession();
  const afterwards = session === undefined ? undefined : following.get(session);
  if (afterwards === undefined) await follow();
  else afterwards.add(follow);
}

/** The transaction running now, if `follow` waits for its commit: nobody outside sees yet what it has changed. */
export function transactionBefore(follow: () => Promise<void>): ClientSession | undefined {
  const session = currentSession();
  return session !== undefined && following.get(session)?.has(follow) ? session : undefined;
}

/** How many transactions this process is in now. */
let running = 0;

/** Where mongoose keeps the session of the transaction that the code running now belongs to. */
const currentTransaction = () =>
  (mongoose as unknown as { transactionAsyncLocalStorage?: AsyncLocalStorage<{ session?: ClientSession }> })
    .transactionAsyncLocalStorage;

/** Whether the work that asks runs in a transaction. */
export const isInTransaction = (): boolean => currentSession() !== undefined;

/**
 * The first documents of a collection that match, by one command: no cursor is opened and no document is built by
 * mongoose, which for a small answer is two thirds of the work. For what is read at every request; nothing casts the
 * filter, so its values are of the types that are stored. It joins no transaction but the one it is given.
 * @param find As of MongoDB's `find` command; `limit` bounds the answer, which must fit in 16 MB.
 * @throws The driver's errors; unlike a query it is not tried again when the primary changes.
 */
export async function findAtOnce<T>(
  collection: string,
  find: { filter: object; limit: number; projection?: Record<string, 0 | 1>; sort?: Record<string, 1 | -1> },
  session?: ClientSession,
): Promise<T[]> {
  const { db } = mongoose.connection;
  if (db === undefined) throw unavailable('common.store-unavailable');
  const answer = await db.command(
    { find: collection, ...find, singleBatch: true },
    session === undefined ? {} : { session },
  );
  return (answer as unknown as { cursor: { firstBatch: T[] } }).cursor.firstBatch;
}

/** Documents of several collections by their ids, in no order, by one command; for few of them. */
export async function findByIdsAtOnce<T extends { _id: string }>(
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<T[]> {
  const { db } = mongoose.connection;
  if (db === undefined) throw unavailable('common.store-unavailable');
  const [first, ...others] = [...wanted].map(([coll, ids]) => ({
    coll,
    pipeline: [{ $match: { _id: { $in: [...ids] } } }],
  }));
  if (first === undefined) return [];
  const unions = others.map((other) => ({ $unionWith: other }));
  return db
    .collection(first.coll)
    .aggregate<T>([...first.pipeline, ...unions])
    .toArray();
}

/**
 * Two acts on one subject may pick the same journal number, two acts in one place may both be the first to count there, two
 * policies of one firm both be its first:
 * the loser must run again, not fail.
 */
function asRetriable(error: unknown): unknown {
  const isRace = ['subject_sequence', '.tallies index', '.covers index'].some((index) => isDuplicateKey(error, index));
  if (isRace && error instanceof mongoose.mongo.MongoServerError) error.addErrorLabel('TransientTransactionError');
  return error;
}

/**
 * Runs `work` with a session whose reads all see the database as of one instant, without holding anybody up. The store
 * keeps an instant for five minutes; longer work fails.
 */
export async function readSnapshot<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = await mongoose.startSession({ snapshot: true });
  try {
    return await work(session);
  } finally {
    await session.endSession();
  }
}

/** True for a unique-key violation, optionally of the index whose name contains `index`. */
export function isDuplicateKey(error: unknown, index?: string): boolean {
  const e = error as { code?: unknown; message?: unknown } | undefined;
  return e?.code === 11_000 && (index === undefined || String(e.message).includes(index));
}

/** True when the store cannot be reached or did not answer in time: the person is told to try again later. */
export function isStoreFailure(error: unknown): boolean {
  const e = error as { name?: string; message?: string; cause?: unknown } | undefined;
  if (!e?.name) return false;
  if (
    /^(MongoNetwork|MongoServerSelection|MongooseServerSelection|MongoNotConnected|MongoOperationTimeout|MongoTopologyClosed|MongoPoolCleared|MongoWaitQueueTimeout|MongoExpiredSession|MongoClientClosed|MaxRetriesPerRequest|PoolClearedOn)/.test(
      e.name,
    )
  )
    return true;
  if (
    /Connection is closed|connection \d+ to \S+ (closed|timed out)|ECONNREFUSED|ECONNRESET|EPIPE|ended by the other party|Command timed out|Stream isn't writeable|bufferCommands/.test(
      e.message ?? '',
    )
  )
    return true;
  const code = (error as { code?: number }).code;
  if (typeof code === 'number' && [6, 7, 50, 89, 91, 189, 262, 10_107, 11_600, 11_602, 13_435, 13_436].includes(code))
    return true;
  return e.cause !== undefined && e.cause !== error && isStoreFailure(e.cause);
}
