import type { Request, RequestHandler, Response } from 'express';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { isUrgentReport } from '#domain/hazards';
import { localDate } from '#kernel/dates';
import { tooMany } from '#kernel/errors';
import { networkOf } from '#kernel/network';
import { bare } from '#kernel/text';
import { blind } from '#platform/sealing';
import { textOf } from '../request.ts';
import type { Route } from '../router.ts';

type Limit = NonNullable<Route['limit']>;

interface LimitRow {
  points: number;
  seconds: number;
  /** What uses it up: guesses that were wrong, or everything that is sent. */
  counts: 'failures' | 'everything';
  /** Danger is taken in however much was sent before: so much of it, in the same time, where the rest is turned away. */
  urgentPoints?: number;
}

/** For one person, else for one browser, phone number or poster; an address that many share has many times as much. */
const LIMITS: Readonly<Record<Limit, LimitRow>> = {
  'sign-in': { points: 10, seconds: 60, counts: 'failures' },
  code: { points: 10, seconds: 600, counts: 'failures' },
  certificate: { points: 30, seconds: 60, counts: 'everything' },
  'visitor-report': { points: 20, seconds: 600, counts: 'everything', urgentPoints: 200 },
  register: { points: 5, seconds: 3_600, counts: 'everything' },
  chat: { points: 40, seconds: 60, counts: 'everything', urgentPoints: 120 },
};
/** So many times the points of one person, browser or phone may come from one address: a factory, or a flood. */
const SHARED = 20;
const EVERYBODY = { points: 600, duration: 60 };

/**
 * Who a limit counts for: the person, else the browser at its network, with the number it types, however it is written.
 * Somebody else at the same network guesses at their own expense; browsers made anew share what a network has together.
 */
function countedFor(req: Request): string {
  const { actor } = req;
  if (actor.kind === 'person') return actor.personId;
  const typed = ['phone', 'reference', 'number'].map((name) => bare(textOf(req, name))).find((text) => text !== '');
  // The session and not the visitor's id, which a browser is given with its first refusal: it would begin to count anew.
  return [networkOf(req.ip), req.sessionID, typed ?? textOf(req, 'placeCode')].join(' ');
}

/**
 * Limits shared by all web processes through Redis; each process counts by itself while Redis is away. Nobody is named
 * there: keys are blinded, every day in another way.
 * @param factor How many times the usual number is allowed: tests walk faster than people.
 */
export function createLimits(redis: Redis, factor = 1) {
  const limiterOf = (name: string, points: number, duration: number) => {
    const own = { keyPrefix: `anfa:limit:${name}`, points: points * factor, duration };
    const insuranceLimiter = new RateLimiterMemory(own);
    return new RateLimiterRedis({ storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter, ...own });
  };
  const everybody = new RateLimiterMemory({ keyPrefix: 'all', ...EVERYBODY, points: EVERYBODY.points * factor });
  const everyAddress = new RateLimiterMemory({
    keyPrefix: 'address',
    duration: EVERYBODY.duration,
    points: EVERYBODY.points * factor * SHARED,
  });

  /** @throws TooMany with the seconds to wait, when one of these is used up. */
  async function take(res: Response, counters: readonly (readonly [RateLimiterRedis | RateLimiterMemory, string])[]) {
    try {
      await Promise.all(counters.map(([limiter, key]) => limiter.consume(key)));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.ceil(refusal.msBeforeNext / 1_000);
      res.setHeader('retry-after', seconds);
      throw tooMany('common.too-many', { params: { seconds } });
    }
  }

  const ofEverybody: RequestHandler = async (req, res, next) => {
    const browser = /(?:^|; )anfa=([^;]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
    const address = networkOf(req.ip);
    await take(res, [
      [everybody, `${address} ${browser}`],
      [everyAddress, address],
    ]);
    next();
  };

  function limit(name: Limit): RequestHandler {
    const { points, seconds, counts, urgentPoints } = LIMITS[name];
    const one = limiterOf(name, points, seconds);
    const shared = limiterOf(`${name}:shared`, points * SHARED, seconds);
    const urgent = urgentPoints === undefined ? undefined : limiterOf(`${name}:urgent`, urgentPoints, seconds);
    return async (req, res, next) => {
      const blinded = (who: string): string => blind(`${localDate(req.now)} ${who}`, 'limits');
      const counters = [
        [one, blinded(countedFor(req))],
        ...(req.actor.kind === 'person' ? [] : [[shared, blinded(networkOf(req.ip))] as const]),
      ] as const;
      try {
        await take(res, counters);
      } catch (error) {
        // The words decide, whatever was ticked; asked only where they would be turned away.
        const told = { isUrgent: textOf(req, 'isUrgent') === '1', text: textOf(req, 'text') };
        if (urgent === undefined || !(await isUrgentReport(told))) throw error;
        // Bounded by itself: nothing that is no danger uses it up.
        await take(res, [[urgent, counters[0][1]]]);
        res.removeHeader('retry-after');
        return next();
      }
      res.once('finish', () => {
        // Whoever was told to come back later may: that try does not count. Nor does what went well, where guesses do.
        const isFree = res.statusCode === 503 || (counts === 'failures' && res.statusCode < 400);
        if (isFree) for (const [limiter, key] of counters) limiter.reward(key).catch(() => {});
      });
      next();
    };
  }
  return { everybody: ofEverybody, limit };
}
