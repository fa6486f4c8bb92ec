import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { useEncoder } from '#platform/encoder';
import { useSealingKeys } from '#platform/sealing';
import { startMongo, startRedis } from '../../scripts/start/stores.ts';
import { readStoreConfig } from '../../src/config.ts';

// A bench is no production: it seals with the keys of the demo.
useSealingKeys(readStoreConfig({ ANFA_MODE: 'test', MONGODB_URI: 'mongodb://unused' }).sealingKeys);
useEncoder(undefined);

/** A MongoDB and a Redis of their own for one measurement; `close` throws them away. */
export async function openStores(): Promise<{ mongodbUri: string; redisUrl: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'anfa-bench-'));
  const options = { folder, binaries: resolve(import.meta.dirname, '../../data/bin'), say: console.log };
  const [mongo, redis] = await Promise.all([startMongo(options), startRedis(options)]);
  return {
    mongodbUri: mongo.url.replace(/\/\?/, '/anfa_bench?'),
    redisUrl: `${redis.url}/0`,
    close: async () => {
      await Promise.all([mongo.stop(), redis.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
