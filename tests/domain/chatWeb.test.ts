import {
  beat,
  findChatLines,
  findUntakenLines,
  getBotHealth,
  isPhotoInChat,
  leaveBotLease,
  receiveMessage,
  takeBotLease,
  writeToBot,
  writeToPerson,
} from '#domain/chat';
import { createClock } from '../support/clock.ts';
import { personContext, visitorContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';

useStores();
const clock = createClock();
const now = () => clock.now();
const ctx = () => visitorContext({ now: now() });

describe('web chat lines', () => {
  it('numbers a chat without gaps though person and bot write at once, and writes a key once', async () => {
    await Promise.all([
      ...Array.from({ length: 6 }, (_, i) =>
        writeToBot(ctx(), { chatId: 'v1', kind: 'text', text: `第${i}句`, onceKey: `k${i}` }),
      ),
      ...Array.from({ length: 6 }, (_, i) => writeToPerson(now(), { chatId: 'v1', text: `答${i}`, onceKey: `r${i}` })),
      writeToPerson(now(), { chatId: 'v1', text: '答0', onceKey: 'r0' }),
    ]);
    const lines = await findChatLines('v1');
    expect(lines.map((l) => l.seq)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect((await findChatLines('v1', 10)).map((l) => l.seq)).toEqual([11, 12]);
  });

  it('offers a line to the bot until it is in the inbox', async () => {
    const line = await writeToBot(ctx(), { chatId: 'v1', kind: 'photo', photoId: 'p1', onceKey: 'k' });
    expect((await findUntakenLines(10)).map((l) => l._id)).toEqual([line._id]);
    const arrived = {
      channel: 'webchat',
      channelUserId: 'v1',
      messageId: line._id,
      kind: 'photo',
      sentAt: now(),
    } as const;
    await receiveMessage(now(), arrived);
    expect(await findUntakenLines(10)).toEqual([]);
    expect([await isPhotoInChat('v1', 'p1'), await isPhotoInChat('v2', 'p1')]).toEqual([true, false]);
  });

  it.each([
    ['', 'chat.nothing-to-send'],
    ['   ', 'chat.nothing-to-send'],
    ['长'.repeat(2_001), 'chat.too-long'],
  ])('refuses a line that cannot be used', async (text, code) => {
    await expect(writeToBot(ctx(), { chatId: 'v1', kind: 'text', text, onceKey: 'k' })).rejects.toMatchObject({ code });
  });
});

describe('the one bot', () => {
  it('is one of many that ask at once; the next comes when it falls silent, and the old one must stop', async () => {
    const asked = await Promise.all(Array.from({ length: 5 }, (_, i) => takeBotLease(now(), `bot-${i}`)));
    const [first, ...others] = asked.filter((l) => l !== undefined);
    if (!first) throw new Error('nobody became the bot');
    expect(others).toEqual([]);
    clock.advance({ minutes: 1 });
    const second = await takeBotLease(now(), 'late');
    expect(second?.term).toBe(first.term + 1);
    await expect(beat(now(), first, [])).rejects.toMatchObject({ code: 'chat.bot-replaced' });
  });

  it('leaves its place at once when it ends orderly', async () => {
    const lease = await takeBotLease(now(), 'a');
    if (!lease) throw new Error('nobody became the bot');
    await leaveBotLease(now(), lease);
    expect(await takeBotLease(now(), 'b')).toMatchObject({ holder: 'b' });
  });

  it('shows its health to administrators only', async () => {
    const lease = await takeBotLease(now(), 'a');
    if (!lease) throw new Error('nobody became the bot');
    await beat(now(), lease, [{ channel: 'wecom', isLoggedIn: false, qr: 'https://example.test/qr' }]);
    const person = { kind: 'person', personId: 'p', grantId: 'g', name: '李', scope: {} } as const;
    const health = await getBotHealth(personContext({ ...person, role: 'administrator' }, { now: now() }));
    expect(health).toMatchObject({
      isAlive: true,
      waiting: 0,
      status: { channels: [{ qr: 'https://example.test/qr' }] },
    });
    await expect(getBotHealth(personContext({ ...person, role: 'regulator' }))).rejects.toMatchObject({
      kind: 'Forbidden',
    });
  });
});
