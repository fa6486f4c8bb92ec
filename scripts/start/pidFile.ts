import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

interface Mark {
  name: string;
  pid: number;
  /** When the process began, so that a number given to another process meanwhile is not taken for ours. */
  born: string;
}

interface Marks {
  starter: Mark;
  children: Mark[];
}

/** When the living process `pid` began; undefined when it has ended (or only waits to be buried). */
export function bornAt(pid: number): string | undefined {
  try {
    if (existsSync('/proc/self/stat')) {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
      return fields?.[0] === 'Z' ? undefined : fields?.[19];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

const isAlive = ({ pid, born }: Mark): boolean => bornAt(pid) === born;

/** Ends what an earlier start left behind: portal, worker and bot first, then the stores. */
async function endLeftovers(children: Mark[], say: (line: string) => void): Promise<void> {
  const isStore = ({ name }: Mark) => name === 'mongod' || name === 'redis';
  for (const group of [children.filter((c) => !isStore(c)), children.filter(isStore)]) {
    const left = group.filter(isAlive);
    for (const { name, pid } of left) {
      say(`结束上次遗留的 ${name}（进程 ${pid}）`);
      process.kill(pid, 'SIGTERM');
    }
    const end = performance.now() + 20_000;
    while (left.some(isAlive) && performance.now() < end) await wait(50);
    for (const mark of left.filter(isAlive)) process.kill(mark.pid, 'SIGKILL');
    while (left.some(isAlive)) await wait(50);
  }
}

export interface PidFile {
  /** Remembers a child (in place of an earlier one of that name), to be found again if this process is killed. */
  add(name: string, pid: number): void;
  release(): void;
}

/**
 * Claims the data folder for this process. Leftovers of a starter that was killed are ended first.
 *
 * @throws Error naming the pid of the starter that holds the folder.
 */
export async function claimFolder(folder: string, say: (line: string) => void): Promise<PidFile> {
  const path = join(folder, 'anfa.pid');
  const marks: Marks = { starter: { name: 'start', pid: process.pid, born: bornAt(process.pid) ?? '' }, children: [] };
  const write = () => {
    writeFileSync(`${path}.new`, JSON.stringify(marks));
    renameSync(`${path}.new`, path);
  };
  let left: Mark[] = [];
  for (;;) {
    try {
      closeSync(openSync(path, 'wx'));
      break;
    } catch {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      const old = text === '' ? undefined : (JSON.parse(text) as Marks);
      if (old && isAlive(old.starter)) throw new Error(`安发已在运行（进程 ${old.starter.pid}），没有再启动一个`);
      left = old?.children ?? [];
      rmSync(path, { force: true });
    }
  }
  marks.children = left;
  write();
  await endLeftovers(left, say);
  marks.children = [];
  write();
  return {
    add: (name, pid) => {
      marks.children = [...marks.children.filter((c) => c.name !== name), { name, pid, born: bornAt(pid) ?? '' }];
      write();
    },
    release: () => rmSync(path, { force: true }),
  };
}
