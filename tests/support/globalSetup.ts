import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo, startRedis } from '../../scripts/start/stores.ts';

declare global {
  var stopTestStores: (() => Promise<void>) | undefined;
}

/** Starts one real MongoDB replica set and one real Redis for the whole run; each worker takes its own database. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'anfa-test-'));
  const options = { folder, binaries: join(import.meta.dirname, '../../data/bin'), say: console.log };
  const [mongo, redis] = await Promise.all([startMongo(options), startRedis(options)]);
  process.env['TEST_MONGODB_URI'] = mongo.url;
  process.env['TEST_REDIS_URL'] = redis.url;
  globalThis.stopTestStores = async () => {
    await Promise.all([mongo.stop(), redis.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}
