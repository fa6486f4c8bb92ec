import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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
  const folder = mkdtempSync(join(tmpdir(), 'anfa-test-'));
  const options = { folder, binaries: join(import.meta.dirname, '../../data/bin'), say: console.log };
  const given = { mongo: process.env['MONGODB_URI'], redis: process.env['REDIS_URL'] };
  const [mongo, redis, hasEncoder] = await Promise.all([
    given.mongo === undefined ? startMongo(options) : undefined,
    given.redis === undefined ? startRedis(options) : undefined,
    fetchEncoder(options.binaries, options.say),
  ]);
  if (hasEncoder) process.env['TEST_ENCODER_DIR'] = encoderFolder(options.binaries);
  process.env['TEST_MONGODB_URI'] = mongo?.url ?? given.mongo?.replace(/(?<=\w)\/[^/?]*(?=\?|$)/, '/');
  process.env['TEST_REDIS_URL'] = redis?.url ?? given.redis?.replace(/(?<=\w)\/\d*$/, '');
  await keepWhatIsOver(process.env['TEST_MONGODB_URI'] ?? '');
  globalThis.stopTestStores = async () => {
    await Promise.all([mongo?.stop(), redis?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Tests live on a day of their own: rows whose time is over only by the clock on the wall are not taken from them. */
async function keepWhatIsOver(url: string): Promise<void> {
  const client = await MongoClient.connect(url);
  await client.db('admin').command({ setParameter: 1, ttlMonitorEnabled: false });
  await client.close();
}
