import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FileTypeResult, fileTypeFromBuffer, fileTypeFromFile } from 'file-type';

/** What a file holds: in memory, or where it lies on disk, so that memory does not grow with it. `size` in bytes. */
export type Content = Buffer | { path: string; size: number };

export const sizeOf = (content: Content): number => (Buffer.isBuffer(content) ? content.length : content.size);

export const streamOf = (content: Content): Readable =>
  Buffer.isBuffer(content) ? Readable.from([content]) : createReadStream(content.path);

/** What it is by its own bytes; undefined for what is not known. */
export const typeOf = (content: Content): Promise<FileTypeResult | undefined> =>
  Buffer.isBuffer(content) ? fileTypeFromBuffer(content) : fileTypeFromFile(content.path);

/** The first so many bytes. */
export async function beginningOf(content: Content, length: number): Promise<Buffer> {
  if (Buffer.isBuffer(content)) return content.subarray(0, length);
  const file = await open(content.path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** SHA-256 in hex. */
export async function hashOf(content: Content): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(streamOf(content), hash);
  return hash.digest('hex');
}
