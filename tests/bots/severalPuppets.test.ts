import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { PuppetServer } from 'wechaty-puppet-service';
import { findChatLines, getBotHealth, writeToBot } from '#domain/chat';
import { createLogger } from '#platform/logger';
import { connectRedis } from '#platform/redis';
import { type RunningBot, runBot } from '../../bots/runBot.ts';
import { createClock } from '../support/clock.ts';
import { personContext, visitorContext } from '../support/contexts.ts';
import { testRedisUrl, useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld, type World } from '../support/world.ts';
import { type FakeWecom, startFakeWecom } from './support/fakeWecom.ts';
import { TestPuppet } from './support/puppetMock.ts';

useStores();
const clock = createClock();
const SECRET = 'a-secret';
const TOKEN = 'insecure_4d2b9f0e-0000-4000-8000-000000000002';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('several networks in one process', () => {
  let world: World;
  let fake: FakeWecom;
  let behind: TestPuppet;
  let gateway: PuppetServer;
  let bot: RunningBot;
  const redis = connectRedis(testRedisUrl());
  const dead: string[] = [];
  afterAll(() => redis.disconnect());

  beforeEach(async () => {
    world = await buildWorld();
    fake = await startFakeWecom(SECRET);
    const endpoint = `127.0.0.1:${await freePort()}`;
    behind = new TestPuppet();
    gateway = new PuppetServer({ endpoint, puppet: behind as never, token: TOKEN });
    await gateway.start();
    behind.on('start', () => {
      setTimeout(() => !behind.isLoggedIn && behind.signIn(), 50);
    });
    bot = runBot({
      puppets: ['webchat', 'wecom', 'service'],
      wecom: { botId: 'bot', secret: SECRET, wsUrl: fake.url },
      service: { endpoint, token: TOKEN, noTls: false },
      redis,
      publicUrl: 'https://anfa.test',
      now: clock.now,
      logger: createLogger('bot', 'silent'),
      onDead: (reason) => dead.push(reason),
      restMs: 1_500,
    });
    await until(() => bot.channels().length === 3 && bot.channels().every((channel) => channel.isLoggedIn), 20_000);
  });
  afterEach(async () => {
    await bot.stop();
    await gateway.stop();
    await fake.close();
  });

  const byWecom = (msgid: string, content: string) =>
    fake.push('aibot_msg_callback', {
      msgid,
      msgtype: 'text',
      chattype: 'single',
      from: { userid: 'wei' },
      text: { content },
    });
  const byPage = (onceKey: string, text: string) =>
    writeToBot(visitorContext({ now: clock.now() }), { chatId: 'v1', kind: 'text', text, onceKey });
  const answersOnPage = async () => (await findChatLines('v1')).filter((line) => line.from === 'bot');
  const statusOf = (name: string) => bot.channels().find(({ channel }) => channel === name);

  it('answers each person where they wrote, and goes on when one of them dies', async () => {
    byWecom('w1', '帮助');
    behind.write('zhang', '帮助');
    await byPage('p1', '帮助');
    await until(
      async () => fake.sent.length === 1 && behind.sent.length === 1 && (await answersOnPage()).length === 1,
      20_000,
    );
    expect([fake.sent[0]?.chatid, behind.sent[0]?.to]).toEqual(['wei', 'zhang']);

    // 企业微信 is taken over by somebody else: the page and the gateway do not notice.
    fake.push('aibot_event_callback', { msgid: 'e', msgtype: 'event', event: { eventtype: 'disconnected_event' } });
    await until(() => statusOf('wecom')?.isLoggedIn === false);
    expect(statusOf('wecom')).toEqual({ channel: 'wecom', isLoggedIn: false, lastError: 'wecom-taken-over' });
    await byPage('p2', '帮助');
    behind.write('zhang', '帮助');
    await until(async () => behind.sent.length === 2 && (await answersOnPage()).length === 2, 20_000);
    await until(async () => {
      const { status } = await getBotHealth(personContext(world.actors.administrator, { now: clock.now() }));
      return status?.channels.map((channel) => channel.channel).join() === 'webchat,wecom,service';
    }, 20_000);

    // After its rest it is there again.
    await until(() => statusOf('wecom')?.isLoggedIn === true, 20_000);
    expect(fake.subscriptions).toBe(2);
    byWecom('w2', '帮助');
    await until(() => fake.sent.length === 2, 20_000);
    expect([fake.sent.length, behind.sent.length, (await answersOnPage()).length]).toEqual([2, 2, 2]);
    expect(dead).toEqual([]);
  }, 90_000);
});
