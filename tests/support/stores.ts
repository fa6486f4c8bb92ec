import mongoose from 'mongoose';
import { connectMongo } from '#platform/mongo';
import { connectRedis } from '#platform/redis';

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

/** Creates the collections and indexes of every model loaded so far; transactions cannot create them themselves. */
export async function createCollections(): Promise<void> {
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection();
    await model.syncIndexes();
  }
}

/**
 * Connects a suite to its own empty database and empty Redis, emptied again before each test.
 * @param options.isWatched The suite reads which commands are sent, by `watchCommands`.
 */
export function useStores({ isWatched = false } = {}): void {
  beforeAll(async () => {
    await connectMongo(`${testMongoUri()}${isWatched ? '&monitorCommands=true' : ''}`);
    await createCollections();
  });
  beforeEach(async () => {
    const collections = await mongoose.connection.db?.listCollections({}, { nameOnly: true }).toArray();
    for (const { name } of collections ?? []) {
      if (!name.startsWith('system.')) await mongoose.connection.collection(name).deleteMany({});
    }
    const redis = connectRedis(testRedisUrl());
    await redis.flushdb();
    redis.disconnect();
  });
  afterAll(async () => {
    await mongoose.disconnect();
  });
}
