import type { RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { tooMany } from '#kernel/errors';
import type { Route } from '../router.ts';

type Limit = NonNullable<Route['limit']>;

/** Points in seconds, for one address (and phone number, where one is typed). */
const LIMITS: Readonly<Record<Limit, { points: number; duration: number }>> = {
  'sign-in': { points: 10, duration: 60 },
  code: { points: 10, duration: 600 },
  certificate: { points: 30, duration: 60 },
  'visitor-report': { points: 10, duration: 600 },
  register: { points: 5, duration: 3_600 },
  chat: { points: 40, duration: 60 },
};
const EVERYBODY = { points: 600, duration: 60 };

/**
 * Limits shared by all web processes through Redis; each process counts by itself while Redis is away.
 * @param factor How many times the usual number is allowed: tests walk faster than people.
 */
export function createLimits(redis: Redis, factor = 1) {
  const limiters = new Map<Limit, RateLimiterRedis>();
  for (const [name, { points, duration }] of Object.entries(LIMITS) as [
    Limit,
    { points: number; duration: number },
  ][]) {
    const own = { keyPrefix: `anfa:limit:${name}`, points: points * factor, duration };
    limiters.set(
      name,
      new RateLimiterRedis({
        storeClient: redis,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(own),
        ...own,
      }),
    );
  }
  const everybody = new RateLimiterMemory({
    keyPrefix: 'all',
    points: EVERYBODY.points * factor,
    duration: EVERYBODY.duration,
  });

  const guard =
    (limiter: RateLimiterRedis | RateLimiterMemory, isPerson = false): RequestHandler =>
    async (req, res, next) => {
      const who = isPerson && req.actor.kind === 'person' ? req.actor.personId : (req.ip ?? '');
      try {
        await limiter.consume(who);
        // Whoever was told to come back later may: that try does not count.
        res.once('finish', () => {
          if (res.statusCode === 503) limiter.reward(who).catch(() => {});
        });
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const seconds = Math.ceil(refusal.msBeforeNext / 1_000);
        res.setHeader('retry-after', seconds);
        throw tooMany('common.too-many', { params: { seconds } });
      }
      next();
    };
  return {
    everybody: guard(everybody),
    limit: (name: Limit): RequestHandler => guard(limiters.get(name) as RateLimiterRedis, true),
  };
}
