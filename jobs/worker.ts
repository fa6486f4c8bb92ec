import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { followCalendar } from '#domain/calendar';
import { findLateJobs } from '#domain/clock';
import { followSettings } from '#domain/ruleSettings';
import { useAnchorLog } from '#platform/anchorLog';
import { useEncoder } from '#platform/encoder';
import { startHealthServer } from '#platform/healthServer';
import { createLogger } from '#platform/logger';
import { connectWhenThere } from '#platform/mongo';
import { connectRedis, markReady } from '#platform/redis';
import { useSealingKeys } from '#platform/sealing';
import { useSms } from '#platform/sms';
import { smsSender } from '#platform/smsSender';
import { readConfig } from '../src/config.ts';
import { runWorker } from './runWorker.ts';

/** The worker process: config → stores → health → the clock's queue, until it is told to stop. */
const STOP_MS = 15_000;
const STORES_MS = 1_000;

const config = readConfig();
const logger = createLogger('worker', config.logLevel);
useSealingKeys(config.sealingKeys);
useEncoder(config.encoderFolder);
useAnchorLog({ file: config.anchorLog, say: (anchor) => logger.info({ anchor }, 'journal anchor') });
useSms(smsSender(config));

await connectWhenThere(config.mongodbUri, logger);
await followCalendar(() => new Date());
await followSettings(() => new Date());
const redis = connectRedis(config.redisUrl);
const worker = runWorker({ redisUrl: config.redisUrl, now: () => new Date(), logger });
/** How the clock keeps up, and whether its queue can be written to. */
const look = async () => {
  const late = await findLateJobs(new Date());
  await markReady(redis);
  return { isReady: late.length === 0, late: late.map(({ job, minutes }) => ({ job, minutes })) };
};
const health = await startHealthServer(config.healthPort, look, config.metricsToken, logger);

let isStopping = false;
async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(code || 1), STOP_MS).unref();
  health.close();
  redis.disconnect();
  await worker.stop().catch((error: unknown) => logger.error({ error: (error as Error).name }, 'worker stopped badly'));
  await Promise.race([mongoose.disconnect(), wait(STORES_MS, undefined, { ref: false })]);
  logger.info('worker stopped');
  process.exit(code);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(0));
process.on('unhandledRejection', (error) => {
  logger.fatal({ error: (error as Error | undefined)?.name }, 'unhandled rejection');
  void stop(1);
});
