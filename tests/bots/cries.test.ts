import mongoose from 'mongoose';
import { findDialogue } from '#domain/chat';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { buildHazard } from '../support/hazards.ts';
import { buildItem } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, type Said } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
});

const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);
const textOf = (said: readonly Said[]): string =>
  said.map(({ template, params }) => renderText('chat', template, params)).join('\n');
const urgent = () => mongoose.connection.collection('hazards').find({ isUrgent: true }).toArray();
const standing = async (who: string) => {
  const { state } = (await findDialogue('mock', who)) ?? {};
  return state ? `${state.conversation} ${state.step}` : '';
};
const H1 = 'H2026-0001';

describe('a cry behind a command', () => {
  it('of a case is filed, takes no step, and the step waits', async () => {
    await buildHazard(world, { status: 'submitted' });
    const talk = await bound('officer');
    const said = await talk.say(`退回整改 ${H1} 煤气漏了有人倒了`);
    expect(textOf(said)).toMatch(/撤离.*120.*119[\s\S]*已按紧急件报给[\s\S]*回复「继续」/);
    expect(await urgent()).toMatchObject([{ text: '煤气漏了有人倒了' }]);
    expect(await mongoose.connection.collection('hazards').findOne({ reference: H1 })).toMatchObject({
      status: 'submitted',
    });
    await talk.say('继续');
    expect(await standing('officer')).toBe('caseAct return');
  });

  it('of an item, of a suggestion, and under a number that is not theirs', async () => {
    await buildItem(world, 'doing');
    const talk = await bound('worker2');
    for (const words of [
      '完成 J2026-0001 氨气漏了快跑',
      '提建议 二车间着火了快来人',
      '整改 H2026-9999 电到人了没气了',
    ]) {
      await talk.say(words);
      await talk.say('取消');
    }
    expect((await urgent()).map(({ text }) => text).sort()).toEqual(
      ['氨气漏了快跑', '二车间着火了快来人', '电到人了没气了'].sort(),
    );
    expect(await mongoose.connection.collection('suggestions').countDocuments()).toBe(0);
    expect(await mongoose.connection.collection('planItems').findOne()).toMatchObject({ status: 'doing' });
  });
});

describe('words about the danger a case is about', () => {
  it.each(['还在漏', '还在冒烟'])('「%s」 is the reason a fix is sent back, and no alarm', async (words) => {
    await buildHazard(world, { status: 'submitted' });
    const talk = await bound('officer');
    for (const said of [`验收 ${H1}`, '2', words]) await talk.say(said);
    expect(await mongoose.connection.collection('hazards').find().toArray()).toMatchObject([
      { status: 'rectifying', isUrgent: false },
    ]);
  });

  it('that were taken for a cry are the reason once they are said again after 继续', async () => {
    await buildHazard(world, { status: 'submitted' });
    const talk = await bound('officer');
    for (const said of [`验收 ${H1}`, '2', '三号釜氨气泄漏没有堵住', '撤回', '继续']) await talk.say(said);
    expect(await standing('officer')).toBe('caseAct return');
    expect(textOf(await talk.say('三号釜氨气泄漏没有堵住'))).toMatch(/已退回/);
  });
});

it('what had been put aside before is still there after it: one 继续 for each', async () => {
  await buildHazard(world, { status: 'submitted' });
  const talk = await bound('officer');
  for (const said of ['冲床没有防护罩', `验收 ${H1}`, '2', '着火了快来人']) await talk.say(said);
  await talk.say('继续');
  expect(await standing('officer')).toBe('caseAct return');
  await talk.say('护罩没装');
  await talk.say('继续');
  expect(await standing('officer')).toMatch(/^report /);
});
