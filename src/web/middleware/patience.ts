import type { ErrorRequestHandler, RequestHandler } from 'express';
import { unavailable } from '#kernel/errors';

/** A page that is not there by then becomes a 503: a store that hangs must not make people wait. */
export const PATIENCE_MS = 2_500;

/**
 * Answers 503 when nothing else has begun to answer in time; a download or live stream that has begun goes on. What
 * the page was doing goes on by itself and its answer is thrown away: commands are transactions, so nothing stays half
 * done, and the form sent again has the same once-token.
 * @param apologise Draws the error page. It is not reached through `next`: whatever fails later would then find no handler
 *   left but Express's own, which hangs up on a connection that the browser has long been using for something else.
 */
export function patience(apologise: ErrorRequestHandler): RequestHandler {
  return (req, res, next) => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      if (res.headersSent) return;
      Promise.resolve(apologise(unavailable('common.store-unavailable'), req, res, next)).catch(next);
    };
    const within = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, ms);
    };
    res.locals.patience = within;
    within(PATIENCE_MS);
    res.once('finish', () => clearTimeout(timer));
    res.once('close', () => clearTimeout(timer));
    next();
  };
}
