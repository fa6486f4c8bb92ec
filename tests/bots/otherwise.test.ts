import mongoose from 'mongoose';
import { renderText } from '#platform/texts';
import { meaningOf } from '../../bots/meaning.ts';
import { readUtterances } from '../../scripts/understanding/utterances.ts';
import { presentChatLine } from '../../src/web/chat/presentChatLine.ts';
import { createClock } from '../support/clock.ts';
import { buildHazard } from '../support/hazards.ts';
import { buildInsured } from '../support/insurance.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, talkAs } from './support/talk.ts';

useStores();
let world: World;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
});
const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);
const hazards = () => mongoose.connection.collection('hazards').countDocuments();

interface Option {
  number: number;
  label: string;
  word: string;
}
const othersIn = (params: Record<string, unknown>): { options: Option[]; isByWord: boolean } | undefined =>
  (params['after'] as { params: { options: Option[]; isByWord: boolean } } | undefined)?.params;

/** Labelled words that mean one thing without being clear: the heads change with every training, the rule does not. */
async function unclear(code: string): Promise<string> {
  for (const { text, label } of readUtterances().filter((line) => line.label === code && line.text.length > 4)) {
    const { sure, isClear } = await meaningOf(text);
    if (sure?.label === label && !isClear) return text;
  }
  throw new Error(`every line of ${code} is clear`);
}

describe('what else may have been meant', () => {
  it('stands by numbers beside an answer that leaves none to choose from, one press away', async () => {
    const talk = await bound('worker');
    const words = await unclear('elsewhere');
    const { template, params } = await talk.ask(words);
    expect(template).toBe('elsewhere');
    const { options = [], isByWord } = othersIn(params) ?? {};
    expect(isByWord).toBe(false);
    expect(options.length).toBeGreaterThan(0);
    expect(options.length).toBeLessThanOrEqual(3);
    const text = renderText('chat', template, params);
    expect(text).toContain(`不是这个意思？\n1 ${options[0]?.label}`);
    // The first is a report of just these words, or what it says.
    const next = await talk.ask('1');
    expect(next.template).not.toBe('menu');
    if (options[0]?.label.startsWith('把「')) expect(JSON.stringify(next.params)).toContain(words);
  });

  it('stands by words beside a report begun, which is dropped for it', async () => {
    const talk = await bound('worker');
    const { template, params } = await talk.ask(await unclear('report'));
    expect(template).toMatch(/^report-/);
    const { options = [], isByWord } = othersIn(params) ?? {};
    expect(isByWord).toBe(true);
    const line = { seq: 1, from: 'bot', text: renderText('chat', template, params), createdAt: clock.now() };
    const { choices } = presentChatLine(line as never, { isKnown: true, publicUrl: 'http://a.example' });
    const word = options.at(-1)?.word ?? '';
    expect(choices.find(({ sends }) => sends === word)).toMatchObject({ label: word, isSmall: true });
    await talk.ask(word);
    expect((await talk.ask('继续')).template).not.toMatch(/^report-/);
    expect(await hazards()).toBe(0);
  });

  it('is not said where it is clear, and is over with the next words', async () => {
    const talk = await bound('worker');
    expect(othersIn((await talk.ask('奖励标准')).params)).toBeUndefined();
    await talk.ask(await unclear('elsewhere'));
    expect((await talk.ask('多谢晒')).template).toBe('thanks');
    expect((await talk.ask('会不会让老板知道')).template).toBe('afraid');
  });

  it('may be said without having been offered', async () => {
    expect((await (await bound('worker')).ask('我是问奖励')).template).toBe('rewards');
  });
});

describe('a wish to report', () => {
  it('keeps the words it came with, and that they are without a name', async () => {
    const talk = await bound('worker');
    const asked = await talk.ask('我要匿名报，班长叫我们不停机清料');
    expect(asked.params).toMatchObject({ text: '班长叫我们不停机清料', isAnonymous: true });
    const shown = asked.template === 'report-confirm' ? asked : await talk.ask('1');
    expect(renderText('chat', shown.template, shown.params)).toContain('\n1 匿名提交\n');
    await talk.ask('1');
    const [hazard] = await mongoose.connection.collection('hazards').find().toArray();
    expect(hazard).toMatchObject({ isAnonymous: true, text: '班长叫我们不停机清料' });
  });

  it('by itself keeps that it is to be without a name, and takes no number for words', async () => {
    const talk = await bound('worker');
    expect(await talk.ask('我要匿名举报')).toMatchObject({ template: 'report-words', params: { isAnonymous: true } });
    expect(await talk.ask('1')).toMatchObject({ template: 'report-words', params: { text: '' } });
    expect((await talk.ask('3号线电箱漏电')).params).toMatchObject({ text: '3号线电箱漏电', isAnonymous: true });
  });

  it('hears how a report is coming along between the questions, and takes it for no place', async () => {
    const talk = await bound('worker');
    await talk.ask('灭火器过期没人换');
    const said = await talk.say('我昨天报的那件处理得怎么样了');
    expect(said.map(({ template }) => template)).not.toContain('report-confirm');
    expect((await talk.ask('继续')).params).toMatchObject({ placeText: '' });
  });

  it('may begin with the firm', async () => {
    const talk = talkAs('stranger', clock);
    await talk.ask('我要上报');
    expect(await talk.ask('北流桂宝陶瓷')).toMatchObject({
      template: 'report-words',
      params: { isFirmNoted: true, enterpriseName: '桂宝陶瓷' },
    });
    expect((await talk.ask('配电箱漏电')).params).toMatchObject({ text: '配电箱漏电', enterpriseName: '桂宝陶瓷' });
  });
});

describe('what managers and insurers ask by its name', () => {
  it('还剩几多服务额度 is answered by the budget, and to those who read all firms with where that is', async () => {
    await buildInsured(world);
    expect((await (await bound('manager')).ask('还剩几多服务额度')).template).toBe('budget');
    const { template, params } = await (await bound('insurer')).ask('额度');
    expect([template, params['link']]).toEqual(['budget-not-yours', 'https://anfa.test/policies']);
  });

  it('待确认的保单 to insurer and firm, and to nobody else', async () => {
    const { params } = await (await bound('insurer')).ask('待确认的保单');
    expect(params).toMatchObject({ isInsurer: true, link: 'https://anfa.test/policies' });
    expect(await (await bound('manager')).ask('待确认的保单')).toMatchObject({ template: 'policies' });
    expect((await (await bound('worker')).ask('待确认的保单')).template).toBe('policies-not-yours');
  });

  it('批准全部奖励 with how many wait and where they are approved', async () => {
    await buildHazard(world, { status: 'valid' });
    expect(await (await bound('manager')).ask('批准全部奖励')).toMatchObject({
      template: 'rewards-to-approve',
      params: { isTheirs: true, count: 1, link: 'https://anfa.test/rewards?status=proposed' },
    });
    expect((await (await bound('worker')).ask('批准全部奖励')).params).toMatchObject({ isTheirs: false, count: 0 });
  });
});

it.each(['CCDJWQ', 'MGABUM', 'RXCDKV', 'URNJEP'])(
  'the code %s behind a number is a code, whatever its letters resemble',
  async (code) => {
    expect((await talkAs('stranger', clock).ask(`进度 H2026-0001 ${code}`)).template).not.toBe('alarm');
    expect(await hazards()).toBe(0);
  },
);
