import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type mongoose from 'mongoose';
import type { UmzugStorage } from 'umzug';

/** Migrations that have run, one document each. */
export function mongoStorage(connection: mongoose.Connection): UmzugStorage<mongoose.Connection> {
  const done = connection.collection<{ _id: string; at: Date }>('migrations');
  return {
    logMigration: async ({ name }) => {
      await done.insertOne({ _id: name, at: new Date() });
    },
    unlogMigration: async ({ name }) => {
      await done.deleteOne({ _id: name });
    },
    executed: async () => (await done.find().sort({ _id: 1 }).toArray()).map((row) => row._id),
  };
}

const LEASE_MS = 30_000;

/**
 * Runs `work` while no other process migrates this database. The lease is renewed while `work` runs and runs out
 * `LEASE_MS` after its holder was killed.
 *
 * @throws Error when another process holds the lock for longer than `patienceMs`.
 */
export async function withMigrationLock<T>(
  connection: mongoose.Connection,
  work: () => Promise<T>,
  patienceMs = 120_000,
): Promise<T> {
  const locks = connection.collection<{ _id: string; holder: string; until: Date }>('migrationLocks');
  const holder = `${hostname()}:${process.pid}:${Math.random().toString(36).slice(2)}`;
  const lease = () => new Date(Date.now() + LEASE_MS);
  const take = () =>
    locks
      .updateOne({ _id: 'migrate', until: { $lt: new Date() } }, { $set: { holder, until: lease() } }, { upsert: true })
      .then(
        () => true,
        (error: { code?: number }) => {
          if (error.code === 11_000) return false;
          throw error;
        },
      );
  const end = Date.now() + patienceMs;
  while (!(await take())) {
    if (Date.now() > end) throw new Error('另一个进程正在升级数据库，请等它结束后再试');
    await wait(200);
  }
  const renewal = setInterval(() => {
    locks.updateOne({ _id: 'migrate', holder }, { $set: { until: lease() } }).catch(() => undefined);
  }, LEASE_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await locks.deleteOne({ _id: 'migrate', holder });
  }
}
