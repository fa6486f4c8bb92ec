import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useEncoder } from '#platform/encoder';
import { useSealingKeys } from '#platform/sealing';
import { readStoreConfig } from '../../src/config.ts';
import { reportTo } from './measured.ts';

// As the process that measures: what one sealed the other opens.
useSealingKeys(readStoreConfig({ ANFA_MODE: 'test', MONGODB_URI: 'mongodb://unused' }).sealingKeys);
useEncoder(undefined);

/** Serves on a free port of this machine and answers the measuring process. */
export async function serve(handler: RequestListener, commands?: () => number): Promise<void> {
  const server = createServer(handler);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  reportTo(process, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, commands);
}
