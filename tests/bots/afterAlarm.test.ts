import mongoose from 'mongoose';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';
import { boundTalk, type Said, type Talk } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
let talk: Talk;
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
  talk = await boundTalk('worker', { personId: world.actors.worker.personId }, clock);
});

const hazard = async () => (await mongoose.connection.collection('hazards').find().toArray())[0];
const textOf = ({ template, params }: Said): string => renderText('chat', template, params);
const CRY = '着火了快来人';

describe('a place', () => {
  it.each([
    ['2x号车间着火了', '2x号车间'],
    ['有人在三楼晕倒了快来人', '三楼'],
    ['25号车间25号线有人被卷进去了', '25号车间'],
    ['食堂煤气泄漏了', '食堂'],
    ['3号线配电房着火了', '3号线配电房'],
  ])('is taken from the cry itself: 「%s」', async (words, place) => {
    const reply = textOf(await talk.ask(words));
    expect(await hazard()).toMatchObject({ placeText: place, text: words });
    expect(reply).not.toMatch(/在哪里？/);
    expect(reply).toContain(`地点记的是「${place}」`);
  });

  it.each(['北门', '在食堂', '二车间', '就在3号窑旁边', '原料仓库'])('is what names one: 「%s」', async (words) => {
    await talk.ask(CRY);
    expect(textOf(await talk.ask(words))).not.toMatch(/在哪里？/);
    expect(await hazard()).toMatchObject({ placeText: words, text: CRY });
  });

  it.each(['已经灭了', '是演习', '怎么还没人来', '我的手机快没电了', '人都在外面没受伤', '12', '两'])(
    'is not 「%s」: kept as words, and asked for once more',
    async (words) => {
      await talk.ask(CRY);
      const said = await talk.ask(words);
      const reply = textOf(said.template === 'alarm-ask' ? await talk.ask('1') : said);
      expect(await hazard()).toMatchObject({ status: 'reported', placeText: '未说明', text: `${CRY}；${words}` });
      expect(reply).toMatch(/已加到 H2026-\d+[\s\S]*在哪里？/);
      await talk.ask('二车间');
      expect(await hazard()).toMatchObject({ placeText: '二车间' });
    },
  );

  it('is no command either: it is answered, told to nobody, and the alarm goes on', async () => {
    await talk.ask(CRY);
    await talk.say('预防服务额度');
    expect(await hazard()).toMatchObject({ placeText: '未说明', text: CRY });
    await talk.ask('二车间');
    expect(await hazard()).toMatchObject({ placeText: '二车间', text: CRY });
  });

  it.each(['原料仓库那边烟大得很', '在原料仓库那头'])(
    'named among other words is found, and the words are kept: 「%s」',
    async (words) => {
      await talk.ask(CRY);
      await talk.ask(words);
      expect(await hazard()).toMatchObject({
        ...{ locationId: world.secondLocation._id, placeText: '原料仓库' },
        text: `${CRY}；${words}`,
      });
    },
  );

  it('named in a second cry is taken, where none was known', async () => {
    await talk.ask(CRY);
    await talk.ask('救命二车间也烧起来了');
    expect(await hazard()).toMatchObject({ placeText: '二车间', text: `${CRY}；救命二车间也烧起来了` });
  });

  it.each([
    ['地点写错了，在食堂', '食堂'],
    ['不是二车间，是三车间', '三车间'],
    ['地点是原料仓库', '原料仓库'],
  ])('told wrong is put right by 「%s」, and both are kept', async (words, place) => {
    await talk.ask('二车间着火了快来人');
    await talk.ask(words);
    expect(await hazard()).toMatchObject({
      placeText: place,
      text: '二车间着火了快来人；地点更正：原来说的是二车间',
    });
  });

  it('told wrong before any was known is the place', async () => {
    await talk.ask(CRY);
    await talk.ask('地点写错了，在食堂');
    expect(await hazard()).toMatchObject({ placeText: '食堂', text: CRY });
  });
});

it('「不知道」 is an answer: nothing is added, and nothing asked again', async () => {
  await talk.ask(CRY);
  const reply = textOf(await talk.ask('不知道'));
  expect(reply).toMatch(/没关系，H2026-\d+ 已经报给桂宝陶瓷/);
  expect(reply).not.toMatch(/在哪里？/);
  // Heard as a danger it is added, else asked about: which of the two is the heads' matter.
  const more = await talk.ask('我的手机快没电了');
  expect(textOf(more.template === 'alarm-ask' ? await talk.ask('1') : more)).not.toMatch(/在哪里？/);
  expect(await hazard()).toMatchObject({ placeText: '未说明', text: `${CRY}；我的手机快没电了` });
});

it.each([
  ['怎么还没人来', /还没有人到.*打119或120/],
  ['已经灭了', /不要回去/],
  ['是演习', /回复「撤回」/],
])('「%s」 is told on and answered', async (words, said) => {
  await talk.ask(CRY);
  expect(textOf(await talk.ask(words))).toMatch(said);
  const added = await mongoose.connection.collection('events').findOne({ name: 'hazards.added' });
  expect(JSON.stringify(added)).toContain(words);
});

describe('taken back', () => {
  it.each(['误报撤回', '没事了，发错了', '弄错了', '不好意思看错了', '是误报，没事'])('by 「%s」', async (words) => {
    await talk.ask(CRY);
    expect((await talk.ask(words)).template).toBe('alarm-taken-back');
    expect(await hazard()).toMatchObject({ status: 'not-valid' });
  });

  it.each(['地点报错了', '没事了', '不是误报', '没有弄错，真的着火'])('never by 「%s」', async (words) => {
    await talk.ask(CRY);
    await talk.say(words);
    expect(await hazard()).toMatchObject({ status: 'reported' });
  });
});
