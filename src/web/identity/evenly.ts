import { setTimeout as wait } from 'node:timers/promises';

/** Every answer about a number takes at least so long: what it costs to find somebody is not to be measured. */
const EVEN_MS = 400;

/** What `work` comes to, or how it failed, but not before every answer is due that tells of a number. */
export async function evenly<T>(work: Promise<T>): Promise<T> {
  const [done] = await Promise.allSettled([work, wait(EVEN_MS)]);
  if (done.status === 'rejected') throw done.reason;
  return done.value;
}
