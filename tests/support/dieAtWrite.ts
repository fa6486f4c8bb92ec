import type mongoose from 'mongoose';

const WRITES = /^(insert|update|findOneAndUpdate|bulkWrite|delete)/;

/**
 * Kills this process, as `kill -9` does, at the n-th write it begins.
 * @param within Writes into other collections are not counted.
 */
export function dieAtWrite(store: typeof mongoose, killAt: number, within?: readonly string[]): void {
  let writes = 0;
  store.set('debug', (collection: string, method: string) => {
    if (!WRITES.test(method) || within?.includes(collection) === false) return;
    if (++writes === killAt) process.kill(process.pid, 'SIGKILL');
  });
}
