import { createLogger } from '#platform/logger';
import { connectRedis } from '#platform/redis';
import { runBot } from '../../bots/runBot.ts';
import { runWorker } from '../../jobs/runWorker.ts';
import type { Clock } from './clock.ts';
import type { Portal } from './portal.ts';
import { testRedisUrl } from './stores.ts';

const logger = createLogger('web', 'silent');

/** The worker's queue and the bot with the web chat, beside the portal, on the same clock. */
export function startBackground(clock: Clock, portal: Portal): { stop(): Promise<void> } {
  const worker = runWorker({ redisUrl: testRedisUrl(), now: clock.now, logger });
  const redis = connectRedis(testRedisUrl());
  const bot = runBot({
    puppets: ['webchat'],
    redis,
    publicUrl: portal.url,
    now: clock.now,
    logger,
    onDead: () => {},
  });
  return {
    stop: async () => {
      await Promise.all([worker.stop(), bot.stop()]);
      redis.disconnect();
    },
  };
}
