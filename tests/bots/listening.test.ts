import mongoose from 'mongoose';
import { setDutyPhone } from '#domain/organisations';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, talkAs } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
});

const hazards = () => mongoose.connection.collection('hazards').find().sort({ reference: 1 }).toArray();
const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);
type Asking = Awaited<ReturnType<typeof bound>>;
async function reports(talk: Asking, ...words: readonly string[]): Promise<void> {
  for (const one of words) for (const said of [one, '1', '1']) await talk.say(said);
}

describe('plain questions', () => {
  it.each([
    ['怎么还没发奖励', 'rewards'],
    ['报一个给多少', 'rewards'],
    ['奖励在哪领', 'rewards'],
    ['奖金还没收到', 'rewards'],
    ['会不会让老板知道', 'afraid'],
    ['报了会不会被开除', 'afraid'],
    ['工资三个月没发了', 'elsewhere'],
    ['刚才发错了', 'withdraw'],
    ['撤回', 'withdraw'],
    ['企业怎么报名要什么材料', 'enrol'],
    ['换手机了怎么绑定', 'bind-ask-code'],
    ['绑定不了', 'bind-ask-code'],
    ['有什么要我办的', 'to-dos'],
    ['我有个建议能不能在转弯那里装面镜子', 'suggest-confirm'],
    ['多谢晒', 'thanks'],
    ['早上好', 'greet'],
    ['你好', 'greet'],
    ['[自动回复]您好，我现在不方便', 'small-talk'],
  ])('「%s」 gets %s, and no case', async (words, template) => {
    const talk = await bound('worker');
    expect((await talk.ask(words)).template).toBe(template);
    expect(await hazards()).toEqual([]);
  });

  it('怎么进班组 is answered for whoever has no account', async () => {
    expect((await talkAs('stranger', clock).ask('怎么进班组')).template).toBe('join-ask-code');
  });

  it('names the firm’s officers and the duty phone the firm has set', async () => {
    const talk = await bound('worker');
    expect(await talk.ask('安全员电话多少')).toMatchObject({ template: 'contact', params: { dutyPhone: '' } });
    await setDutyPhone(personContext(world.actors.officer), { dutyPhone: '0774-2831 119' });
    clock.advance({ minutes: 1 });
    const { params } = await talk.ask('值班电话');
    expect(params).toMatchObject({ dutyPhone: '07742831119', officers: world.actors.officer.name });
    expect((await talkAs('stranger', clock).ask('值班电话')).params).toMatchObject({ firm: '', dutyPhone: '' });
  });
});

describe('progress in plain words', () => {
  it('by running number, by the day of the month, by the day, by words', async () => {
    const talk = await bound('worker');
    await reports(talk, '3号线电箱漏电');
    clock.advance({ days: 1 });
    await reports(talk, '冲床没有防护罩');
    clock.advance({ days: 1 });
    const told = async (words: string) => (await talk.ask(words)).params['reference'];
    expect(await told('前天报的处理了没')).toBe('H2026-0001');
    expect(await told('昨天报的那个怎么样了')).toBe('H2026-0002');
    expect(await told('2号那个处理了没')).toBe('H2026-0002');
    expect(await told('我报的冲床修了没有')).toBe('H2026-0002');
    expect(await told('我前天报的漏电怎么样了')).toBe('H2026-0001');
    const day = Number(
      new Intl.DateTimeFormat('en', { day: 'numeric', timeZone: 'Asia/Shanghai' }).format(clock.now()),
    );
    if (day > 4) expect(await told(`${day - 1}号报的那个处理了没`)).toBe('H2026-0002');
  });
});

describe('commands', () => {
  it.each([
    ['1 受理', 'case-done'],
    ['受理 H2026-0001 吧', 'case-done'],
    ['受理1号', 'case-done'],
    ['隐患1号', 'progress'],
  ])('「%s」 does what it says', async (words, template) => {
    await reports(await bound('worker'), '3号线电箱漏电');
    const officer = await bound('officer');
    expect(await officer.ask(words)).toMatchObject({ template, params: { reference: 'H2026-0001' } });
  });

  it('a photo seen before is explained in words, and passes with them', async () => {
    await buildHazard(world, { status: 'submitted' });
    await mongoose.connection.collection('hazards').updateOne({}, { $set: { 'fix.seenBefore': ['H2026-0009'] } });
    const officer = await bound('officer');
    const asked = await officer.ask('验收 H2026-0001');
    expect(asked).toMatchObject({ template: 'case-approve', params: { seenBefore: 'H2026-0009', note: '' } });
    expect(await officer.ask('1')).toMatchObject({ template: 'refused' });
    const why = '现场看过，线确实换了，拍的角度一样';
    expect(await officer.ask(why)).toMatchObject({ template: 'case-approve', params: { note: why } });
    expect((await officer.ask('1')).template).toBe('case-done');
    const row = await mongoose.connection.collection('events').findOne({ name: 'hazards.rectification-approved' });
    expect(row?.['facts']).toMatchObject({ note: why });
  });

  it('「提交整改」 without words asks for words and photo, 「退回整改」 for the reason', async () => {
    await reports(await bound('worker'), '3号线电箱漏电');
    await mongoose.connection.collection('hazards').updateOne({}, { $set: { status: 'rectifying' } });
    const officer = await bound('officer');
    const asked = await officer.ask('提交整改 H2026-0001');
    expect(['case-ask-fix', 'refused']).toContain(asked.template);
    await mongoose.connection.collection('hazards').updateOne({}, { $set: { status: 'submitted' } });
    await officer.ask('取消');
    expect((await officer.ask('退回整改 H2026-0001')).template).toMatch(/case-ask-reason|refused/);
  });
});
