import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import mongoose from 'mongoose';
import { createLogger } from '#platform/logger';
import { connectMongo, isStoreFailure } from '#platform/mongo';
import { connectRedis } from '#platform/redis';
import { readConfig } from './config.ts';
import { createApp } from './web/app.ts';

/** The web process: config → stores → app → listen, and the same backwards when told to stop. */
const STOP_MS = 10_000;
const RETRY_MS = 1_000;

const config = readConfig();
const logger = createLogger('web', config.logLevel);

for (let isConnected = false; !isConnected; ) {
  isConnected = await connectMongo(config.mongodbUri).then(
    () => true,
    async (error: unknown) => {
      if (!isStoreFailure(error)) throw error;
      logger.warn('database not there yet');
      await wait(RETRY_MS);
      return false;
    },
  );
}
const redis = connectRedis(config.redisUrl);
const app = createApp({
  isDemo: config.isDemo,
  requireTotp: config.mode === 'production',
  publicUrl: config.publicUrl,
  sessionSecret: config.sessionSecret,
  metricsToken: config.metricsToken,
  trustProxy: config.trustProxy,
  redis,
  now: () => new Date(),
  logger,
});
const server = createServer(app);
server.requestTimeout = 120_000;
server.listen(config.port, config.host, () => logger.info({ port: config.port }, 'portal listens'));

let isStopping = false;
async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(code || 1), STOP_MS).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // Open chat pages hold their connection for good; they come back to another process by themselves.
  setTimeout(() => server.closeAllConnections(), 3_000).unref();
  await closed;
  redis.disconnect();
  await mongoose.disconnect();
  logger.info('portal stopped');
  process.exit(code);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(0));
process.on('unhandledRejection', (error) => {
  logger.fatal({ error: (error as Error | undefined)?.name }, 'unhandled rejection');
  void stop(1);
});
