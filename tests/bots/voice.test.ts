import mongoose from 'mongoose';
import { renderText } from '#platform/texts';
import { receive } from '../../bots/receive.ts';
import type { WechatyMessage } from '../../bots/wechaty.ts';
import { createClock } from '../support/clock.ts';
import { personContext, visitorContext } from '../support/contexts.ts';
import { aSound, voice } from '../support/sounds.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';
import { boundTalk, type Said, talkAs } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
const hazards = () => mongoose.connection.collection('hazards').find().toArray();
const words = ({ template, params }: Said) => renderText('chat', template, params);
const worker = () => boundTalk('worker', { personId: world.actors.worker.personId }, clock);
const spoken = async () => ({
  kind: 'sound' as const,
  soundId: await aSound(personContext(world.actors.worker, { now: clock.now() })),
});

it('a voice is filed as it is, and who may hear it is said before it is sent on', async () => {
  const talk = await worker();
  const first = await talk.ask(await spoken());
  expect(first.template).toBe('report-place');
  expect(words(first)).toMatch(/语音收到了.*人有危险请打119、120/);
  const check = words(await talk.ask('1'));
  expect(check).toContain('内容：见语音');
  expect(check).toContain('企业的安全管理人员和监管部门听得到；匿名提交的只有监管部门听，企业只看到写下来的字');
  expect(check).toContain('办结180天后删掉语音');
  expect(await hazards()).toEqual([]);
  const done = await talk.ask('1');
  expect(words(done)).toContain('语音由企业的安全管理人员听了写成字');
  expect(await hazards()).toMatchObject([{ text: '见语音', awaitsWords: true, soundIds: [expect.any(String)] }]);
});

it('without a name it is the competent body’s to hear, and the reporter is told so twice', async () => {
  const talk = talkAs('stranger', clock);
  const soundId = await aSound(visitorContext({ visitorId: 'mock:stranger', now: clock.now() }));
  const asked = await talk.ask({ kind: 'sound', soundId });
  expect([asked.template, words(asked).includes('语音收到了')]).toEqual(['report-enterprise', true]);
  const check = words(await talk.ask('桂宝陶瓷 北门'));
  expect(check).toContain('声音听得出是谁：只有监管部门听，企业只看到写下来的字');
  const done = words(await talk.ask('1'));
  expect(done).toContain('语音由北流市应急管理局听了写成字，企业听不到，只看到字');
  expect(await hazards()).toMatchObject([{ soundIds: [soundId], reporter: { kind: 'visitor' } }]);
});

it('may be taken off again, and added to what is told in words', async () => {
  const talk = await worker();
  await talk.ask('冲床没有防护罩，手会伸进去');
  const added = await talk.ask(await spoken());
  expect(words(added)).toContain('语音已加上。');
  for (let said = added; said.template !== 'report-confirm'; said = await talk.ask('1'));
  expect(words(await talk.ask('去掉语音'))).not.toContain('语音：');
  await talk.ask('1');
  expect(await hazards()).toMatchObject([{ text: '冲床没有防护罩，手会伸进去' }]);
  expect((await hazards())[0]).not.toHaveProperty('soundIds');
});

it('after an alarm it is added to the same case, and who hears it is said', async () => {
  const talk = await worker();
  expect((await talk.ask('着火了快来人')).template).toBe('alarm');
  const added = await talk.ask(await spoken());
  expect(words(added)).toContain('没有署名的语音只有监管部门听');
  expect(await hazards()).toMatchObject([{ isAnonymous: true, awaitsWords: true, soundIds: [expect.any(String)] }]);
});

it('where something else is asked nobody would hear it, and that is said', async () => {
  const talk = await worker();
  await talk.ask('我有个建议');
  const said = await talk.ask(await spoken());
  expect(said.template).not.toContain('report');
  expect(await mongoose.connection.collection('suggestions').countDocuments()).toBe(0);
});

describe('a voice message of a network', () => {
  const from = (messageId: string, sound: WechatyMessage['sound']): WechatyMessage => ({
    ...{ messageId, channelUserId: 'zhang', sentAt: clock.now(), isOwn: false, isInGroup: false, mentionsBot: false },
    ...(sound ? { sound } : {}),
  });
  const arrive = (message: WechatyMessage) => receive({ channel: 'mock', message, now: clock.now, tries: [0, 0, 0] });

  it('is kept before its sound is fetched, fetched again where that fails, and answered in order', async () => {
    const talk = talkAs('zhang', clock);
    let tries = 0;
    const first = await arrive(
      from('m1', async () => {
        tries += 1;
        if (tries < 2) throw new Error('gateway');
        return { bytes: voice() };
      }),
    );
    await talk.answer();
    expect(await talk.replies()).toEqual([]);
    await first.file;
    await talk.answer();
    expect((await talk.replies()).map(({ template }) => template)).toEqual(['report-enterprise']);
    expect(await mongoose.connection.collection('sounds').countDocuments()).toBe(1);
  });

  it('that cannot be had, or opened, is said so', async () => {
    const talk = talkAs('zhang', clock);
    for (const [id, sound] of [
      ['m1', () => Promise.reject(new Error('gone'))],
      ['m2', async () => ({ bytes: Buffer.from('no sound') })],
    ] as const) {
      await (await arrive(from(id, sound))).file;
      await talk.answer();
    }
    expect((await talk.replies()).map(({ template }) => template)).toEqual(['sound-lost', 'sound-lost']);
  });
});
