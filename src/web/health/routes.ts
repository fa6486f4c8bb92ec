import { Router } from 'express';
import type { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { mayKnow } from '#platform/healthServer';
import { markReady } from '#platform/redis';
import { metrics } from '../metrics.ts';
import { proxyFits } from '../middleware/proxyCheck.ts';

/** How long a store may take to say that it is there. */
const PING_MS = 1_500;

const within = async (work: Promise<unknown>): Promise<boolean> => {
  const timeout = new Promise<false>((resolve) => setTimeout(() => resolve(false), PING_MS).unref());
  return Promise.race([
    work.then(
      () => true,
      () => false,
    ),
    timeout,
  ]);
};

interface HealthOptions {
  redis: Redis;
  metricsToken: string;
  /** True once the process has been told to stop. */
  isLeaving: () => boolean;
}

/**
 * `/healthz`: the process runs. `/readyz`: MongoDB answers and the process is not about to stop, else 503 so that no
 * traffic is sent here; without a Redis that takes what is written to it everybody can still work, so that is `degraded` and
 * takes nobody away; so is a TRUST_PROXY that does not fit what arrives. `/metrics`: for Prometheus, from this machine or with the token. None of them touches a session.
 */
export function healthRoutes({ redis, metricsToken, isLeaving }: HealthOptions): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok', uptimeSeconds: Math.round(process.uptime()) });
  });
  router.get('/readyz', async (req, res) => {
    if (isLeaving()) {
      res.status(503).json({ status: 'leaving' });
      return;
    }
    const database = mongoose.connection.db;
    const [mongo, cache] = await Promise.all([
      database === undefined ? false : within(database.command({ ping: 1 })),
      within(markReady(redis)),
    ]);
    const proxy = proxyFits() ?? true;
    const status = !mongo ? 'not-ready' : cache && proxy ? 'ready' : 'degraded';
    const isTold = mayKnow(req.socket.remoteAddress, req.headers, metricsToken);
    res.status(mongo ? 200 : 503).json({ status, ...(isTold ? { mongo, redis: cache, proxy } : {}) });
  });
  router.get('/metrics', async (req, res) => {
    if (!mayKnow(req.socket.remoteAddress, req.headers, metricsToken)) {
      res.status(404).end();
      return;
    }
    res.type(metrics.contentType).send(await metrics.metrics());
  });
  return router;
}
