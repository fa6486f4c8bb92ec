import mongoose from 'mongoose';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
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
const worker = () => boundTalk('worker', { personId: world.actors.worker.personId }, clock);
const words = ({ template, params }: Said) => renderText('chat', template, params);
const cases = () => mongoose.connection.collection('hazards').countDocuments();

describe('in as few words as people use', () => {
  it.each([
    ['怎么还没发', 'rewards'],
    ['报一个给多少', 'rewards'],
    ['在哪领', 'rewards'],
    ['还没收到', 'rewards'],
    ['换手机', 'bind-ask-code'],
    ['绑定不了', 'bind-ask-code'],
    ['会不会让老板知道', 'afraid'],
    ['会不会被开除', 'afraid'],
    ['刚才发错了', 'withdraw'],
    ['撤回', 'withdraw'],
    ['31号那个处理了没', 'progress-ask'],
    ['我前天报的漏电', 'progress-ask'],
  ])('「%s」 is understood or one press away, and no case', async (text, template) => {
    const talk = await worker();
    const said = await talk.ask(text);
    const meant = [said.template];
    if (said.template === 'offer') {
      const options = words(said)
        .split('\n')
        .filter((line) => /^\d /.test(line));
      for (const line of options) {
        await talk.ask(text);
        meant.push((await talk.ask(line.slice(0, 1))).template);
      }
    }
    expect(meant).toContain(template);
    expect(await cases()).toBe(0);
  });
});

it('fear is answered with what it does to stay unnamed and what the law says', async () => {
  const said = words(await (await worker()).ask('报了会不会被开除'));
  for (const part of ['匿名', '安全生产法', '12350']) expect(said).toContain(part);
});

it('whoever looks for a person gets the firm’s own, and 12350 for everybody', async () => {
  expect(words(await (await worker()).ask('安全员电话多少'))).toMatch(
    new RegExp(`${world.actors.officer.name}[\\s\\S]*12350`),
  );
  expect(words(await talkAs('stranger', clock).ask('有没有举报电话'))).toContain('12350');
});

it('wages belong elsewhere, and the answer says where', async () => {
  expect(words(await (await worker()).ask('工资三个月没发了'))).toMatch(/12333/);
});

it('where it is not sure, two or three of the likeliest are offered, others for other words', async () => {
  const talk = await worker();
  const offers: string[] = [];
  for (const text of [
    '那个东西又那样了',
    '这个怎么弄',
    '那件事我想问一下',
    '东西拿到没有',
    '又是那个人',
    '那张纸在哪',
  ]) {
    const said = await talk.ask(text);
    if (said.template !== 'offer') continue;
    const options = words(said)
      .split('\n')
      .filter((line) => /^\d /.test(line));
    expect(words(said)).toContain(`「${text}」`);
    expect([text, options.length >= 2 && options.length <= 4]).toEqual([text, true]);
    offers.push(options.join('|'));
  }
  expect(offers.length).toBeGreaterThan(1);
  expect(new Set(offers).size).toBeGreaterThan(1);
});
