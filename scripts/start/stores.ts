import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { findBinary } from './binaries.ts';

/**
 * How long the store lets a transaction be open. A process killed in the middle of a change holds its rows until then,
 * and until the store looks again, which it does every half of it.
 */
export const TRANSACTION_LIFETIME_S = 10;

/** A store this process started. */
export interface RunningStore {
  url: string;
  child: ChildProcess;
  /** Asks the store to write everything down and end; resolves when it has. */
  stop(): Promise<void>;
}

export interface StoreOptions {
  /** Where the store keeps what it is told. */
  folder: string;
  /** Where fetched binaries are kept between runs. */
  binaries: string;
  say(line: string): void;
  /** Wanted port; another free one is taken when it is in use. */
  port?: number;
  /** Name of MongoDB's replica set. */
  replicaSet?: string;
  /** Told of the store's process at once, before it is ready. */
  onSpawn?(child: ChildProcess): void;
}

const READY_MS = 60_000;
const STOP_MS = 60_000;

/** The wanted port when it is free, else any free one. */
export async function freePort(wanted = 0, host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (wanted === 0 ? reject(error) : resolve(freePort(0, host))));
    probe.listen(wanted, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });

/** Asks again every 60 ms until `ready` says yes. @throws Error when it does not within `ms`, or `child` ends first. */
async function until(what: string, ms: number, child: ChildProcess, ready: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${what} 没有启动成功`);
    if (await ready().catch(() => false)) return;
    await wait(60);
  }
  throw new Error(`${what} 在 ${ms / 1_000} 秒内没有就绪`);
}

function launch(binary: string, args: string[], log: string): ChildProcess {
  // Detached: Ctrl-C in a terminal reaches only the starter, which then stops the stores after everything else.
  // The log is the child's own file, not a pipe through us: it can go on writing when the starter is killed.
  const file = openSync(log, 'a');
  const child = spawn(binary, args, { detached: true, stdio: ['ignore', file, file] });
  closeSync(file);
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', () => {
      clearTimeout(giveUp);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** Makes the lone node a replica set (transactions need one), or gives it its new address after a port change. */
async function ensureReplicaSet(name: string, port: number, child: ChildProcess): Promise<void> {
  const client = await new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`).connect();
  try {
    const admin = client.db('admin');
    const host = `127.0.0.1:${port}`;
    const config = await admin.command({ replSetGetConfig: 1 }).then(
      (answer) => answer['config'] as { version: number; members: { host: string }[] },
      () => undefined,
    );
    if (config === undefined) {
      await admin.command({ replSetInitiate: { _id: name, members: [{ _id: 0, host }] } });
    } else if (config.members[0]?.host !== host) {
      const members = [{ ...config.members[0], host }];
      await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members }, force: true });
    }
    await until('MongoDB 副本集', READY_MS, child, async () => {
      const hello = await admin.command({ hello: 1 });
      return hello['isWritablePrimary'] === true;
    });
  } finally {
    await client.close();
  }
}

/** Starts mongod as a replica set of one; data survives in `folder/mongo`. @returns a URL without a database name. */
export async function startMongo(options: StoreOptions): Promise<RunningStore> {
  const binary = await findBinary('mongod', options.binaries, options.say);
  const folder = join(options.folder, 'mongo');
  mkdirSync(folder, { recursive: true });
  const port = await freePort(options.port);
  const { replicaSet = 'rs0' } = options;
  const quiet = ['--oplogSize', '256', '--setParameter', 'diagnosticDataCollectionEnabled=false'];
  const brisk = ['--setParameter', `transactionLifetimeLimitSeconds=${TRANSACTION_LIFETIME_S}`];
  const child = launch(
    binary,
    [
      '--dbpath',
      folder,
      '--port',
      `${port}`,
      '--bind_ip',
      '127.0.0.1',
      '--replSet',
      replicaSet,
      ...quiet,
      ...brisk,
    ].concat(['--wiredTigerCacheSizeGB', '0.5']),
    join(options.folder, 'mongod.log'),
  );
  options.onSpawn?.(child);
  await until('MongoDB', READY_MS, child, () => listens(port));
  await ensureReplicaSet(replicaSet, port, child);
  return { url: `mongodb://127.0.0.1:${port}/?replicaSet=${replicaSet}`, child, stop: () => stop(child) };
}

/** Starts Redis with its append-only file in `folder/redis`; BullMQ forbids eviction. */
export async function startRedis(options: StoreOptions): Promise<RunningStore> {
  const binary = await findBinary('redis-server', options.binaries, options.say);
  const folder = join(options.folder, 'redis');
  mkdirSync(folder, { recursive: true });
  const port = await freePort(options.port);
  const child = launch(
    binary,
    ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes'].concat([
      '--maxmemory-policy',
      'noeviction',
      '--daemonize',
      'no',
    ]),
    join(options.folder, 'redis.log'),
  );
  options.onSpawn?.(child);
  await until('Redis', READY_MS, child, () => listens(port));
  return { url: `redis://127.0.0.1:${port}`, child, stop: () => stop(child) };
}
