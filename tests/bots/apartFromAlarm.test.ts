import mongoose from 'mongoose';
import { findDialogue } from '#domain/chat';
import { reportHazard } from '#domain/hazards';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';
import { boundTalk, type Said, type Talk, talkAs } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
let talk: Talk;
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
  talk = await boundTalk('worker', { personId: world.actors.worker.personId }, clock);
});

const hazards = () => mongoose.connection.collection('hazards').find().sort({ createdAt: 1, _id: 1 }).toArray();
const textsOf = async () => (await hazards()).map(({ text }) => text).sort();
const textOf = ({ template, params }: Said): string => renderText('chat', template, params);
const standsAt = async (who = 'worker') => (await findDialogue('mock', who))?.state?.conversation;
const CRY = '氨气漏了快来人';

describe('another matter after an alarm is answered as such, and nobody in charge reads it', () => {
  it.each([
    ['老板拖欠工资点算', 'elsewhere'],
    ['拖欠工资', 'elsewhere'],
    ['奖励', 'rewards'],
    ['怎么还没发奖励', 'rewards'],
    ['多谢晒', 'thanks'],
    ['会不会让老板知道', 'afraid'],
    ['你好', 'alarm-noted'],
    ['匿名', 'alarm'],
    ['唔该', 'alarm-noted'],
    ['收到', 'alarm-noted'],
    ['预防服务额度', 'budget-not-yours'],
  ])('「%s」 gets %s', async (words, template) => {
    await talk.ask(CRY);
    const said = await talk.ask(words);
    expect([said.template, await textsOf()]).toEqual([template, [CRY]]);
    expect(textOf(said)).not.toMatch(/撤离|已加到/);
    // The alarm is still talked about.
    expect(await standsAt()).toBe('alarm');
    await talk.ask('原料仓库');
    expect(await hazards()).toMatchObject([{ text: CRY, placeText: '原料仓库' }]);
  });
});

describe('another hazard after an alarm is one of its own', () => {
  it.each([
    ['没事了，另外一件：原料仓库门口堆满东西走不通', '原料仓库门口堆满东西走不通'],
    ['还有一件事，3号线的护栏拆了没装回去', '3号线的护栏拆了没装回去'],
    ['原料仓库的灭火器过期了', '原料仓库的灭火器过期了'],
  ])('「%s」', async (words, told) => {
    await talk.ask(CRY);
    const said = await talk.ask(words);
    expect(said.template).toMatch(/^report-(place|confirm)$/);
    if (said.template === 'report-place') await talk.ask('原料仓库');
    await talk.say('1');
    expect(await textsOf()).toEqual([CRY, told].sort());
    // What was filed last is a calm one: the alarm is the one that 撤回 can mean, and the other stays.
    await talk.say(`撤回 ${(await hazards()).find(({ isUrgent }) => isUrgent)?.['reference']}`);
    await talk.say('确认撤回');
    const left = (await hazards()).map(({ text, status }) => [text === CRY, status]);
    expect(left.sort()).toEqual([
      [false, 'reported'],
      [true, 'not-valid'],
    ]);
  });

  it.each(['着火了快来人', 'Cháy rồi', '有人触电了快来人', '另外一个：二车间着火了快来人'])(
    'and another kind of danger is an alarm of its own: 「%s」',
    async (words) => {
      await talk.ask(CRY);
      const said = await talk.ask(words);
      expect(said).toMatchObject({ template: 'alarm', params: { isFiled: true } });
      expect(textOf(said)).toMatch(/撤离.*120.*119/);
      const all = await hazards();
      expect(all).toHaveLength(2);
      expect(all.every(({ isUrgent, enterpriseId }) => isUrgent && enterpriseId === world.enterprise._id)).toBe(true);
      // 撤回 is of the last one told here.
      await talk.ask('撤回');
      expect((await hazards()).find(({ text }) => text === CRY)).toMatchObject({ status: 'reported' });
    },
  );

  it.each(['氨气越来越大了救命', '有人晕倒了快来人', '爆炸了', '两个人还在里面', '现在人都撤出来了'])(
    'while more of the same is added: 「%s」',
    async (words) => {
      await talk.ask(CRY);
      expect(textOf(await talk.ask(words))).toContain('已加到');
      expect(await textsOf()).toEqual([`${CRY}；${words}`]);
    },
  );
});

describe('what is not clear is asked about once', () => {
  const UNCLEAR = '我姓覃在这里做了三年';
  it.each([
    ['1', [`${CRY}；${UNCLEAR}`], 'alarm'],
    ['3', [CRY], 'alarm'],
    ['2', [CRY], 'report'],
  ])('%s', async (answer, texts, stands) => {
    await talk.ask(CRY);
    const asked = textOf(await talk.ask(UNCLEAR));
    expect(asked).toMatch(/「我姓覃在这里做了三年」加到 H2026-\d+ 那件吗？加了桂宝陶瓷看得到/);
    expect(await textsOf()).toEqual([CRY]);
    await talk.ask(answer);
    expect([await textsOf(), await standsAt()]).toEqual([texts, stands]);
  });
});

describe('撤回', () => {
  const calm = async () =>
    reportHazard(personContext(world.actors.worker, { now: clock.now() }), {
      ...{ enterpriseId: world.enterprise._id, text: '灭火器过期了', placeText: '北门', isAnonymous: true },
    });

  it('with a number means that case: a calm one is said plainly, and the alarm stays', async () => {
    const { reference } = await calm();
    await talk.ask(CRY);
    const said = textOf(await talk.ask(`${reference} 撤回`));
    expect(said).toContain(`${reference}「灭火器过期了」已经报上去`);
    expect((await hazards()).map(({ status }) => status)).toEqual(['reported', 'reported']);
  });

  it('from a button is asked once, with the words', async () => {
    await talk.ask(CRY);
    expect(textOf(await talk.ask('想撤回'))).toContain(`撤回「${CRY}」`);
    expect((await talk.ask('确认撤回')).template).toBe('alarm-taken-back');
  });

  it.each(['刚才发错了 撤回', '冇事啦系误报'])('「%s」 is of the one just filed, and is done', async (words) => {
    const old = await reportHazard(personContext(world.actors.worker, { now: clock.now() }), {
      ...{ enterpriseId: world.enterprise._id, text: '二车间有人被绞进机器', isUrgent: true, placeText: '二车间' },
    });
    await talk.ask(CRY);
    expect((await talk.ask(words)).template).toBe('alarm-taken-back');
    expect((await hazards()).find(({ reference }) => reference === old.reference)).toMatchObject({
      status: 'reported',
    });
  });

  it('of somebody else’s case is refused', async () => {
    const { reference } = await calm();
    const [said] = await talkAs('stranger', clock).say(`撤回 ${reference}`);
    expect(said?.template).toBe('refused');
    expect(said && textOf(said)).not.toContain('灭火器');
  });
});
