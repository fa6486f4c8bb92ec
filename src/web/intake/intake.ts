import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { takeInAlerts } from '#domain/alerts';
import { takeIn } from '#domain/gates';
import type { Signed } from '#domain/webhooks';
import { alertIntake, gateIntake } from '#kernel/paths';
import type { Logger } from '#platform/logger';

const MOST_BYTES = '256kb';
/** A signature that is wrong and one that is old are told the same, or it could be tried out. */
const STATUS = {
  ...{ 'unknown-gate': 401, unknown: 401, 'bad-signature': 401, stale: 401 },
  ...{ unreadable: 400, 'too-many': 413 },
} as const;
type Taken = { refused: keyof typeof STATUS } | { answers: readonly unknown[] };

/**
 * Where hardware sends what it has to tell: a gate its crossings, a platform its alarms. It has no session and no form: its
 * signature says who it is, over the bytes as they came.
 */
export function intakeRoutes(now: () => Date, logger: Logger): Router {
  const router = Router();
  const hear = (
    { pattern }: { pattern: string },
    take: (now: Date, reference: string, signed: Signed, body: string) => Promise<Taken>,
  ) =>
    router.post(
      pattern,
      express.raw({ type: () => true, limit: MOST_BYTES }),
      // Too long or broken off: a page of apology is drawn further on, and there is none for hardware.
      (error: { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
        res.status(error.status === 413 ? 413 : 400).json({ error: 'refused' });
      },
      async (req: Request, res: Response) => {
        const body = Buffer.isBuffer(req.body) ? req.body.toString('utf8') : '';
        const signed = {
          id: req.get('webhook-id') ?? '',
          timestamp: req.get('webhook-timestamp') ?? '',
          signature: req.get('webhook-signature') ?? '',
        };
        // A page of apology is nothing to hardware: told to come again, it keeps what it has.
        const result = await take(now(), String(req.params['reference']), signed, body).catch((error: unknown) => {
          logger.error({ err: error }, 'a message of hardware could not be taken');
        });
        if (result === undefined) {
          res.status(503).json({ error: 'again' });
          return;
        }
        if ('refused' in result) res.status(STATUS[result.refused]).json({ error: 'refused' });
        else res.json(result);
      },
    );
  hear(gateIntake, takeIn);
  hear(alertIntake, takeInAlerts);
  return router;
}
