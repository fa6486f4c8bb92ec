import type { Request, RequestHandler, Response } from 'express';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { localDate } from '#kernel/dates';
import { tooMany } from '#kernel/errors';
import { networkOf } from '#kernel/network';
import { bare } from '#kernel/text';
import { blind } from '#platform/sealing';
import { textOf } from '../request.ts';
import { goesOnWithDanger, isLimitedThere, isToldAt, TELLS_OF_DANGER } from './danger.ts';
import { type Limited, limitRule, limitVersion } from './limitRules.ts';

/**
 * What uses a limit up: guesses that were wrong, or everything that is sent; of a stranger everything, of whoever has signed
 * in what was refused.
 */
const COUNTS: Readonly<Record<Limited, 'failures' | 'everything' | 'of-strangers'>> = {
  'sign-in': 'failures',
  code: 'failures',
  certificate: 'everything',
  'visitor-report': 'of-strangers',
  register: 'everything',
  chat: 'everything',
};

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
  const make = (now: Date) => {
    const { each, shared, everybody, urgent } = limitRule(now);
    const memory = (keyPrefix: string, times: number) =>
      new RateLimiterMemory({ keyPrefix, duration: everybody.seconds, points: everybody.points * factor * times });
    const names = Object.keys(each) as Limited[];
    const pairs = names.map((name) => {
      const { points, seconds } = each[name];
      const most = urgent[name];
      const limiters = {
        one: limiterOf(name, points, seconds),
        shared: limiterOf(`${name}:shared`, points * shared, seconds),
        // Bounded by itself: nothing that is no danger uses it up.
        urgent: most === undefined ? undefined : limiterOf(`${name}:urgent`, most, seconds),
      };
      return [name, limiters] as const;
    });
    return {
      version: limitVersion(now),
      everybody: memory('all', 1),
      everyAddress: memory('address', shared),
      toldAddress: memory('told', shared),
      goingOn: memory('going-on', shared),
      of: Object.fromEntries(pairs) as Record<Limited, (typeof pairs)[number][1]>,
    };
  };
  let made: ReturnType<typeof make> | undefined;
  /** The limiters of the rule in force. */
  const inForce = (now: Date): ReturnType<typeof make> => {
    if (made === undefined || made.version !== limitVersion(now)) made = make(now);
    return made;
  };

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
    // Danger is told here: a limit of its own bounds it, whatever else came from the address.
    if (isLimitedThere(req)) return next();
    const browser = /(?:^|; )anfa=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
    const address = networkOf(req.ip);
    const { everybody, everyAddress, toldAddress, goingOn } = inForce(req.now);
    // Browsers nobody knows yet are many: one that begins anew each time must not keep the others out.
    if (browser !== undefined) await take(res, [[everybody, `${address} ${browser}`]]);
    try {
      await take(res, [[isToldAt(req) ? toldAddress : everyAddress, address]]);
    } catch (error) {
      if (browser === undefined) throw error;
      // Any cookie says that it is somebody's, a new one each time: as many again are looked at, and no more.
      await take(res, [[goingOn, address]]);
      if (!(await goesOnWithDanger(req))) throw error;
      res.removeHeader('retry-after');
      res.locals.tooMany = error as Error;
    }
    next();
  };

  function limit(name: Limited): RequestHandler {
    const counts = COUNTS[name];
    return async (req, res, next) => {
      const { one, shared, urgent } = inForce(req.now).of[name];
      const blinded = (who: string): string => blind(`${localDate(req.now)} ${who}`, 'limits');
      const counters = [
        [one, blinded(countedFor(req))],
        ...(req.actor.kind === 'person' ? [] : [[shared, blinded(networkOf(req.ip))] as const]),
      ] as const;
      try {
        await take(res, counters);
      } catch (error) {
        // What it says decides, whatever was ticked; asked only where it would be turned away.
        const tells = TELLS_OF_DANGER[name];
        if (urgent === undefined || tells === undefined) throw error;
        // A code is a guess: all of one address about one case are counted before any of them is tried.
        const isGuess = name === 'code';
        const guessed = () => blinded(`${networkOf(req.ip)} ${bare(textOf(req, 'reference'))}`);
        if (isGuess) await take(res, [[urgent, guessed()]]);
        if (!(await tells(req))) throw error;
        if (!isGuess) await take(res, [[urgent, counters[0][1]]]);
        res.removeHeader('retry-after');
        return next();
      }
      res.once('finish', () => {
        // Whoever was told to come back later may: that try does not count. Nor does what went well, where only failures do.
        const isGuess = counts === 'failures' || (counts === 'of-strangers' && req.actor.kind === 'person');
        const isFree = res.statusCode === 503 || (isGuess && res.statusCode < 400);
        if (isFree) for (const [limiter, key] of counters) limiter.reward(key).catch(() => {});
      });
      next();
    };
  }
  return { everybody: ofEverybody, limit };
}
