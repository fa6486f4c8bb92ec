import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from './logger.ts';

/** `GET /healthz` and `/readyz` of a process without pages: 200 with what `look` found, 503 when looking fails. */
export async function startHealthServer(
  port: number,
  look: () => Promise<Record<string, unknown>>,
  logger: Logger,
): Promise<Server> {
  const server = createServer((req, res) => {
    const answer = (status: number, body: unknown): void => {
      res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
      res.end(JSON.stringify(body));
    };
    if (req.url !== '/healthz' && req.url !== '/readyz') return answer(404, { status: 'not-found' });
    look().then(
      (found) => answer(200, { status: 'ok', ...found }),
      () => answer(503, { status: 'store-unavailable' }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  logger.info({ port: (server.address() as AddressInfo).port }, 'health server listens');
  return server;
}
