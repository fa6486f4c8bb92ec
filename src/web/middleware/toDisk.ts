import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import type { StorageEngine } from 'multer';

/**
 * Lets what is sent run onto disk, piece by piece, so that memory does not grow with it, and removes it when the answer
 * is over. What is longer than `maxBytes` is read and counted, and no more of it written. The file's name tells nothing.
 */
export class ToDisk implements StorageEngine {
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  _handleFile(req: Request, file: Express.Multer.File, done: (error?: unknown, more?: object) => void): void {
    const path = join(tmpdir(), `anfa-${randomUUID()}`);
    const max = this.#maxBytes;
    let size = 0;
    req.res?.once('close', () => void remove(path));
    const counted = async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        size += piece.length;
        if (size <= max) yield piece;
      }
    };
    pipeline(file.stream, counted, createWriteStream(path, { mode: 0o600 })).then(
      () => done(null, { path, size }),
      (error: unknown) => done(error),
    );
  }

  _removeFile(_req: Request, file: Express.Multer.File, done: (error: Error | null) => void): void {
    void remove(file.path).then(() => done(null));
  }
}

const remove = (path: string): Promise<void> => unlink(path).catch(() => {});
