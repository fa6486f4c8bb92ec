import mongoose from 'mongoose';
import { findChatLines, findDialogue, receiveMessage, takeNextMessage } from '#domain/chat';
import { hazardsBehind, personBehind } from '#domain/hazards';
import { pseudonymOf } from '#domain/identity';
import { openRow } from '#domain/notices';
import { forgetSenders } from '../../scripts/migrations/forgetSenders.ts';
import { blindPhotos, hideRewarded, sealReporters, unlinkReporters } from '../../scripts/migrations/sealReporters.ts';
import { hideReaders, sealOutbox, sealTalks } from '../../scripts/migrations/sealTalk.ts';
import { useStores } from '../support/stores.ts';

useStores();
const kept = (name: string) => mongoose.connection.collection<{ _id: string }>(name);
const everything = async (): Promise<string> => {
  const names = await mongoose.connection.db?.listCollections({}, { nameOnly: true }).toArray();
  return JSON.stringify(await Promise.all((names ?? []).map(({ name }) => kept(name).find().toArray())));
};

it('what an older release left in the open is sealed, once and again', async () => {
  await kept('hazards').insertMany([
    { _id: 'hidden', reference: 'H2026-0001', reporter: { kind: 'anonymous' }, onceKey: 'guessable' },
    { _id: 'passing', reference: 'H2026-0002', reporter: { kind: 'visitor', visitorId: 'visitor-hidden' } },
    { _id: 'named', reference: 'H2026-0003', reporter: { kind: 'person', personId: 'somebody' }, onceKey: 'k' },
  ] as never);
  await kept('hazardReporters').insertOne({ _id: 'hidden', personId: 'somebody-hidden' } as never);
  const reward = {
    _id: 'r1',
    reference: 'R2026-0001',
    hazardId: 'hidden',
    personId: 'somebody-hidden',
    isAnonymous: true,
  };
  await kept('rewards').insertOne(reward as never);
  await kept('rewardLedger').insertOne({
    _id: 'l1',
    hazardId: 'hidden',
    personId: 'somebody-hidden',
    rule: 'a',
    kind: 'paid',
  } as never);
  await kept('deadlines').insertOne({
    ...{ _id: 'd1', key: 'reward-confirm:r1', subject: { kind: 'reward', id: 'r1' } },
    ...{ owedBy: ['person:somebody-hidden'], notBy: ['somebody-hidden'] },
  } as never);
  const photo = { sha256: 'digest-of-a-picture', bytes: 12, uploadedBy: 'somebody-hidden', createdAt: new Date() };
  await kept('photos').insertMany([
    { _id: 'used', ...photo, subject: { kind: 'hazard', id: 'hidden' } },
    { _id: 'draft', ...photo },
  ] as never);
  await kept('photos.files').insertOne({
    _id: 'f1',
    filename: 'used.webp',
    uploadDate: new Date('2026-11-20T03:41:09.5Z'),
  } as never);
  for (let time = 1; time <= 2; time++) {
    await hideRewarded(mongoose.connection);
    await sealReporters(mongoose.connection);
    await blindPhotos(mongoose.connection);
  }
  await unlinkReporters(mongoose.connection);
  const text = await everything();
  for (const word of [
    'somebody-hidden',
    'visitor-hidden',
    'guessable',
    'digest-of-a-picture',
    'used.webp',
    '2026-11-20T03:41',
  ]) {
    expect({ word, is: text.includes(word) }).toEqual({ word, is: false });
  }
  expect(await personBehind('hidden')).toBe('somebody-hidden');
  expect(await hazardsBehind({ visitorId: 'visitor-hidden' })).toEqual(['passing']);
  expect(await kept('hazards').findOne({ _id: 'named' })).toMatchObject({ onceKey: 'k' });
  const hidden = pseudonymOf('somebody-hidden');
  expect(await kept('rewards').findOne()).toMatchObject({ personId: hidden });
  expect(await kept('rewardLedger').findOne()).toMatchObject({ personId: hidden });
  expect(await kept('deadlines').findOne()).toMatchObject({ owedBy: [`person:${hidden}`], notBy: [hidden] });
  expect(await kept('photos').findOne({ _id: 'draft' })).toHaveProperty('owner');
  expect(await kept('photos').findOne({ _id: 'used' })).not.toHaveProperty('owner');
});

it('what was said before is sealed where it waits, and forgotten where it was answered', async () => {
  const at = new Date('2026-11-24T03:41:09.5Z');
  const expiresAt = new Date('2026-12-24T03:41:09.5Z');
  await kept('chat_messages').insertOne({
    ...{ _id: 'c1', chatId: 'person-p', seq: 1, from: 'person', kind: 'text', text: '班长让关报警器', onceKey: 'k' },
    ...{ createdAt: at, expiresAt },
  } as never);
  const message = { channel: 'mock', kind: 'text', text: '班长让关报警器', sentAt: at, createdAt: at, attempts: 0 };
  await kept('inbox').insertMany([
    { _id: 'i1', ...message, channelUserId: 'a', messageId: '1', seq: 1, status: 'waiting', nextAt: at },
    { _id: 'i2', ...message, channelUserId: 'b', messageId: '2', seq: 1, status: 'done', personId: 'p' },
  ] as never);
  const state = { conversation: 'report', step: 'place', draft: { text: '班长让关报警器' } };
  await kept('dialogues').insertOne({
    ...{ _id: 'mock:a', channel: 'mock', channelUserId: 'a', version: 0, seq: 1, changedAt: at, expiresAt, state },
  } as never);
  const told = { channel: 'portal', sort: 'notice', texts: 'notices', still: { kind: 'always' }, isUrgent: false };
  await kept('outbox').insertMany([
    {
      ...{
        _id: '6744a1b20000000000000001',
        dedupeKey: 'event:hazard-accepted:p',
        personId: 'p',
        createdAt: at,
        ...told,
      },
      ...{
        template: 'hazard-accepted',
        params: { reference: 'H2026-9' },
        status: 'inbox',
        text: '您报的 H2026-9 已受理',
      },
    },
    {
      _id: 'o2',
      dedupeKey: 'reply:i2:0',
      createdAt: at,
      ...told,
      sort: 'reply',
      template: 'hazard-reported',
      params: { reference: 'H2026-9' },
      status: 'sent',
    },
  ] as never);
  for (let time = 1; time <= 2; time++) {
    await sealTalks(mongoose.connection);
    await sealOutbox(mongoose.connection);
  }
  await kept('chat_counters').insertOne({ _id: 'person-p', seq: 1 } as never);
  for (let time = 1; time <= 2; time++) await forgetSenders(mongoose.connection);
  const ofChats = ['chat_messages', 'chat_counters', 'dialogues'];
  const chats = JSON.stringify(await Promise.all(ofChats.map((name) => kept(name).find().toArray())));
  expect(chats).not.toMatch(/person-p|mock:a|channelUserId|T0[1-9]:/);
  const { channelUserId: _, ...answered } = (await kept('inbox').findOne({ _id: 'i2' })) as never as {
    channelUserId?: string;
  };
  expect([_, JSON.stringify(answered)]).toEqual([undefined, expect.not.stringMatching(/"p"|"b"|createdAt/)]);
  const text = await everything();
  for (const word of ['报警器', 'H2026-9', '2026-11-24T03:41', 'hazard-accepted']) {
    expect({ word, is: text.includes(word) }).toEqual({ word, is: word === '2026-11-24T03:41' });
  }
  expect(await findChatLines('person-p')).toMatchObject([
    { chatId: 'person-p', text: '班长让关报警器', createdAt: at },
  ]);
  const again = { channel: 'mock', channelUserId: 'b', messageId: '2', kind: 'text', sentAt: at } as const;
  expect(await receiveMessage(at, again)).toBe(false);
  expect(await findDialogue('mock', 'a')).toMatchObject({ state });
  expect((await takeNextMessage(at))?.message).toMatchObject({ text: '班长让关报警器', sentAt: at });
  for (let time = 1; time <= 2; time++) await hideReaders(mongoose.connection);
  const [notice] = await kept('outbox')
    .find({ sort: 'notice' } as never)
    .toArray();
  expect(notice).not.toMatchObject({ personId: 'p' });
  const opened = { personId: 'p', template: 'hazard-accepted', text: '您报的 H2026-9 已受理' };
  expect(openRow(notice as never)).toMatchObject(opened);
});
