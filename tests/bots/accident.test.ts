import mongoose from 'mongoose';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, type Said } from './support/talk.ts';

useStores();
let world: World;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
});
const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);
const textOf = ({ template, params }: Said): string => renderText('chat', template, params);
const PAGE = 'https://anfa.test/accidents/new';

it.each(['我们这里死了人', '出事故了', '我们这里伤了人', '车间炸了，死了两个人', '有人重伤'])(
  'a manager who says 「%s」 reads 120 and 119 first, and is one press away from the page of an accident',
  async (words) => {
    const said = (await (await bound('manager')).say(words)).map(textOf);
    expect(said[0]).toMatch(/撤离.*120.*119/);
    expect(said.at(-1)).toContain(PAGE);
    expect(said.at(-1)).toMatch(/1 小时内要报告/);
    expect(said.slice(0, -1).join()).not.toContain(PAGE);
  },
);

it.each(['报告事故', '上报一起生产安全事故'])('「%s」 is a command that leads there', async (words) => {
  for (const who of ['officer', 'regulator'] as const) {
    const said = (await (await bound(who)).say(words)).map(textOf);
    expect([who, said.at(-1)?.includes(PAGE)]).toEqual([who, true]);
  }
});

it('an alarm of the same breath is filed all the same', async () => {
  await (await bound('officer')).say('3号窑炸了，死了两个人快来人');
  expect(await mongoose.connection.collection('hazards').countDocuments({ isUrgent: true })).toBe(1);
});

it.each(['去年我们这里死了人', '这样下去迟早出事故', '消防演练里有人受伤', '万一死了人怎么办'])(
  'what is past, feared or practised leads to no page: 「%s」',
  async (words) => {
    const said = (await (await bound('manager')).say(words)).map(textOf);
    expect(said.join()).not.toContain(PAGE);
  },
);

it('a worker tells of a danger as ever, and is shown no page that is not theirs', async () => {
  const said = (await (await bound('worker')).say('车间炸了，死了两个人')).map(textOf);
  expect(said[0]).toMatch(/撤离.*120.*119/);
  expect(said.join()).not.toContain(PAGE);
  expect(await mongoose.connection.collection('hazards').countDocuments({ isUrgent: true })).toBe(1);
});
