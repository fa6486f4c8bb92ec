import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChannelStatus, countInbox } from '#domain/chat';
import type { Logger } from '#platform/logger';

export interface HealthOptions {
  port: number;
  /** False while this process waits for its turn to be the one bot. */
  isLeading: () => boolean;
  channels: () => ChannelStatus[];
  logger: Logger;
}

/** `GET /healthz`: 200 with sign-in, heartbeat and queue lengths; 503 when the store cannot be asked. */
export async function startHealthServer({ port, isLeading, channels, logger }: HealthOptions): Promise<Server> {
  const server = createServer((req, res) => {
    const answer = (status: number, body: unknown): void => {
      res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
      res.end(JSON.stringify(body));
    };
    if (req.url !== '/healthz' && req.url !== '/readyz') return answer(404, { status: 'not-found' });
    countInbox().then(
      (inbox) => answer(200, { status: 'ok', isLeading: isLeading(), inbox, channels: channels() }),
      () => answer(503, { status: 'store-unavailable', isLeading: isLeading() }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  logger.info({ port: (server.address() as AddressInfo).port }, 'bot health server listens');
  return server;
}
