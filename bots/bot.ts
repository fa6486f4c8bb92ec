import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { followCalendar } from '#domain/calendar';
import { countInbox } from '#domain/chat';
import { followSettings } from '#domain/ruleSettings';
import { useEncoder } from '#platform/encoder';
import { startHealthServer } from '#platform/healthServer';
import { createLogger } from '#platform/logger';
import { connectWhenThere } from '#platform/mongo';
import { connectRedis, markReady } from '#platform/redis';
import { useSealingKeys } from '#platform/sealing';
import { useSms } from '#platform/sms';
import { smsSender } from '#platform/smsSender';
import { readConfig } from '../src/config.ts';
import { runBot } from './runBot.ts';

/** The bot process: config → stores → health → the one bot, until it is told to stop. */
const STOP_MS = 15_000;
const STORES_MS = 1_000;

const config = readConfig();
const logger = createLogger('bot', config.logLevel);
useSealingKeys(config.sealingKeys);
useEncoder(config.encoderFolder);
useSms(smsSender(config));
process.umask(0o077);

await connectWhenThere(config.mongodbUri, logger);
await followCalendar(() => new Date());
await followSettings(() => new Date());
const redis = connectRedis(config.redisUrl);

let isStopping = false;
const stop = async (code: number): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(code || 1), STOP_MS).unref();
  health.close();
  await bot
    .stop()
    .catch((error: unknown) => logger.error({ error: (error as Error).name }, 'bot did not stop cleanly'));
  redis.disconnect();
  await Promise.race([mongoose.disconnect(), wait(STORES_MS, undefined, { ref: false })]);
  logger.info('bot stopped');
  process.exit(code);
};

const bot = runBot({
  ...config.bot,
  redis,
  publicUrl: config.publicUrl,
  logger,
  now: () => new Date(),
  onDead: (reason) => {
    logger.error({ reason }, 'bot must restart');
    void stop(1);
  },
});
const look = async () => {
  const inbox = await countInbox();
  await markReady(redis);
  return { isReady: true, isLeading: bot.isLeading(), inbox, channels: bot.channels() };
};
const health = await startHealthServer(config.healthPort, look, config.metricsToken, logger);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(0));
process.on('unhandledRejection', (error) => {
  logger.fatal({ error: (error as Error)?.name }, 'unhandled rejection');
  void stop(1);
});
