import mongoose from 'mongoose';
import {
  type ArrivedMessage,
  finishMessage,
  giveBackMessage,
  receiveMessage,
  type TakenMessage,
  takeNextMessage,
} from '#domain/chat';
import { localHour } from '#kernel/dates';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';

useStores();
const clock = createClock();
const message = (messageId: string, more: Partial<ArrivedMessage> = {}): ArrivedMessage => ({
  channel: 'mock',
  channelUserId: 'wei',
  messageId,
  kind: 'text',
  text: messageId,
  sentAt: clock.now(),
  ...more,
});
const receive = (messageId: string, more: Partial<ArrivedMessage> = {}) =>
  receiveMessage(clock.now(), message(messageId, more));
const take = async (): Promise<TakenMessage> => {
  const taken = await takeNextMessage(clock.now());
  if (!taken) throw new Error('nothing to take');
  return taken;
};
const state = { conversation: 'report', step: 'place', draft: { text: '电箱漏电', photoIds: ['p1'] } };

describe('the inbox', () => {
  it('keeps a message once, however often it is delivered, also at the same moment', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => receive('m1')));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await receive('m1')).toBe(false);
    await take();
    expect(await takeNextMessage(clock.now())).toBeUndefined();
  });

  it('tells the same id on two channels apart', async () => {
    expect(await receive('m1')).toBe(true);
    expect(await receive('m1', { channel: 'wecom' })).toBe(true);
  });

  it('tells the same id in two conversations apart', async () => {
    expect(await receive('m1')).toBe(true);
    expect(await receive('m1', { channelUserId: 'lu' })).toBe(true);
    expect(await receive('m1', { channelUserId: 'lu' })).toBe(false);
  });

  it('answers one sender in order and one at a time, others beside them', async () => {
    for (const id of ['a1', 'a2', 'a3']) await receive(id);
    clock.advance({ minutes: 1 });
    await receive('b1', { channelUserId: 'lu' });
    const first = await take();
    const other = await take();
    expect([first.message.messageId, other.message.messageId]).toEqual(['a1', 'b1']);
    expect(await takeNextMessage(clock.now())).toBeUndefined();
    await finishMessage(clock.now(), first, { state });
    const second = await take();
    expect(second.message.messageId).toBe('a2');
    expect(second.dialogue.state).toEqual(state);
  });

  it('never gives one message to two takers', async () => {
    for (let i = 0; i < 10; i++) await receive(`m${i}`, { channelUserId: `p${i % 5}` });
    const taken = await Promise.all(Array.from({ length: 10 }, () => takeNextMessage(clock.now())));
    const ids = taken.filter((t) => t !== undefined).map((t) => t.message.messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number(id.slice(1)) < 5)).toBe(true);
  });

  it('hands a message to the next process when the first was killed, and refuses the late answer', async () => {
    await receive('m1');
    const killed = await take();
    clock.advance({ minutes: 1 });
    const again = await take();
    expect([again.message._id, again.message.attempts]).toEqual([killed.message._id, 2]);
    await finishMessage(clock.now(), again, { state });
    await expect(finishMessage(clock.now(), killed, {})).rejects.toMatchObject({ code: 'chat.taken-over' });
    await receive('m2');
    expect((await take()).dialogue.state).toEqual(state);
  });

  it('tries a failed message again before the next of its sender, and sets it aside after the last try', async () => {
    await receive('m1');
    await receive('m2');
    for (let attempt = 1; attempt <= 5; attempt++) {
      const taken = await take();
      expect([taken.message.messageId, taken.message.attempts]).toEqual(['m1', attempt]);
      expect(await giveBackMessage(clock.now(), taken, 'test')).toBe(attempt === 5);
      if (attempt < 5) expect(await takeNextMessage(clock.now())).toBeUndefined();
      clock.advance({ minutes: 5 });
    }
    expect((await take()).message.messageId).toBe('m2');
  });

  it('leaves neither who spoke nor in which hour, once it is answered or given up, and knows the message again', async () => {
    clock.set(new Date('2026-11-24T02:37:41.123Z'));
    const from = { channelUserId: 'wx-韦小妹', personId: 'person-of-wei', grantId: 'grant-of-wei' };
    await receive('message-one', from);
    await finishMessage(clock.now(), await take(), { state });
    await receive('message-two', from);
    for (let attempt = 1; attempt <= 5; attempt++) {
      await giveBackMessage(clock.now(), await take(), 'test');
      clock.advance({ minutes: 5 });
    }
    const rows = async (name: string) => JSON.stringify(await mongoose.connection.collection(name).find().toArray());
    for (const name of ['inbox', 'dialogues']) {
      for (const mark of ['韦小妹', 'of-wei', 'message-one', 'message-two'])
        expect({ name, mark, has: (await rows(name)).includes(mark) }).toEqual({ name, mark, has: false });
    }
    // Of one that was given up an administrator reads the hour; of no other anybody.
    expect((await rows('dialogues')).match(/T\d\d:/g)).toEqual(['T16:']);
    expect(await mongoose.connection.collection('inbox').findOne({ status: 'done' })).not.toHaveProperty('createdAt');
    expect([await receive('message-one', from), await receive('message-two', from)]).toEqual([false, false]);
  });

  it('keeps a draft for seven days from its last message', async () => {
    await receive('m1');
    const taken = await take();
    await finishMessage(clock.now(), taken, { state, draft: state });
    await receive('m2');
    const { dialogue } = await take();
    expect(dialogue.draft).toEqual(state);
    const kept = dialogue.expiresAt.getTime() - clock.now().getTime() - 7 * 86_400_000;
    // The end of a day: when somebody spoke is nobody's business.
    expect([kept >= 0, kept < 86_400_000, localHour(dialogue.expiresAt)]).toEqual([true, true, 0]);
    expect(dialogue.expiresAt.getTime() % 3_600_000).toBe(0);
  });
});
