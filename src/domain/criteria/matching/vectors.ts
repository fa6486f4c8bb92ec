import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** Vectors of the written lines, worked out once by `npm run criteria:learn`: 8 bytes of what is meant, 384 of the vector. */
const FILE = new URL('./vectors.bin', import.meta.url);
const KEY_BYTES = 8;
const DIMENSIONS = 384;
const ROW = KEY_BYTES + DIMENSIONS;

/** A vector in bytes: a quarter of the memory, and near enough for which is nearest. */
export interface Packed {
  bytes: Int8Array;
  /** One over its length. */
  scale: number;
}

/** Names a line without its words. */
export const keyOf = (line: string): string =>
  createHash('sha256')
    .update(line)
    .digest('hex')
    .slice(0, KEY_BYTES * 2);

const packed = (bytes: Int8Array): Packed => ({
  bytes,
  scale: 1 / Math.sqrt(bytes.reduce((sum, x) => sum + x * x, 0) || 1),
});

/** A vector of the encoder, in bytes. */
export function pack(vector: Float32Array): Packed {
  const most = vector.reduce((max, x) => Math.max(max, Math.abs(x)), 0) || 1;
  return packed(Int8Array.from(vector, (x) => Math.round((x / most) * 127)));
}

/** The cosine of a sentence's vector (length 1) and a packed one. */
export function nearness(vector: Float32Array, { bytes, scale }: Packed): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 1) sum += (vector[i] as number) * (bytes[i] as number);
  return sum * scale;
}

/** The vectors that lie beside the code, by the key of their line; none where the file is missing. */
export function readVectors(file: URL = FILE): Map<string, Packed> {
  const found = new Map<string, Packed>();
  if (!existsSync(file)) return found;
  const all = readFileSync(file);
  for (let at = 0; at + ROW <= all.length; at += ROW) {
    const bytes = new Int8Array(all.buffer, all.byteOffset + at + KEY_BYTES, DIMENSIONS);
    found.set(all.toString('hex', at, at + KEY_BYTES), packed(bytes));
  }
  return found;
}

/** The file's content for some vectors, in the order of their keys so that it differs only where lines do. */
export const writtenVectors = (vectors: ReadonlyMap<string, Packed>): Buffer =>
  Buffer.concat(
    [...vectors]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, { bytes }]) => [Buffer.from(key, 'hex'), Buffer.from(bytes)]),
  );
