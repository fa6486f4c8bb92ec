import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from './logger.ts';

/** How long a store may take to say that it is there. */
const LOOK_MS = 1_500;

const LOOPBACK: readonly (string | undefined)[] = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/** Whether a connection comes from the machine itself. */
export const isFromHere = (address: string | undefined): boolean => LOOPBACK.includes(address);

/** Whether somebody may know how we are inside: the machine itself, not through a proxy, or whoever has the token. */
export function mayKnow(from: string | undefined, headers: IncomingHttpHeaders, token: string): boolean {
  if (isFromHere(from) && headers['x-forwarded-for'] === undefined) return true;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization?.replace(/^Bearer /, '') ?? ''), digest(token));
}

/**
 * Health of a process without pages. `GET /healthz`: 200 while the process runs, with or without its stores, so that
 * nobody restarts it for their sake. `GET /readyz`: 200 with what `look` found, 503 when it found something that is not
 * as it should be, when looking fails or takes long; what it found is told only to who may know.
 */
export async function startHealthServer(
  port: number,
  look: () => Promise<Record<string, unknown> & { isReady: boolean }>,
  token: string,
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
    const isTold = mayKnow(req.socket.remoteAddress, req.headers, token);
    const isAway = (): void => answer(503, { status: 'store-unavailable' });
    const timer = setTimeout(isAway, LOOK_MS);
    look()
      .then(({ isReady, ...found }) => {
        answer(isReady ? 200 : 503, { status: isReady ? 'ready' : 'behind', ...(isTold ? found : {}) });
      }, isAway)
      .finally(() => clearTimeout(timer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  logger.info({ port: (server.address() as AddressInfo).port }, 'health server listens');
  return server;
}
