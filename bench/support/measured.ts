import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** What a measured process says of itself, over the channel of `fork`. */
interface Report {
  url?: string;
  /** User and system CPU since its start, microseconds. */
  cpu?: number;
  /** Commands sent to the stores since its start, where it counts them. */
  commands?: number;
  failed?: string;
}

export interface Measured {
  url: string;
  /** Milliseconds of CPU spent since its start. */
  cpu(): Promise<number>;
  /** Commands sent to the stores since its start; 0 where it does not count them. */
  commands(): Promise<number>;
  stop(): Promise<void>;
}

/** In the measured process: says where it listens, then answers every question with its CPU time, and its commands. */
export function reportTo(parent: NodeJS.Process, url: string, commands = () => 0): void {
  parent.on('message', () => {
    const { user, system } = process.cpuUsage();
    parent.send?.({ cpu: user + system, commands: commands() } satisfies Report);
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
  const question = async () => {
    const next = answer(child);
    child.send('how much');
    return next;
  };
  return {
    url,
    cpu: async () => ((await question()).cpu ?? 0) / 1_000,
    commands: async () => (await question()).commands ?? 0,
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
