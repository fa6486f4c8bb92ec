import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { PuppetServer } from 'wechaty-puppet-service';
import { createLogger } from '#platform/logger';
import { createServicePuppet } from '../../bots/puppets/service.ts';
import { type ChatLine, startChatLine, type WechatyMessage } from '../../bots/wechaty.ts';
import { until } from '../support/until.ts';
import { TestPuppet } from './support/puppetMock.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a puppet behind a gRPC gateway', () => {
  it('carries words, pictures and places, and answers', async () => {
    const endpoint = `127.0.0.1:${await freePort()}`;
    const token = 'insecure_4d2b9f0e-0000-4000-8000-000000000001';
    const puppet = new TestPuppet();
    const gateway = new PuppetServer({ endpoint, puppet: puppet as never, token });
    await gateway.start();
    puppet.on('start', () => {
      setTimeout(() => !puppet.isLoggedIn && puppet.signIn(), 50);
    });
    const received: WechatyMessage[] = [];
    let line: ChatLine | undefined;
    try {
      line = await startChatLine({
        channel: 'service',
        puppet: createServicePuppet({ endpoint, token, noTls: false }) as never,
        onMessage: async (message) => void received.push(message),
        onDead: () => {},
        now: () => new Date(),
        logger: createLogger('bot', 'silent'),
      });
      await until(() => line?.isLoggedIn());
      puppet.write('zhang', '3号线电箱漏电');
      await until(() => received.length === 1);
      const picture = Buffer.alloc(200_000, 7);
      await puppet.sendPicture('zhang', picture);
      await until(() => received.length === 2);
      puppet.sendPlace('zhang', { accuracy: 1, address: '南宁', latitude: 22.81, longitude: 108.36, name: '东门' });
      await until(() => received.length === 3);
      expect(received[0]).toMatchObject({ channelUserId: 'zhang', text: '3号线电箱漏电' });
      expect((await received[1]?.photo?.())?.bytes.equals(picture)).toBe(true);
      expect(received[2]?.location).toEqual({ latitude: 22.81, longitude: 108.36, name: '东门' });
      await line.say('zhang', '收到');
      expect(puppet.sent).toEqual([{ to: 'zhang', text: '收到' }]);
    } finally {
      await line?.stop();
      await gateway.stop();
    }
  });
});
