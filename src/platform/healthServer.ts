import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from './logger.ts';

/** How long a store may take to say that it is there. */
const LOOK_MS = 1_500;

/**
 * Health of a process without pages. `GET /healthz`: 200 while the process runs, with or without its stores, so that
 * nobody restarts it for their sake. `GET /readyz`: 200 with what `look` found, 503 when looking fails or takes long.
 */
export async function startHealthServer(
  port: number,
  look: () => Promise<Record<string, unknown>>,
  logger: Logger,
): Promise<Server> {
  const server = createServer((req, res) => {
    const answer = (status: number, body: unknown): void => {
      if (res.headersSent) return;
      res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
      res.end(JSON.stringify(body));
    };
    if (req.url === '/healthz') return answer(200, { status: 'ok', uptimeSeconds: Math.round(process.uptime()) });
    if (req.url !== '/readyz') return answer(404, { status: 'not-found' });
    const isAway = (): void => answer(503, { status: 'store-unavailable' });
    const timer = setTimeout(isAway, LOOK_MS);
    look()
      .then((found) => answer(200, { status: 'ready', ...found }), isAway)
      .finally(() => clearTimeout(timer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  logger.info({ port: (server.address() as AddressInfo).port }, 'health server listens');
  return server;
}
