import mongoose from 'mongoose';
import { acceptHazard, reportHazard, verifyHazard } from '#domain/hazards';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { personContext, visitorContext } from '../support/contexts.ts';
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
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });

describe('a new danger after an alarm', () => {
  it('is a case of its own once the first has moved on, with every word of it', async () => {
    const talk = await bound('worker');
    await talk.ask('二车间着火了快来人');
    const [first] = await hazards();
    const reference = String(first?.['reference']);
    await acceptHazard(as('officer'), { reference });
    await talk.ask('救命火越来越大了');
    expect(await hazards()).toHaveLength(1);
    await verifyHazard(as('officer'), { reference, result: 'not-valid', reason: '现场没有着火' });
    const reply = textOf(await talk.ask('救命原料仓库又烧起来了'));
    expect(reply).toMatch(/已按紧急件报给桂宝陶瓷/);
    const all = await hazards();
    expect(all).toHaveLength(2);
    expect(all.filter((one) => one['reference'] === reference)).toMatchObject([{ status: 'not-valid' }]);
    expect(all.filter((one) => one['reference'] !== reference)).toMatchObject([
      { status: 'reported', isUrgent: true, text: '救命原料仓库又烧起来了', enterpriseId: world.enterprise._id },
    ]);
  });

  it('is filed where the firm has changed hands and the chat is nobody any more', async () => {
    const talk = talkAs('stranger', clock);
    await talk.ask('BWPLACE3 着火了快来人');
    await mongoose.connection.collection('hazardContacts').deleteMany({});
    await talk.ask('救命火烧到三楼了');
    expect((await hazards()).map(({ text }) => text).sort()).toEqual(['救命火烧到三楼了', '着火了快来人']);
  });
});

describe('a number after an alarm', () => {
  it.each(['1', '2', '３', '一'])('「%s」 neither takes it back nor names anybody', async (number) => {
    const talk = await bound('worker');
    await talk.ask('着火了快来人');
    const [reply] = await talk.say(number);
    expect(await hazards()).toMatchObject([{ status: 'reported', isAnonymous: true }]);
    expect(reply && textOf(reply)).not.toMatch(/^\d /m);
    expect(reply && textOf(reply)).toMatch(/^回复「撤回」：/m);
  });

  it('and 「撤回」 does, although something else was left unfinished before it', async () => {
    const talk = await bound('worker');
    for (const words of ['提建议', '着火了快来人']) await talk.say(words);
    expect((await talk.say('撤回'))[0]?.template).toBe('alarm-taken-back');
    expect(await hazards()).toMatchObject([{ status: 'not-valid' }]);
    expect((await talk.say('继续'))[0]?.template).toBe('suggest-words');
  });

  it('取消 leaves it filed, says so, and 「撤回」 is still understood', async () => {
    const talk = await bound('worker');
    await talk.ask('着火了快来人');
    expect(textOf(await talk.ask('取消'))).toMatch(/已经报上去了，没有撤[\s\S]*回复「撤回」/);
    expect(await hazards()).toMatchObject([{ status: 'reported' }]);
    expect((await talk.ask('撤回')).template).toBe('alarm-taken-back');
    expect(await hazards()).toMatchObject([{ status: 'not-valid' }]);
  });
});

describe('a firm named in the cry', () => {
  it('has it at once where it is surely one', async () => {
    const reply = textOf(await talkAs('stranger', clock).ask('桂宝陶瓷窑炉着火了快来人'));
    expect(reply).toMatch(/已按紧急件报给桂宝陶瓷/);
    expect(reply).not.toMatch(/是哪家企业/);
    expect(await hazards()).toMatchObject([{ enterpriseId: world.enterprise._id }]);
  });

  it.each(['桂宝陶瓷旁边的厂着火了', '桂宝陶瓷和邕江机械之间着火了快来人', '北流有个厂着火了快来人', '桂宝着火了'])(
    '「%s」 is asked about',
    async (words) => {
      const reply = textOf(await talkAs('stranger', clock).ask(words));
      expect(reply).toMatch(/是哪家企业/);
      expect(await hazards()).toMatchObject([{ enterpriseId: 'apart' }]);
    },
  );

  it('in the web form too, and one about its managers goes past them', async () => {
    const told = { text: '广西北流桂宝陶瓷有限公司二车间着火了' };
    expect(await reportHazard(visitorContext(), told)).toMatchObject({ enterpriseId: world.enterprise._id });
    await reportHazard(visitorContext(), { ...told, isAboutManagers: true });
    const apart = (await hazards()).filter((one) => one['enterpriseId'] === 'apart');
    expect(apart).toMatchObject([{ aboutFirmId: world.enterprise._id }]);
  });
});

it('keeps all of a long cry, and says where even that is too long', async () => {
  const talk = await bound('worker');
  const long = `着火了快来人${'很大的烟'.repeat(400)}`;
  await talk.ask(long);
  expect(await hazards()).toMatchObject([{ text: long }]);
  for (let n = 0; n < 4; n++) await talk.ask(`火还在烧${n}${'快'.repeat(1_900)}`);
  expect(textOf(await talk.ask(`火还在烧${'快'.repeat(1_900)}`))).toMatch(/这一件一共记 10000 字，这次多了 \d+ 字/);
});

it('asked whether it was one, says who has it, and does not begin its time anew', async () => {
  const talk = await bound('worker');
  await talk.ask('着火了快来人');
  await reportHazard(as('worker'), {
    ...{ enterpriseId: world.enterprise._id, text: '灭火器过期了', placeText: '北门', isAnonymous: true },
  });
  clock.advance({ minutes: 121 });
  expect((await talk.ask('撤回')).template).toBe('alarm-false');
  expect(textOf(await talk.ask('在原料仓库那头'))).toMatch(/已加到 H2026-\d+，桂宝陶瓷能看到/);
  expect((await talk.ask('消防通道被堆满了')).template).toBe('report-place');
  expect((await talk.say('取消'))[0]?.template).toBe('cancelled');
  clock.advance({ hours: 3 });
  expect((await talk.ask('撤回')).template).toBe('alarm-false');
  expect((await talk.ask('撤回')).template).toBe('alarm-taken-back');
});
