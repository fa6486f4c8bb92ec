import mongoose from 'mongoose';
import { type HazardStatus, reportHazard } from '#domain/hazards';
import { countToDos, findToDos } from '#domain/nouns';
import { newId } from '#kernel/ids';
import { createClock } from '../support/clock.ts';
import { personContext, visitorContext } from '../support/contexts.ts';
import { buildFiling } from '../support/filings.ts';
import { buildHazard } from '../support/hazards.ts';
import { buildItem, buildSuggestion } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { talkAs } from './support/talk.ts';

useStores();
let world: World;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
});
async function bound(who: WorldActor) {
  const { personId } = world.actors[who];
  await mongoose.connection
    .collection('bindings')
    .insertOne({ _id: `b-${who}`, channel: 'mock', channelUserId: who, personId, boundAt: clock.now() } as never);
  return talkAs(who, clock);
}
const ask = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });

it('shows by chat what the portal shows, in its order, and counts what it does not show', async () => {
  await buildItem(world, 'done');
  for (let n = 0; n < 6; n++) await buildHazard(world, { status: 'accepted', text: `3号线电箱漏电 ${n}` });
  await buildHazard(world, { status: 'accepted', isUrgent: true, text: '电箱冒烟' });
  await buildSuggestion(world);
  await buildFiling(world);
  const { rows } = await findToDos(ask('officer'), { limit: 8 });
  const { all, overdue } = await countToDos(ask('officer'));
  const { params } = await (await bound('officer')).ask('待办');
  const shown = params['rows'] as { reference: string; action: string }[];
  expect(shown.map((row) => [row.reference, row.action])).toEqual(rows.map((row) => [row.reference, row.title]));
  expect(shown[0]).toMatchObject({ text: '电箱冒烟' });
  expect(params).toMatchObject({ all, overdue, hasMore: true, link: expect.stringMatching(/\/to-dos$/) });
  expect(all).toBeGreaterThan(8);
});

it('names what is happening now first, how long it has waited, and takes it on by its number', async () => {
  await buildHazard(world, { status: 'accepted', isUrgent: true, text: '旧的紧急件' });
  const { reference } = await reportHazard(visitorContext({ now: clock.now() }), {
    enterpriseId: world.enterprise._id,
    text: '着火啦',
  });
  const talk = await bound('officer');
  const [first] = (await talk.ask('待办')).params['rows'] as { reference: string; action: string; text: string }[];
  expect(first).toMatchObject({ reference, text: '着火啦' });
  expect(first?.action).toMatch(/^【正在发生】.*时许报，还没人受理$/);
  expect(await talk.ask('1')).toMatchObject({ template: 'case-done', params: { reference } });
});

it.each<[HazardStatus, WorldActor, string]>([
  ['reported', 'officer', 'case-done'],
  ['accepted', 'officer', 'case-verify'],
  ['valid', 'officer', 'case-on-web'],
  ['rectifying', 'worker2', 'case-ask-fix'],
  ['submitted', 'officer', 'case-approve'],
])('opens the step of a case that is %s', async (status, who, template) => {
  const { reference } = await buildHazard(world, { status });
  const talk = await bound(who);
  const found = (await talk.ask('待办')).params['rows'] as { reference: string; number: number }[];
  const { number } = found.find((row) => row.reference === reference) ?? { number: 0 };
  expect(await talk.ask(String(number))).toMatchObject({ template, params: { reference } });
});

it('sends whoever is to ask the body to close a major case to the page', async () => {
  await buildHazard(world, { status: 'submitted', isMajor: true });
  const talk = await bound('manager');
  await talk.ask('待办');
  const { template, params } = await talk.ask('1');
  expect([template, params['link']]).toEqual(['case-on-web', expect.stringContaining('/hazards/H2026-0001')]);
});

it('shows a thing once to somebody who owes it by name and by post, in whichever of two roles', async () => {
  const { reference } = await buildItem(world, 'done');
  const { personId, scope, grantId } = world.actors.officer;
  const asWorker = newId();
  await mongoose.connection.collection('accounts').updateOne({ _id: personId as never }, {
    $push: { grants: { _id: asWorker, role: 'worker', scope: { enterpriseId: scope.enterpriseId } } },
  } as never);
  const talk = await bound('officer');
  for (const lastGrantId of [grantId, asWorker]) {
    await mongoose.connection
      .collection('accounts')
      .updateOne({ _id: personId as never }, { $set: { lastGrantId } } as never);
    const rows = (await talk.ask('待办')).params['rows'] as { reference: string }[];
    expect(rows.filter((row) => row.reference === reference)).toHaveLength(1);
  }
});
