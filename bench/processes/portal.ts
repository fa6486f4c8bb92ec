import { createLogger } from '#platform/logger';
import { connectMongo } from '#platform/mongo';
import { connectRedis } from '#platform/redis';
import { createApp } from '../../src/web/app.ts';
import { watchCommands } from '../../tests/support/storeCommands.ts';
import { serve } from '../support/webProcess.ts';

/**
 * The whole portal as its own process, as the web process builds it; only the limit on one address is raised. `NOW` stops
 * its clock; it counts its commands when `MONGODB_URI` asks for them to be monitored.
 */
const { MONGODB_URI = '', REDIS_URL = '', NOW } = process.env;
await connectMongo(MONGODB_URI);
const redis = connectRedis(REDIS_URL);
const app = createApp({
  isDemo: false,
  requireTotp: false,
  publicUrl: 'http://127.0.0.1',
  sessionSecret: 'a-secret-for-benches-only',
  metricsToken: 'a-token-for-benches-only',
  trustProxy: 0,
  redis,
  now: () => (NOW === undefined ? new Date() : new Date(NOW)),
  logger: createLogger('web', 'info'),
  limitFactor: 10_000,
});
if (MONGODB_URI.includes('monitorCommands')) {
  const watch = watchCommands(redis);
  let sent = 0;
  await serve(app, () => {
    sent += watch.take().length;
    return sent;
  });
} else await serve(app);
