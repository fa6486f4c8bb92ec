import { Redis } from 'ioredis';

/** Redis for web and bot: fails fast, so that a cut store is an answer and not a wait. */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    commandTimeout: 1_500,
    connectTimeout: 1_500,
    enableOfflineQueue: true,
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  });
  redis.on('error', () => {}); // each failing call reports itself; without a listener ioredis prints to the console
  return redis;
}

/** Redis for BullMQ workers: waits for the store as long as it takes, as BullMQ requires. */
export function connectQueueRedis(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(times * 100, 1_000) });
  redis.on('error', () => {});
  return redis;
}
