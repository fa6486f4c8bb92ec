import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { followCalendar } from '#domain/calendar';
import { followSettings } from '#domain/ruleSettings';
import { foldRefused } from '#domain/webhooks';
import { useEncoder } from '#platform/encoder';
import { createLogger } from '#platform/logger';
import { connectWhenThere } from '#platform/mongo';
import { connectRedis } from '#platform/redis';
import { useSealingKeys } from '#platform/sealing';
import { useSms } from '#platform/sms';
import { smsSender } from '#platform/smsSender';
import { readConfig } from './config.ts';
import { createApp } from './web/app.ts';

/** The web process: config → stores → app → listen, and the same backwards when told to stop. */
/** What is being answered may take this long before it is cut off. */
const STOP_MS = 15_000;
const IDLE_MS = 100;
const STORES_MS = 1_000;

const config = readConfig();
const logger = createLogger('web', config.logLevel);
useSealingKeys(config.sealingKeys);
useEncoder(config.encoderFolder);
useSms(smsSender(config));

await connectWhenThere(config.mongodbUri, logger);
await followCalendar(() => new Date());
await followSettings(() => new Date());
const leaving = new AbortController();
const redis = connectRedis(config.redisUrl);
const app = createApp({
  isDemo: config.isDemo,
  requireTotp: config.requireTotp,
  publicUrl: config.publicUrl,
  sessionSecret: config.sessionSecret,
  metricsToken: config.metricsToken,
  trustProxy: config.trustProxy,
  redis,
  now: () => new Date(),
  logger,
  leaving: leaving.signal,
});
const server = createServer(app);
server.requestTimeout = 120_000;
// Longer than load balancers keep an idle connection: else one of them sends a request just as we hang up.
server.keepAliveTimeout = 65_000;
server.listen(config.port, config.host, () => logger.info({ port: config.port }, 'portal listens'));

let isStopping = false;
/**
 * Stops in order: says that it is leaving (`/readyz`, live streams), listens a little longer so that whoever sends traffic
 * here notices, takes no more, and lets what is being answered finish.
 */
async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  leaving.abort();
  await wait(config.drainSeconds * 1_000);
  const closed = new Promise<boolean>((resolve) => server.close(() => resolve(true)));
  // A connection is free to go once its answer is out; kept open, it would keep us here.
  setInterval(() => server.closeIdleConnections(), IDLE_MS);
  const isDone = await Promise.race([closed, wait(STOP_MS, false, { ref: false })]);
  if (!isDone) logger.warn('some requests did not finish in time');
  await Promise.race([foldRefused().catch(() => {}), wait(STORES_MS, undefined, { ref: false })]);
  redis.disconnect();
  await Promise.race([mongoose.disconnect(), wait(STORES_MS, undefined, { ref: false })]);
  logger.info('portal stopped');
  process.exit(code || (isDone ? 0 : 1));
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(0));
process.on('unhandledRejection', (error) => {
  logger.fatal({ error: (error as Error | undefined)?.name }, 'unhandled rejection');
  void stop(1);
});
