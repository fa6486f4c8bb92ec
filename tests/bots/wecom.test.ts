import { createLogger } from '#platform/logger';
import { PuppetWecom } from '../../bots/puppets/wecom.ts';
import { type ChatLine, startChatLine, type WechatyMessage } from '../../bots/wechaty.ts';
import { until } from '../support/until.ts';
import { type FakeWecom, startFakeWecom } from './support/fakeWecom.ts';

const logger = createLogger('bot', 'silent');
const SECRET = 'a-secret';

describe('企业微信 over its long connection', () => {
  let fake: FakeWecom;
  let line: ChatLine;
  let received: WechatyMessage[];
  let dead: string[];

  beforeEach(async () => {
    fake = await startFakeWecom(SECRET);
    received = [];
    dead = [];
    line = await startChatLine({
      channel: 'wecom',
      puppet: new PuppetWecom({ botId: 'bot', secret: SECRET, wsUrl: fake.url, onDead: (r) => dead.push(r) }),
      onMessage: async (message) => void received.push(message),
      onDead: (r) => dead.push(r),
      now: () => new Date(),
      logger,
    });
    await until(() => line.isLoggedIn());
  });
  afterEach(async () => {
    await line.stop();
    await fake.close();
  });

  const text = (msgid: string, content: string, more = {}) =>
    fake.push('aibot_msg_callback', {
      msgid,
      msgtype: 'text',
      chattype: 'single',
      from: { userid: 'wei' },
      text: { content },
      ...more,
    });

  it('receives words and answers the person', async () => {
    text('1', '3号线电箱漏电');
    const [message] = await until(() => received.length > 0 && received);
    expect(message).toMatchObject({
      messageId: '1',
      channelUserId: 'wei',
      text: '3号线电箱漏电',
      isOwn: false,
      isInGroup: false,
    });
    await line.say('wei', '收到');
    expect(fake.sent).toEqual([{ chatid: 'wei', content: '收到' }]);
  });

  it('makes no link and no heading of a visitor’s words, and leaves an address as it is', async () => {
    await line.say(
      'wei',
      '# 新隐患\n[查看](http://evil.example/a_b)\n> **马上** 处理_它_ <@all> `x`\n请看 https://anfa.example/hazards/H2026_1*2',
    );
    expect(fake.sent.map(({ content }) => content)).toEqual([
      '＃ 新隐患\n［查看］(http://evil.example/a_b)\n＞ ＊＊马上＊＊ 处理＿它＿ ＜@all＞ ｀x｀\n请看 https://anfa.example/hazards/H2026_1*2',
    ]);
  });

  it('receives voice as words, and a picture decrypted', async () => {
    const bytes = Buffer.from('not really a picture, but bytes all the same');
    fake.push('aibot_msg_callback', {
      msgid: '2',
      msgtype: 'voice',
      from: { userid: 'wei' },
      voice: { content: '漏水' },
    });
    fake.push('aibot_msg_callback', {
      msgid: '3',
      msgtype: 'image',
      from: { userid: 'wei' },
      image: fake.keepImage(bytes),
    });
    await until(() => received.length === 2);
    expect(received.find((m) => m.messageId === '2')?.text).toBe('漏水');
    const photo = await received.find((m) => m.messageId === '3')?.photo?.();
    expect(photo?.bytes.equals(bytes)).toBe(true);
  });

  it('takes a mixed message apart', async () => {
    fake.push('aibot_msg_callback', {
      msgid: '4',
      msgtype: 'mixed',
      from: { userid: 'wei' },
      mixed: {
        msg_item: [
          { msgtype: 'text', text: { content: '电箱开着' } },
          { msgtype: 'image', image: fake.keepImage(Buffer.from('x')) },
        ],
      },
    });
    await until(() => received.length === 2);
    expect(received.map((m) => [m.messageId, m.text, Boolean(m.photo)])).toEqual([
      ['4#0', '电箱开着', false],
      ['4#1', undefined, true],
    ]);
  });

  it('knows a group message is meant for it', async () => {
    text('5', '@安发 通道堵了', { chattype: 'group', chatid: 'g1' });
    const [message] = await until(() => received.length > 0 && received);
    expect(message).toMatchObject({ isInGroup: true, mentionsBot: true, text: '通道堵了' });
  });

  it('comes back after a cut line, and fails a send meanwhile', async () => {
    fake.cutConnections();
    await until(() =>
      line.say('wei', '断线').then(
        () => undefined,
        () => true,
      ),
    );
    await until(() => fake.subscriptions === 2, 15_000);
    await until(() =>
      line.say('wei', '又通了').then(
        () => true,
        () => undefined,
      ),
    );
    expect(fake.sent.map((s) => s.content)).toContain('又通了');
  });

  it('reports a refused message as not sent', async () => {
    fake.errcode = 45_009;
    await expect(line.say('wei', '收到')).rejects.toBeDefined();
    expect(fake.sent).toEqual([]);
  });

  it('gives up when another process took the bot over', async () => {
    fake.push('aibot_event_callback', { msgid: 'e', msgtype: 'event', event: { eventtype: 'disconnected_event' } });
    await until(() => dead.includes('wecom-taken-over'));
    expect(fake.subscriptions).toBe(1);
  });
});
