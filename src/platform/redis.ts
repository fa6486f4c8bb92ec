import { Redis } from 'ioredis';

/** How long a Redis that hangs is waited for: once, then its connection is dropped and calls fail at once. */
const HANG_MS = 1_000;
/** The longest a queue's connection hears nothing while it waits for a job is ten seconds. */
const QUEUE_HANG_MS = 30_000;

/** Redis for web and bot: fails fast, so that a cut store is an answer and not a wait. */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    commandTimeout: HANG_MS,
    connectTimeout: HANG_MS,
    socketTimeout: HANG_MS,
    enableOfflineQueue: true,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  redis.on('error', () => {}); // each failing call reports itself; without a listener ioredis prints to the console
  return redis;
}

/** Redis for BullMQ workers: waits for the store as long as it takes, as BullMQ requires. */
export function connectQueueRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    socketTimeout: QUEUE_HANG_MS,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  redis.on('error', () => {});
  return redis;
}

/** How long the mark of a look at Redis stays. */
const MARK_SECONDS = 60;

/** Writes one small mark. @throws when Redis is away, or answers but takes nothing: full, or a replica. */
export async function markReady(redis: Redis): Promise<void> {
  await redis.set('anfa:ready', '1', 'EX', MARK_SECONDS);
}
