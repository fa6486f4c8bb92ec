import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import mongoose, { type mongo } from 'mongoose';
import { connectMongo } from '#platform/mongo';

const worker = process.env['JEST_WORKER_ID'] ?? '1';

function fromSetup(name: 'TEST_MONGODB_URI' | 'TEST_REDIS_URL'): string {
  const url = process.env[name];
  if (url === undefined) throw new Error(`${name} is missing: run the suites through jest`);
  return url;
}

/** The database of this jest worker. */
export const testMongoUri = (): string =>
  fromSetup('TEST_MONGODB_URI').replace(/(?<=\w)\/(?=\?|$)/, `/anfa_t${worker}`);

/** The Redis database of this jest worker. */
export const testRedisUrl = (): string => `${fromSetup('TEST_REDIS_URL')}/${worker}`;

const database = () => mongoose.connection.getClient().db(mongoose.connection.name);

/** What a worker's database was left like by the file before; kept apart, since some tests read every collection. */
interface LeftBehind {
  _id: string;
  /** Of each collection its identity and the indexes it was given, as one hash. */
  shapes: Record<string, string>;
  /** Of each collection how often it had been written to when it was last empty, as `countWrites` says. */
  emptyAt: Record<string, number>;
  /** Which run of the server counted. */
  server: string;
}

const leftBehind = () => mongoose.connection.getClient().db('anfa_left_behind').collection<LeftBehind>('workers');

async function serverRun(): Promise<string> {
  const { topologyVersion } = await database().command({ hello: 1 });
  return String(topologyVersion?.processId);
}

/** Each collection of the database with its identity: one dropped and made again is another. */
async function collectionIds(): Promise<Map<string, string>> {
  const all = await database().listCollections<mongo.CollectionInfo>().toArray();
  return new Map(all.map(({ name, info }) => [name, String(info?.uuid)]));
}

/**
 * Makes the collections and indexes of every model loaded so far (transactions cannot), unless the worker's database
 * has them from a file before: a collection is passed over only while it is the same one and its model asks for the
 * same indexes.
 */
export async function createCollections(): Promise<void> {
  const models = Object.values(mongoose.models);
  const { shapes = {} } = (await leftBehind().findOne({ _id: database().databaseName })) ?? {};
  const shapeOf = (model: (typeof models)[number], ids: Map<string, string>) => {
    const { schema, collection } = model;
    const asked = JSON.stringify([ids.get(collection.name), schema.indexes(), schema.get('collation')]);
    return createHash('sha256').update(asked).digest('hex');
  };
  const before = await collectionIds();
  const stale = models.filter((model) => shapes[model.collection.name] !== shapeOf(model, before));
  if (stale.length === 0) return;
  await Promise.all(
    stale.map(async (model) => {
      await model.createCollection();
      await model.syncIndexes();
    }),
  );
  const after = await collectionIds();
  const made = Object.fromEntries(models.map((model) => [model.collection.name, shapeOf(model, after)]));
  // What was counted of a collection before it was made anew says nothing of it now.
  await leftBehind().updateOne(
    { _id: database().databaseName },
    { $set: { shapes: { ...shapes, ...made } }, $unset: { server: true } },
    { upsert: true },
  );
}

/** How often each collection was written to since the server started, whoever wrote: it takes a lock for each write. */
async function countWrites(): Promise<Record<string, number>> {
  const { totals } = await database().admin().command({ top: 1 });
  const prefix = `${database().databaseName}.`;
  return Object.fromEntries(
    Object.entries(totals as Record<string, { writeLock?: { count: number } }>)
      .filter(([name]) => name.startsWith(prefix) && !name.startsWith(`${prefix}system.`))
      .map(([name, { writeLock }]) => [name.slice(prefix.length), writeLock?.count ?? 0]),
  );
}

/**
 * Empties every collection that was written to since `emptyAt`. A deletion counts as one write; should it count more,
 * the collection is emptied once too often.
 * @returns the counts at which they are empty.
 */
async function emptyWritten(emptyAt: Record<string, number>): Promise<Record<string, number>> {
  const written = Object.entries(await countWrites()).filter(([name, count]) => count !== emptyAt[name]);
  await Promise.all(written.map(([name]) => database().collection(name).deleteMany({})));
  return { ...emptyAt, ...Object.fromEntries(written.map(([name, count]) => [name, count + 1])) };
}

let emptyAt: Record<string, number> = {};
let redis: Redis;

async function openStores(isWatched = false): Promise<void> {
  await connectMongo(`${testMongoUri()}${isWatched ? '&monitorCommands=true' : ''}`);
  await createCollections();
  const [left, server] = await Promise.all([leftBehind().findOne({ _id: database().databaseName }), serverRun()]);
  if (left?.server === server) {
    emptyAt = left.emptyAt;
  } else {
    const names = [...(await collectionIds()).keys()].filter((name) => !name.startsWith('system.'));
    await Promise.all(names.map((name) => database().collection(name).deleteMany({})));
  }
  // Ours waits as long as a busy machine takes: only what the portal asks of Redis fails fast.
  redis = new Redis(testRedisUrl());
}

/** Empties what was written to; a suite whose one test begins several times over calls it between them. */
export async function emptyStores(): Promise<void> {
  [emptyAt] = await Promise.all([emptyWritten(emptyAt), redis.flushdb()]);
}

async function closeStores(): Promise<void> {
  const left = { emptyAt, server: await serverRun() };
  await leftBehind().updateOne({ _id: database().databaseName }, { $set: left }, { upsert: true });
  redis.disconnect();
  await mongoose.disconnect();
}

/**
 * Connects a suite to its own empty database and empty Redis, emptied again before each test.
 * @param options.isWatched The suite reads which commands are sent, by `watchCommands`.
 */
export function useStores({ isWatched = false } = {}): void {
  beforeAll(() => openStores(isWatched));
  beforeEach(emptyStores);
  afterAll(closeStores);
}

/** The same for a suite whose tests only read: emptied once, and what `build` makes there serves all of them. */
export function useOneWorld(build: () => Promise<unknown>, ms?: number): void {
  beforeAll(async () => {
    await openStores();
    await emptyStores();
    await build();
  }, ms);
  afterAll(closeStores);
}

/**
 * What `build` makes, made by the commands once and put back as it lay in the store ever after: for a suite whose tests
 * each begin with the same large world. Call what it returns in `beforeEach`, behind `useStores`.
 */
export function builtOnce<T>(build: () => Promise<T>): () => Promise<T> {
  let built: { made: T; rows: Map<string, mongo.Document[]> } | undefined;
  return async () => {
    if (built === undefined) {
      const made = await build();
      const rows = new Map<string, mongo.Document[]>();
      for (const name of (await collectionIds()).keys()) {
        const found = name.startsWith('system.') ? [] : await database().collection(name).find().toArray();
        if (found.length > 0) rows.set(name, found);
      }
      built = { made, rows };
    } else {
      await Promise.all([...built.rows].map(([name, rows]) => database().collection(name).insertMany(rows)));
    }
    return structuredClone(built.made);
  };
}
