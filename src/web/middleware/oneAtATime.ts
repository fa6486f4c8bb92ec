import { open, readFile } from 'node:fs/promises';

/** Files above this wait for one another, so that memory does not grow with how many are sent at once. */
const LARGE_BYTES = 4 * 1024 * 1024;

let room = Buffer.alloc(0);
let last: Promise<unknown> = Promise.resolve();

/**
 * Hands the bytes of a file to `use`. Large files are read into one and the same piece of memory, one after the other:
 * they are good only until `use` is done.
 */
export function withBytes<T>(path: string, size: number, use: (bytes: Buffer) => Promise<T>): Promise<T> {
  if (size <= LARGE_BYTES) return readFile(path).then(use);
  const turn = last.then(async () => {
    if (room.length < size) room = Buffer.allocUnsafeSlow(size);
    const file = await open(path);
    try {
      const { bytesRead } = await file.read(room, 0, size, 0);
      return await use(room.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  });
  last = turn.catch(() => {});
  return turn;
}
