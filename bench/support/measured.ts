import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** What a measured process says of itself, over the channel of `fork`. */
interface Report {
  url?: string;
  /** User and system CPU since its start, microseconds. */
  cpu?: number;
  failed?: string;
}

export interface Measured {
  url: string;
  /** Milliseconds of CPU spent since its start. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** In the measured process: says where it listens, then answers every question with its CPU time. */
export function reportTo(parent: NodeJS.Process, url: string): void {
  parent.on('message', () => {
    const { user, system } = process.cpuUsage();
    parent.send?.({ cpu: user + system } satisfies Report);
  });
  parent.on('disconnect', () => process.exit(0));
  parent.send?.({ url } satisfies Report);
}

/** Starts a file of `bench/` as a process of its own, by `tsx` as `npm start` does, and waits until it listens. */
export async function startMeasured(
  file: string,
  env: Record<string, string>,
  execArgv: readonly string[] = [],
): Promise<Measured> {
  const child = fork(resolve(root, 'bench', file), {
    cwd: root,
    env: { ...process.env, ...env },
    execArgv: ['--import', 'tsx', ...execArgv],
  });
  const { url = '' } = await answer(child);
  return {
    url,
    cpu: async () => {
      const next = answer(child);
      child.send('cpu');
      return ((await next).cpu ?? 0) / 1_000;
    },
    stop: async () => {
      const ended = new Promise((done) => child.once('exit', done));
      child.disconnect();
      await ended;
    },
  };
}

function answer(child: ChildProcess): Promise<Report> {
  return new Promise((done, fail) => {
    const ended = (code: number | null) => fail(new Error(`the measured process ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      done(message as Report);
    });
  });
}
