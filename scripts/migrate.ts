import '#platform/mongo';
import mongoose from 'mongoose';
import { Umzug } from 'umzug';
import { useSealingKeys } from '#platform/sealing';
import { readStoreConfig } from '../src/config.ts';
import { ensureCollections, loadModels } from './migrations/collections.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { mongoStorage, withMigrationLock } from './migrations/storage.ts';

/**
 * Brings the connected database to this release: pending migrations in order, then collections and indexes. Two
 * processes may call it at once; the second waits and finds nothing to do.
 *
 * @returns names of the migrations that ran.
 */
export async function migrate(): Promise<string[]> {
  await loadModels();
  const { connection } = mongoose;
  return withMigrationLock(connection, async () => {
    const umzug = new Umzug({
      migrations: MIGRATIONS.map(({ name, up }) => ({ name, up: () => up(connection) })),
      context: connection,
      storage: mongoStorage(connection),
      logger: undefined,
    });
    const ran = await umzug.up();
    await ensureCollections();
    return ran.map(({ name }) => name);
  });
}

/** Connects without the short time limits of the web: building an index may take minutes. */
export async function connectPatiently(uri: string): Promise<void> {
  await mongoose.connect(uri, { serverSelectionTimeoutMS: 30_000, w: 'majority' });
}

/** Opens the store the environment names, for a program run by hand. @throws Error naming what is missing. */
export async function openStore(): Promise<void> {
  const { mongodbUri, sealingKeys } = readStoreConfig();
  useSealingKeys(sealingKeys);
  await connectPatiently(mongodbUri);
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  await openStore();
  const ran = await migrate();
  console.log(ran.length === 0 ? '数据库已是最新' : `已升级：${ran.join('、')}`);
  await mongoose.disconnect();
}
