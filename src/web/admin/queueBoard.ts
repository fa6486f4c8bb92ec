import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { type ConnectionOptions, Queue } from 'bullmq';
import type { RequestHandler } from 'express';
import type { Redis } from 'ioredis';
import { actsAs } from '#kernel/actor';
import { forbidden } from '#kernel/errors';

const PATH = '/admin/queues';

/** bull-board, to look only, for administrators. Its own pages bring their styles inline, so they get their own policy. */
export function queueBoard(redis: Redis): { path: string; guard: RequestHandler; board: RequestHandler } {
  const adapter = new ExpressAdapter();
  adapter.setBasePath(PATH);
  const queue = new Queue('clock', { connection: redis as unknown as ConnectionOptions, prefix: 'anfa' });
  queue.on('error', () => {});
  createBullBoard({ queues: [new BullMQAdapter(queue, { readOnlyMode: true })], serverAdapter: adapter });
  const guard: RequestHandler = (req, res, next) => {
    if (!actsAs(req.actor, 'administrator')) throw forbidden('common.not-allowed');
    res.setHeader(
      'content-security-policy',
      "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    );
    next();
  };
  return { path: PATH, guard, board: adapter.getRouter() as RequestHandler };
}
