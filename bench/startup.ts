/**
 * Seconds from the command to 「启动完成」: cold (empty data folder, binaries fetched before unless `--fetch`) and
 * warm (same folder again). `--fetch` also fetches the binaries anew.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Starts Anfa on `folder`, waits until it is ready and its world whole, stops it. @returns wall-clock seconds to ready. */
async function measure(folder: string, isFirst = false): Promise<number> {
  const began = performance.now();
  const env = { ...process.env, DATA_DIR: folder, PORT: '0', MONGO_PORT: '0', REDIS_PORT: '0' };
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start/up.ts'], { cwd: root, env, detached: true });
  let said = '';
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = new Promise<number>((done, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
      if (said.includes('启动完成')) done((performance.now() - began) / 1_000);
    });
    child.once('exit', () => fail(new Error(`ended before it was ready:\n${said}`)));
  });
  try {
    const seconds = await ready;
    while (isFirst && !said.includes('演示数据已备好')) await new Promise((done) => setTimeout(done, 200));
    return seconds;
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'anfa-startup-'));
try {
  if (process.argv.includes('--fetch')) rmSync(join(root, 'data/bin'), { recursive: true, force: true });
  const cold = await measure(folder, true);
  const warm = [await measure(folder), await measure(folder), await measure(folder)].toSorted((a, b) => a - b);
  console.log(`首次启动 ${cold.toFixed(1)} 秒（目标 15）  再次启动 ${warm[1]?.toFixed(1)} 秒（目标 5，三次取中）`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
