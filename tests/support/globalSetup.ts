import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { encoderFolder, fetchEncoder } from '../../scripts/start/encoder.ts';
import { startMongo, startRedis } from '../../scripts/start/stores.ts';

declare global {
  var stopTestStores: (() => Promise<void>) | undefined;
}

/**
 * Starts one real MongoDB replica set and one real Redis for the whole run; each worker takes its own database.
 * `MONGODB_URI` and `REDIS_URL`, when set, are used instead: give stores that hold nothing of value.
 */
export default async function globalSetup(): Promise<void> {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/buildAssets.ts']);
  const folder = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'anfa-test-'));
  const options = { folder, binaries: join(import.meta.dirname, '../../data/bin'), say: console.log };
  const given = { mongo: process.env['MONGODB_URI'], redis: process.env['REDIS_URL'] };
  const [mongo, redis, hasEncoder] = await Promise.all([
    given.mongo === undefined ? startMongo(options) : undefined,
    given.redis === undefined ? startRedis(options) : undefined,
    fetchEncoder(options.binaries, options.say),
  ]);
  if (hasEncoder) process.env['TEST_ENCODER_DIR'] = encoderFolder(options.binaries);
  process.env['TEST_MONGODB_URI'] =
    (mongo && nearest(mongo.url)) ?? given.mongo?.replace(/(?<=\w)\/[^/?]*(?=\?|$)/, '/');
  process.env['TEST_REDIS_URL'] = redis?.url ?? given.redis?.replace(/(?<=\w)\/\d*$/, '');
  await keepWhatIsOver(process.env['TEST_MONGODB_URI'] ?? '');
  globalThis.stopTestStores = async () => {
    await Promise.all([mongo?.stop(), redis?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}

const MEMORY = '/dev/shm';
const ROOM_BYTES = 4 * 1024 ** 3;

/** Whether this machine keeps files in memory and has room for the stores there: no test waits for a disk then. */
function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > ROOM_BYTES;
}

/** The same store by the socket that mongod opens beside its port: asking it costs a quarter less. */
function nearest(url: string): string {
  const socket = `/tmp/mongodb-${new URL(url).port}.sock`;
  return existsSync(socket) ? `mongodb://${encodeURIComponent(socket)}/?directConnection=true` : url;
}

/** Tests live on a day of their own: rows whose time is over only by the clock on the wall are not taken from them. */
async function keepWhatIsOver(url: string): Promise<void> {
  const client = await MongoClient.connect(url);
  await client.db('admin').command({ setParameter: 1, ttlMonitorEnabled: false });
  await client.close();
}
