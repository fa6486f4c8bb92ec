import mongoose from 'mongoose';
import { findDialogue } from '#domain/chat';
import { deliverNext, openRow, reactToEvents } from '#domain/notices';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { aPhoto } from '../support/hazards.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, type Said, talkAs } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
});

const hazards = () => mongoose.connection.collection('hazards').find().sort({ reference: 1 }).toArray();
const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);
const textOf = ({ template, params }: Said): string => renderText('chat', template, params);

it('an emergency from an unbound phone at night is on the phones of the firm within the minute', async () => {
  clock.set(new Date('2026-11-23T18:12:40.000Z')); // 02:12 in Nanning: quiet hours
  await bound('officer');
  await bound('manager');
  const sentAt = clock.now().getTime();
  const stranger = talkAs('stranger', clock);
  const first = await stranger.ask('BWPLACE3 有人被卷进传送带了快来人');
  expect(textOf(first)).toMatch(/撤离.*120.*119/);
  expect(textOf(first)).toMatch(/已按紧急件报给桂宝陶瓷，编号 H2026-\d+/);
  const reached: { to: string; text: string; after: number }[] = [];
  const phones = {
    channel: 'mock',
    isRepeatable: false,
    say: async (to: string, text: string) => {
      reached.push({ to, text, after: clock.now().getTime() - sentAt });
    },
  };
  // The clock of the worker and of the bot, a second at a time.
  for (let seconds = 0; seconds < 60; seconds++) {
    clock.advance({ minutes: 1 / 60 });
    await reactToEvents(clock.now());
    while (await deliverNext(clock.now, phones));
  }
  const told = reached.filter(({ text }) => text.includes('【紧急】'));
  expect(told.map(({ to }) => to).sort()).toEqual(['manager', 'officer']);
  for (const { text, after } of told) {
    expect(after).toBeLessThanOrEqual(60_000);
    expect(text).toContain('传送带');
    expect(text).toContain('3号线配电房');
  }
});

describe('filed before the next question', () => {
  it('a worker: the case is there with the first reply, unnamed, and one tap gives the name', async () => {
    const talk = await bound('worker');
    const first = await talk.ask('着火了快来人');
    expect(first).toMatchObject({ template: 'alarm', isUrgent: true });
    expect(await hazards()).toMatchObject([
      { isUrgent: true, enterpriseId: world.enterprise._id, placeText: '未说明', isAnonymous: true },
    ]);
    expect(JSON.stringify(await hazards())).not.toContain(world.actors.worker.personId);
    expect(textOf(first)).toMatch(/在哪里/);
    await talk.ask('写上名字');
    expect(await hazards()).toMatchObject([
      { isAnonymous: false, reporter: { personId: world.actors.worker.personId } },
    ]);
  });

  it('what is said and photographed next is added to the same case', async () => {
    const talk = await bound('worker');
    await talk.ask('着火了快来人');
    expect(textOf(await talk.ask('原料仓库'))).toMatch(/已加到 H2026-\d+，桂宝陶瓷能看到/);
    const photoId = await aPhoto(personContext(world.actors.worker));
    await talk.say({ kind: 'photo', photoId });
    await talk.say('救命火越来越大了');
    await talk.say({ kind: 'location', location: { latitude: 22.7, longitude: 110.35, name: '东门' } });
    expect(await hazards()).toMatchObject([
      {
        locationId: world.secondLocation._id,
        placeText: '原料仓库',
        photoIds: [photoId],
        text: '着火了快来人；救命火越来越大了；东门（22.70000, 110.35000）',
      },
    ]);
  });

  it.each([
    [['上报']],
    [['电箱门坏了']],
    [['电箱门坏了', '原料仓库']],
    [['提建议']],
    [['提建议 加装护栏']],
    [['待办']],
    [['绑定']],
    [['加入班组']],
    [['奖励']],
    [['帮助']],
    [['那个东西又那样了']],
    [['我的项目']],
  ])('after %j', async (before) => {
    const talk = await bound('worker');
    for (const words of before) await talk.say(words);
    const [first] = await talk.say('唔好了火烧起来了');
    expect(first && textOf(first)).toMatch(/撤离.*120.*119/);
    expect(await hazards()).toMatchObject([{ isUrgent: true, text: expect.stringContaining('火烧起来了') }]);
  });

  it('under a photo, with the photo', async () => {
    const talk = await bound('worker');
    const photoId = await aPhoto(personContext(world.actors.worker));
    await talk.say({ kind: 'photo', photoId, text: '有人晕倒在池里' });
    expect(await hazards()).toMatchObject([{ isUrgent: true, photoIds: [photoId] }]);
  });

  it('takes the firm from a message before, also of a report that was put aside', async () => {
    const talk = talkAs('stranger', clock);
    for (const words of ['bwplace3 电箱门开着', '帮助', '着火了快来人']) await talk.say(words);
    expect(await hazards()).toMatchObject([{ enterpriseId: world.enterprise._id, locationId: world.location._id }]);
  });

  it('goes to the body of the place where nobody knows the firm, and to the firm once it is said', async () => {
    const talk = talkAs('stranger', clock);
    const first = textOf(await talk.ask('北流市有个厂着火了快来人'));
    expect(first).toMatch(/已按紧急件报给北流市应急管理局，编号 H2026-\d+/);
    expect(first).toMatch(/是哪家企业/);
    expect(await hazards()).toMatchObject([{ enterpriseId: 'apart', bodyId: world.bodyId }]);
    expect(textOf(await talk.ask('桂宝陶瓷 包装车间'))).toMatch(/桂宝陶瓷能看到/);
    expect(await hazards()).toMatchObject([{ enterpriseId: world.enterprise._id, placeText: '包装车间' }]);
  });

  it('says who really has it where nobody speaks for the firm', async () => {
    const people = [world.actors.officer.personId, world.actors.manager.personId];
    await mongoose.connection
      .collection('accounts')
      .updateMany({ _id: { $in: people } } as never, { $set: { grants: [] } } as never);
    const first = textOf(await talkAs('stranger', clock).ask('BWPLACE3 着火了快来人'));
    expect(first).toMatch(/报给北流市应急管理局（桂宝陶瓷还没有人登记）/);
  });

  it('a killed bot files it once', async () => {
    const talk = talkAs('stranger', clock);
    await talk.say('BWPLACE3 着火了快来人', 'one');
    await talk.receive('BWPLACE3 着火了快来人', 'one');
    await talk.answer();
    expect(await hazards()).toHaveLength(1);
  });
});

describe('taken back', () => {
  const statusNow = async () => (await hazards()).map(({ status }) => status);

  it.each(['撤回', '误报'])('with 「%s」, once', async (words) => {
    const talk = await bound('worker');
    await talk.ask('着火了快来人');
    expect((await talk.ask(words)).template).toBe('alarm-taken-back');
    expect(await statusNow()).toEqual(['not-valid']);
    const events = mongoose.connection.collection('events');
    await talk.say('撤回');
    expect(await events.countDocuments({ name: 'hazards.taken-back' })).toBe(1);
    const [reply] = await talk.say('机器声音有点不对');
    expect(reply?.template).not.toBe('alarm');
  });

  it('hours later, when something else is talked about, too', async () => {
    const talk = await bound('worker');
    await talk.ask('着火了快来人');
    clock.advance({ hours: 5 });
    await talk.say('帮助');
    expect((await talk.ask('撤回')).template).toBe('alarm-taken-back');
    expect(await statusNow()).toEqual(['not-valid']);
  });

  it('never by words that are not sure, and 取消 says that it is filed', async () => {
    const talk = await bound('worker');
    await talk.ask('着火了快来人');
    await talk.say('刚才那个好像发得不太对吧能不能不要了');
    expect(await statusNow()).toEqual(['reported']);
    expect(textOf(await talk.ask('取消'))).toMatch(/H2026-\d+ 已经报上去了/);
    expect(await statusNow()).toEqual(['reported']);
  });
});

it('a question in between is answered, is not told to the firm, and leaves the alarm open', async () => {
  const talk = await bound('worker');
  await talk.ask('着火了快来人');
  expect((await talk.ask('会不会让老板知道是我')).template).toBe('afraid');
  await talk.ask('原料仓库');
  expect(await hazards()).toMatchObject([{ text: '着火了快来人', placeText: '原料仓库' }]);
});

it('after the time of the rule, what is said is a matter of its own', async () => {
  const talk = await bound('worker');
  await talk.ask('着火了快来人');
  clock.advance({ minutes: 121 });
  expect((await talk.ask('消防通道被堆满了')).template).toBe('report-place');
  expect(await hazards()).toHaveLength(1);
  expect((await findDialogue('mock', 'worker'))?.state?.conversation).toBe('report');
});

it('tells whoever had begun to tell something that it is still there', async () => {
  const talk = await bound('worker');
  await talk.ask('冲床没有防护罩');
  await talk.say('提建议');
  await talk.say('着火了快来人');
  const rows = await mongoose.connection.collection('outbox').find({ sort: 'reply' }).toArray();
  expect(rows.map((row) => openRow(row as never).template)).toContain('alarm');
  expect((await hazards()).length).toBe(1);
});
