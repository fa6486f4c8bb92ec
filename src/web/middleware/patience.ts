import type { ErrorRequestHandler, RequestHandler } from 'express';
import { unavailable } from '#kernel/errors';
import { sinceStoreAnswered } from '#platform/mongo';

/** From then on a page is looked at that is not there yet: a store that hangs must not make people wait. */
export const PATIENCE_MS = 2_500;
/** How long a form with photos may take to come in over a slow line. */
export const UPLOAD_MS = 60_000;
/** A store that has said nothing to anybody for so long hangs; one that answers is only busy, and it is worth waiting. */
const SILENCE_MS = 1_000;
/** However busy everything is, so much later something has to be said. */
const LONGEST_MS = 20_000;

/**
 * Answers 503 when nothing else has begun to answer in time and the store is silent; a download or live stream that has
 * begun goes on. What the page was doing goes on by itself and its answer is thrown away: commands are transactions, so
 * nothing stays half done, and the form sent again has the same once-token.
 * @param apologise Draws the error page. It is not reached through `next`: whatever fails later would then find no handler
 *   left but Express's own, which hangs up on a connection that the browser has long been using for something else.
 */
export function patience(apologise: ErrorRequestHandler): RequestHandler {
  return (req, res, next) => {
    let timer: NodeJS.Timeout | undefined;
    let end = 0;
    const look = (): void => {
      if (res.headersSent) return;
      const silence = sinceStoreAnswered();
      if (silence < SILENCE_MS && performance.now() < end) {
        timer = setTimeout(look, SILENCE_MS - silence);
        return;
      }
      Promise.resolve(apologise(unavailable('common.store-unavailable'), req, res, next)).catch(next);
    };
    const within = (ms: number): void => {
      clearTimeout(timer);
      end = performance.now() + ms + LONGEST_MS;
      timer = setTimeout(look, ms);
    };
    res.locals.patience = within;
    within(PATIENCE_MS);
    res.once('finish', () => clearTimeout(timer));
    res.once('close', () => clearTimeout(timer));
    next();
  };
}
