import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { connectPatiently, migrate } from '../../../scripts/migrate.ts';
import { MEMORY } from '../../../scripts/start/memory.ts';
import { freePort, type RunningStore, startMongo, startRedis } from '../../../scripts/start/stores.ts';
import { until } from '../../support/until.ts';

const root = join(import.meta.dirname, '../../..');
const FILES = { web: 'src/server.ts', worker: 'jobs/worker.ts', bot: 'bots/bot.ts' } as const;
const GOODBYE_MS = 3_000;
/** Starting programs is slow on a machine that runs everything else beside; nothing waits without need. */
const START_MS = 120_000;
/** What a test of real processes may take there. */
export const PATIENTLY = 240_000;
export type PartName = keyof typeof FILES;

/** One of our own programs as a real process. */
export interface Part {
  child: ChildProcess;
  /** Where it says how it is. */
  url: string;
  /** Everything it has logged so far. */
  log(): string;
  /** Resolves with the exit code; null when it was killed. */
  ended: Promise<number | null>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, as an orchestrator does. @returns the exit code. */
  stop(): Promise<number | null>;
}

/** A store as a real process that can be cut, hung and brought back on the same port and data. */
export interface Store {
  url: string;
  /** What it has on disk. */
  folder: string;
  /** kill -9: everybody's connections are gone and nobody answers. */
  cut(): Promise<void>;
  /** Nobody answers and nothing says so, as behind a network that swallows packets. Resolves once it has fallen silent. */
  hang(): Promise<void>;
  /** Back on the same port with what it had on disk. */
  restore(): Promise<void>;
}

export interface House {
  mongo: Store;
  redis: Store;
  /**
   * Starts a program and waits until it is up; `more` is added to its environment.
   * @param first A file that is loaded before it. By its arguments: what stands in NODE_OPTIONS is loaded in its threads
   * too, and the one that turns TypeScript into code then waits for itself for ever.
   */
  start(name: PartName, more?: Record<string, string>, first?: string): Promise<Part>;
  close(): Promise<void>;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
/** As the machine's list of processes says it: `T` for one that was stopped. */
const stateOf = ({ pid }: ChildProcess): string =>
  execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
const goneOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => (hasEnded(child) ? resolve() : child.once('exit', () => resolve())));

const endAll = async (children: Iterable<ChildProcess>): Promise<void> => {
  for (const child of children) {
    child.kill('SIGKILL');
    await goneOf(child);
  }
};

async function keep(folder: string, begin: (port: number) => Promise<RunningStore>): Promise<Store> {
  const port = await freePort();
  let running = await begin(port);
  let isHanging = false;
  const wakeUp = (): void => {
    if (isHanging) running.child.kill('SIGCONT');
    isHanging = false;
  };
  const cut = async (): Promise<void> => {
    running.child.kill('SIGKILL');
    isHanging = false;
    await goneOf(running.child);
  };
  return {
    url: running.url,
    folder,
    cut,
    hang: async () => {
      isHanging = running.child.kill('SIGSTOP');
      // On a busy machine it goes on answering until one of its threads is given the time to notice.
      await until(async () => stateOf(running.child).startsWith('T'), GOODBYE_MS);
    },
    restore: async () => {
      if (isHanging) return wakeUp();
      if (!hasEnded(running.child)) return;
      const again = await begin(port);
      if (again.url !== running.url) throw new Error(`port ${port} was taken by somebody else`);
      running = again;
    },
  };
}

function launch(name: PartName, url: string, env: Record<string, string | undefined>, first?: string): Part {
  const before = first === undefined ? [] : ['--import', first];
  const child = spawn(process.execPath, ['--import', 'tsx', ...before, FILES[name]], { cwd: root, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += String(chunk);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const send = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  return {
    child,
    url,
    log: () => said,
    ended,
    kill: async () => void (await send('SIGKILL')),
    stop: () => send('SIGTERM'),
  };
}

/** Starts stores of the suite's own, migrates them, and connects the suite to the same database. */
export async function openHouse(): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'anfa-house-'));
  // Every process by its own handle, so that a suite that fails half-way leaves none behind.
  const children = new Set<ChildProcess>();
  let isClosed = false;
  const onSpawn = (child: ChildProcess): void => {
    if (isClosed) child.kill('SIGKILL');
    else children.add(child);
  };
  const close = async (): Promise<void> => {
    isClosed = true;
    for (const child of children) child.kill('SIGCONT');
    // A mongod that is cut is said goodbye to in vain.
    await Promise.race([mongoose.disconnect(), wait(GOODBYE_MS, undefined, { ref: false })]);
    await endAll(children);
    rmSync(folder, { recursive: true, force: true });
  };
  const options = { folder, binaries: join(root, 'data/bin'), say: () => {}, onSpawn };
  const [mongo, redis] = await Promise.all([
    keep(join(folder, 'mongo'), (port) => startMongo({ ...options, port })),
    keep(join(folder, 'redis'), (port) => startRedis({ ...options, port })),
  ]);
  const uri = mongo.url.replace('/?', '/anfa?');
  try {
    await connectPatiently(uri);
    await migrate();
  } catch (error) {
    await close();
    throw error;
  }

  const start = async (name: PartName, more: Record<string, string> = {}, first?: string): Promise<Part> => {
    const port = await freePort();
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const env = {
      ...inherited,
      ...MEMORY,
      ANFA_MODE: 'test',
      MONGODB_URI: uri,
      REDIS_URL: redis.url,
      PORT: String(port),
      HEALTH_PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      TRUST_PROXY: '1',
      LOG_LEVEL: 'info',
      ...more,
    };
    const part = launch(name, env.PUBLIC_URL, env, first);
    onSpawn(part.child);
    await until(async () => {
      if (hasEnded(part.child)) throw new Error(`${name} ended at its start:\n${part.log()}`);
      return (await fetch(`${part.url}/healthz`).catch(() => undefined))?.ok === true;
    }, START_MS).catch((error: Error) => {
      throw new Error(`${name} did not start: ${error.message}\n${part.log()}`);
    });
    return part;
  };
  return { mongo, redis, start, close };
}
