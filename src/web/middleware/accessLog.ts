import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '#platform/logger';
import { requestSeconds } from '../metrics.ts';

/**
 * Gives every request an id that journal, logs and error pages share, and logs one line when it is over: method, route
 * and time, never the query, which may hold names.
 */
export function accessLog(logger: Logger, now: () => Date): RequestHandler {
  return (req, res, next) => {
    req.now = now();
    req.requestId = randomUUID();
    res.setHeader('x-request-id', req.requestId);
    const { method } = req;
    const began = performance.now();
    res.once('close', () => {
      const seconds = (performance.now() - began) / 1_000;
      const route = res.locals.sentTo ?? (typeof req.route?.path === 'string' ? req.route.path : 'none');
      requestSeconds.observe({ method, route, status: res.statusCode }, seconds);
      const line = {
        requestId: req.requestId,
        method,
        route,
        status: res.statusCode,
        ms: Math.round(seconds * 1_000),
      };
      if (res.statusCode >= 500) logger.error(line, 'request failed');
      else logger.debug(line, 'request');
    });
    next();
  };
}
