import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Redis } from 'ioredis';
import { createLogger, type Logger } from '#platform/logger';
import { connectRedis } from '#platform/redis';
import { createApp } from '../../src/web/app.ts';
import type { Clock } from './clock.ts';
import { testRedisUrl } from './stores.ts';

export interface Portal {
  url: string;
  redis: Redis;
  stop(): Promise<void>;
}

const logger = createLogger('web', 'silent');

/** The real portal over real HTTP; only its clock is ours. */
export async function startPortal(
  clock: Clock,
  more: { isDemo?: boolean; requireTotp?: boolean; limitFactor?: number; trustProxy?: number; logger?: Logger } = {},
): Promise<Portal> {
  const redis = connectRedis(testRedisUrl());
  const server = createServer();
  // A busy machine pauses longer than Node's five seconds; a connection closed in that moment would fail the test.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const app = createApp({
    isDemo: more.isDemo ?? false,
    requireTotp: more.requireTotp ?? false,
    publicUrl: url,
    sessionSecret: 'a-secret-for-tests-only',
    metricsToken: 'a-token-for-tests-only',
    trustProxy: more.trustProxy ?? 0,
    redis,
    now: clock.now,
    logger: more.logger ?? logger,
    limitFactor: more.limitFactor ?? 100,
  });
  server.on('request', app);
  return {
    url,
    redis,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      redis.disconnect();
    },
  };
}
