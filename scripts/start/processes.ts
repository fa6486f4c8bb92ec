import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PidFile } from './pidFile.ts';

/** Longer than the longest that a part gives itself. */
const GRACE_MS = 20_000;
const STEADY_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;

/** Pause before the `attempt`-th restart in a row (from 0): 0.5 s, doubling up to half a minute. */
export const pauseBefore = (attempt: number): number => Math.min(500 * 2 ** attempt, LONGEST_PAUSE_MS);

interface Part {
  name: string;
  label: string;
  begin(): Promise<ChildProcess>;
  child?: ChildProcess;
  attempt: number;
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** The last lines a part wrote, for the person who looks at the terminal. */
function lastWords(log: string): string {
  const lines = readFileSync(log, { encoding: 'utf8', flag: 'a+' }).trim().split('\n');
  return lines.slice(-4).join('\n    ');
}

/** Keeps the parts of Anfa alive: one that ends by itself is named and begun again, later each time. */
export class Supervisor {
  private readonly parts: Part[] = [];
  private isStopping = false;

  private readonly folder: string;
  private readonly pids: PidFile;
  private readonly say: (line: string) => void;

  constructor(folder: string, pids: PidFile, say: (line: string) => void) {
    this.folder = folder;
    this.pids = pids;
    this.say = say;
  }

  /** Starts one of our own programs and keeps it running; its output goes to `<name>.log` in the data folder. */
  async run(name: string, label: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
    const part: Part = { name, label, attempt: 0, begin: async () => this.launch(name, args, env) };
    this.parts.push(part);
    this.watch(part, await part.begin());
  }

  /** Keeps an already started store running. `begin` starts it again where it was. */
  keep(name: string, label: string, child: ChildProcess, begin: () => Promise<ChildProcess>): void {
    const part: Part = { name, label, attempt: 0, begin };
    this.parts.push(part);
    this.watch(part, child);
  }

  /** Ends the parts in the reverse of their groups: first our own programs together, then the stores one by one. */
  async stop(stores: readonly string[]): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.parts.filter((p) => !stores.includes(p.name)).map((p) => this.end(p, GRACE_MS)));
    for (const name of stores) {
      for (const part of this.parts.filter((p) => p.name === name)) await this.end(part, 60_000);
    }
  }

  private launch(name: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
    // Detached: Ctrl-C in a terminal reaches only the starter, which stops the parts in order.
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    if (child.pid !== undefined) this.pids.add(name, child.pid);
    return child;
  }

  private watch(part: Part, child: ChildProcess): void {
    part.child = child;
    const began = performance.now();
    const again = (code: number | null, signal: NodeJS.Signals | null) => {
      if (this.isStopping) return;
      if (performance.now() - began > STEADY_MS) part.attempt = 0;
      void this.restart(part, signal ?? `退出码 ${code}`);
    };
    if (hasEnded(child)) again(child.exitCode, child.signalCode);
    else child.once('exit', again);
  }

  private async restart(part: Part, reason: string): Promise<void> {
    const pause = pauseBefore(part.attempt);
    part.attempt += 1;
    this.say(`${part.label} 意外停止（${reason}），${pause / 1_000} 秒后重新启动`);
    if (part.attempt > 1) this.say(`  最近的记录：\n    ${lastWords(join(this.folder, `${part.name}.log`))}`);
    await wait(pause);
    if (this.isStopping) return;
    try {
      const child = await part.begin();
      if (this.isStopping) child.kill('SIGTERM');
      this.watch(part, child);
      this.say(`${part.label} 已重新启动`);
    } catch (error) {
      if (!this.isStopping) await this.restart(part, (error as Error).message);
    }
  }

  private async end(part: Part, graceMs: number): Promise<void> {
    const { child } = part;
    if (child === undefined || hasEnded(child)) return;
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(() => child.kill('SIGKILL'), graceMs);
      child.once('exit', () => {
        clearTimeout(giveUp);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }
}
