import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bornAt } from '../../scripts/start/pidFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'anfa-up-'));
const running = new Set<ChildProcess>();

interface Start {
  child: ChildProcess;
  text(): string;
  says(words: string): Promise<void>;
  ended: Promise<number | null>;
}

/** `npm start` on its own data folder and free ports. */
function start(): Start {
  const { MONGODB_URI: _m, REDIS_URL: _r, NODE_OPTIONS: _o, ...rest } = process.env;
  const env = { ...rest, DATA_DIR: folder, PORT: '0', MONGO_PORT: '0', REDIS_PORT: '0' };
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start/up.ts'], { env, detached: true });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += String(chunk);
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const says = async (words: string) => {
    const end = Date.now() + 150_000;
    while (!said.includes(words)) {
      if (Date.now() > end || child.exitCode !== null) throw new Error(`did not say ${words}:\n${said}`);
      await wait(50);
    }
  };
  return { child, text: () => said, says, ended };
}

const childPids = (): { name: string; pid: number }[] =>
  (JSON.parse(readFileSync(join(folder, 'anfa.pid'), 'utf8')) as { children: { name: string; pid: number }[] })
    .children;

describe('npm start', () => {
  afterAll(async () => {
    for (const child of running) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await wait(500);
    if (existsSync(join(folder, 'anfa.pid'))) {
      for (const { pid } of childPids()) if (bornAt(pid) !== undefined) process.kill(pid, 'SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  });

  test('starts everything, refuses a second start, recovers from kill -9 and stops cleanly', async () => {
    const first = start();
    await first.says('启动完成');
    expect(first.text()).toMatch(/启动完成，用了 [\d.]+ 秒。请打开 http:\/\/localhost:\d+/);
    const pids = childPids();
    expect(pids.map((p) => p.name)).toEqual(expect.arrayContaining(['mongod', 'redis']));

    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.text()).toContain(`安发已在运行（进程 ${first.child.pid}）`);

    first.child.kill('SIGKILL');
    await first.ended;
    const orphans = pids.filter(({ name, pid }) => ['mongod', 'redis'].includes(name) && bornAt(pid) !== undefined);
    expect(orphans.length).toBe(2);
    const third = start();
    await third.says('启动完成');
    expect(third.text()).toContain('结束上次遗留的 mongod');
    expect(pids.filter(({ pid }) => bornAt(pid) !== undefined)).toEqual([]);

    const later = childPids();
    const redis = later.find((p) => p.name === 'redis');
    process.kill(redis?.pid ?? 0, 'SIGKILL');
    await third.says('Redis 已重新启动');

    const last = childPids();
    third.child.kill('SIGINT');
    expect(await third.ended).toBe(0);
    expect(third.text()).toContain('已全部停止');
    expect(last.filter(({ pid }) => bornAt(pid) !== undefined)).toEqual([]);
    expect(() => readFileSync(join(folder, 'anfa.pid'))).toThrow('ENOENT');
  }, 600_000);
});
