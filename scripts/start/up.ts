/** `npm start`: finds or fetches the stores, prepares the demo world, runs every part of Anfa, stops it all on Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { encoderFolder, fetchEncoder } from './encoder.ts';
import { MEMORY } from './memory.ts';
import { claimFolder } from './pidFile.ts';
import { Supervisor } from './processes.ts';
import { freePort, type RunningStore, type StoreOptions, startMongo, startRedis } from './stores.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = resolve(process.env['DATA_DIR'] ?? join(root, 'data'));
const PARTS = [
  { name: 'web', label: '网站', file: 'src/server.ts' },
  { name: 'worker', label: '定时与后台', file: 'jobs/worker.ts' },
  { name: 'bot', label: '聊天机器人', file: 'bots/bot.ts' },
] as const;
/** One machine, two health pages: the worker has the port asked for, the bot the next. */
const healthPort = (name: string): { HEALTH_PORT?: string } => {
  const asked = Number(process.env['HEALTH_PORT'] ?? 0);
  return name === 'bot' && asked > 0 ? { HEALTH_PORT: String(asked + 1) } : {};
};
const WEB_READY_MS = 60_000;

const seconds = (): string => process.uptime().toFixed(1);
const say = (line: string): void => console.log(`[${seconds().padStart(5)} 秒] ${line}`);
const inRoot = (file: string): string => join(root, file);

process.chdir(root);
mkdirSync(folder, { recursive: true });
const pids = await claimFolder(folder, say).catch((error: Error) => {
  say(error.message);
  process.exit(1);
});
const supervisor = new Supervisor(folder, pids, say);

let isStopping = false;
async function stopAll(code: number): Promise<never> {
  if (isStopping) return new Promise(() => {});
  isStopping = true;
  say('正在停止');
  await supervisor.stop(['redis', 'mongod']);
  pids.release();
  say('已全部停止，数据保存在 data 目录');
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0));

type Starter = (options: StoreOptions) => Promise<RunningStore>;

/** Starts a store on `wanted` or a free port, and again on the same port should it die. */
async function keepStore(name: string, label: string, begin: Starter, wanted: number): Promise<string> {
  let options: StoreOptions = {
    folder,
    binaries: inRoot('data/bin'),
    say,
    port: wanted,
    onSpawn: (child) => {
      if (child.pid !== undefined) pids.add(name, child.pid);
    },
  };
  const store = await begin(options);
  const { port } = new URL(store.url);
  options = { ...options, port: Number(port) };
  supervisor.keep(name, label, store.child, async () => {
    const again = await begin(options);
    if (again.url !== store.url) {
      again.child.kill('SIGTERM');
      throw new Error(`端口 ${port} 被别的程序占用`);
    }
    return again.child;
  });
  say(`${label} 就绪`);
  return store.url;
}

async function buildAssets(): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/buildAssets.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('样式与图标没有生成，原因见上');
}

async function webPort(): Promise<number> {
  const wanted = Number(process.env['PORT'] ?? 3000);
  const port = await freePort(wanted, '0.0.0.0');
  if (wanted !== 0 && port !== wanted) {
    if (process.env['PORT'] !== undefined) throw new Error(`端口 ${wanted} 被别的程序占用`);
    say(`端口 ${wanted} 被别的程序占用，改用 ${port}`);
  }
  return port;
}

async function webReady(address: string): Promise<void> {
  const end = performance.now() + WEB_READY_MS;
  while (performance.now() < end) {
    const answer = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await wait(50);
  }
  throw new Error(`网站没有启动成功，请看 ${join(folder, 'web.log')}`);
}

try {
  say('安发正在启动');
  const world = import('./world.ts'); // reads the whole domain while the stores start
  const assets = buildAssets();
  const binaries = inRoot('data/bin');
  // Nobody waits for it: whoever understands sentences takes it up when it is there.
  if (process.env['ENCODER_DIR'] === undefined) void fetchEncoder(binaries, say);
  const [mongo, redis] = await Promise.all([
    process.env['MONGODB_URI'] ??
      keepStore('mongod', 'MongoDB', startMongo, Number(process.env['MONGO_PORT'] ?? 27217)),
    process.env['REDIS_URL'] ?? keepStore('redis', 'Redis', startRedis, Number(process.env['REDIS_PORT'] ?? 6479)),
  ]);
  const uri = process.env['MONGODB_URI'] ?? mongo.replace('/?', '/anfa?');
  const port = await webPort();
  const address = `http://127.0.0.1:${port}`;
  const env = {
    PUBLIC_URL: `http://localhost:${port}`,
    ENCODER_DIR: encoderFolder(binaries),
    ANCHOR_LOG: join(folder, 'journal-anchors.log'),
    ...MEMORY,
    ...process.env,
    ANFA_MODE: 'demo',
    MONGODB_URI: uri,
    REDIS_URL: redis,
    PORT: String(port),
  };
  await assets;
  const { prepareWorld } = await world;
  // The portal first: two cores that start three programs at once keep everybody waiting for the page.
  const { whole } = await prepareWorld(uri, say, async () => {
    for (const { name, label, file } of PARTS) {
      if (!isStopping) await supervisor.run(name, label, ['--import', 'tsx', file], { ...env, ...healthPort(name) });
      if (name === 'web') await webReady(address);
    }
  });
  if (!isStopping) say(`启动完成，用了 ${seconds()} 秒。请打开 ${env.PUBLIC_URL} （按 Ctrl-C 停止）`);
  await whole.catch((error: Error) => {
    if (!isStopping) say(`演示数据没有做完（${error.message}），下次启动会重新来做`);
  });
} catch (error) {
  if (!isStopping) say((error as Error).message);
  await stopAll(1);
}
