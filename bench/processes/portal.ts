import { createLogger } from '#platform/logger';
import { connectMongo } from '#platform/mongo';
import { connectRedis } from '#platform/redis';
import { createApp } from '../../src/web/app.ts';
import { serve } from '../support/webProcess.ts';

/** The whole portal as its own process, as the web process builds it; only the limit on one address is raised. */
const { MONGODB_URI = '', REDIS_URL = '' } = process.env;
await connectMongo(MONGODB_URI);
const app = createApp({
  isDemo: false,
  requireTotp: false,
  publicUrl: 'http://127.0.0.1',
  sessionSecret: 'a-secret-for-benches-only',
  metricsToken: 'a-token-for-benches-only',
  trustProxy: 0,
  redis: connectRedis(REDIS_URL),
  now: () => new Date(),
  logger: createLogger('web', 'info'),
  limitFactor: 10_000,
});
await serve(app);
