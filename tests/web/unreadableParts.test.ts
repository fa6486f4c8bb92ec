import mongoose from 'mongoose';
import { getExport, requestExport, runNextExport } from '#domain/oversight';
import { planItems } from '#domain/plans';
import { schemeOf, setScheme } from '#domain/schemes';
import { buildApplication } from '../support/applications.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildFacility } from '../support/facilities.ts';
import { agentOf } from '../support/formsOfPages.ts';
import { buildGate, crossingEvent, send } from '../support/gates.ts';
import { buildHazard } from '../support/hazards.ts';
import { buildItem } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { SCHEME } from '../support/schemes.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const rows = (collection: string) => mongoose.connection.collection<{ _id: string }>(collection);
const as = (who: WorldActor) => personContext(world.actors[who]);
const read = async (who: WorldActor, path: string): Promise<{ status: number; text: string }> =>
  (await agentOf(portal, world.phones[who])).get(path);
const MARK = '读不出来';

it('somebody without a phone number hides none of the people of the firm', async () => {
  await rows('accounts').updateOne({ _id: world.actors.worker2.personId }, { $unset: { phone: 1 } } as never);
  const { status, text } = await read('officer', '/people');
  expect([status, text.includes(MARK), text.includes(world.actors.worker.name)]).toEqual([200, true, true]);
});

it('an event without anything, and a check without its findings, stop no page of the journal', async () => {
  await buildHazard(world);
  const bare = { name: 'hazards.reported', seq: 1 };
  await rows('events').insertOne({ _id: 'f'.repeat(24), ...bare } as never);
  const check = { seq: 1, subject: { kind: 'journal', id: 'nightly' }, actor: { kind: 'system' }, at: fixedNow };
  await rows('events').insertOne({ _id: 'e'.repeat(24), name: 'journal.checked', ...check } as never);
  const { status, text } = await read('administrator', '/admin/journal');
  expect([status, text.includes(MARK)]).toEqual([200, true]);
});

it('a facility without its days takes the books of parks from nobody', async () => {
  const { _id } = await buildFacility(world);
  await rows('facilities').updateOne({ _id }, { $set: { createdAt: 'x' }, $unset: { lastTestedOn: 1 } } as never);
  for (const [who, path] of [
    ['regulator', '/park-books'],
    ['regulator', `/park-books/${world.park._id}`],
    ['parkOfficer', `/park-books/${world.park._id}`],
  ] as const)
    expect([path, (await read(who, path)).status]).toEqual([path, 200]);
});

it('whoever is inside at no time that can be read is called out all the same, and so are all others', async () => {
  const gate = await buildGate(world);
  const rescue = (key: string, plate: string) => crossingEvent(key, { direction: 'in', plate, rescue: true });
  await send(gate, [rescue('1', '桂A10001'), rescue('2', '桂A10002')]);
  await rows('gatePresences').updateOne({ subject: '桂A10001' } as never, { $set: { at: 'x', zone: 7 } } as never);
  const { status, text } = await read('parkOfficer', '/inside');
  expect([status, text.includes(MARK)]).toEqual([200, true]);
  for (const plate of ['桂A10001', '桂A10002']) expect([plate, text.includes(plate)]).toEqual([plate, true]);
});

it('a batch or a settlement of unnamed rewards of which nothing can be read is marked, and the page is there', async () => {
  const { enterpriseId, personId } = { enterpriseId: world.enterprise._id, personId: world.actors.manager.personId };
  for (const [name, path] of Object.entries({
    rewardBatches: '/reward-batches',
    rewardSettlements: '/reward-advances',
  })) {
    await rows(name).insertOne({ _id: 'f'.repeat(24), enterpriseId, on: 7, by: personId } as never);
    const { status, text } = await read('manager', path);
    expect([path, status, text.includes(MARK)]).toEqual([path, 200, true]);
  }
});

it('a chat that was bound at no time that can be read takes the account from nobody', async () => {
  const { personId } = world.actors.worker;
  const bound = { _id: 'f'.repeat(24), personId, channel: 'webchat', channelUserId: 'x' };
  await rows('bindings').insertOne({ ...bound, boundAt: 'x' } as never);
  const { status, text } = await read('worker', '/me');
  expect([status, text.includes(MARK), text.includes(bound._id)]).toEqual([200, true, true]);
});

describe('a version of a reward scheme that cannot be read', () => {
  const bad = { _id: 'e'.repeat(24), version: 7, setBy: 'nobody', at: 'no time' };
  it.each([
    ['the only one', {}],
    ['without terms, of a real day', { at: new Date('2026-01-01') }],
  ])('%s, is passed over: the rule of every firm holds, and a new version can be set', async (_name, more) => {
    const enterpriseId = world.enterprise._id;
    await rows('rewardSchemes').insertOne({ ...bad, enterpriseId, ...more } as never);
    expect(await schemeOf(enterpriseId, fixedNow)).toMatchObject({ version: 0 });
    const { status, text } = await read('manager', '/scheme');
    expect([status, text.includes(MARK)]).toEqual([200, true]);
    expect((await read('manager', '/scheme/edit')).status).toBe(200);
    const set = await setScheme(as('manager'), SCHEME);
    expect(set.version).toBe(8);
    expect(await schemeOf(enterpriseId, set.at)).toMatchObject({ version: 8 });
  });
});

it('an application without what was handed in hides none of its firm', async () => {
  const { reference } = await buildApplication(world);
  await rows('applications').updateOne({ reference } as never, { $unset: { submission: 1, since: 1 } } as never);
  const { status, text } = await read('manager', '/applications');
  expect([status, text.includes(MARK), text.includes(reference)]).toEqual([200, true, true]);
});

it('a row whose former parks are no list is marked, and the rest of the list is there', async () => {
  const { reference } = await buildItem(world, 'doing');
  await rows('planItems').updateOne({ reference } as never, { $set: { formerParks: 'no list' } } as never);
  expect((await planItems.find(as('regulator'))).rows).toEqual([expect.objectContaining({ reference })]);
  const { status, text } = await read('regulator', '/items');
  expect([status, text.includes(MARK)]).toEqual([200, true]);
});

it.each(['text', 'placeText'])('a case without %s costs a spreadsheet one row', async (field) => {
  await buildHazard(world);
  const { reference } = await buildHazard(world);
  await rows('hazards').updateOne({ reference } as never, { $unset: { [field]: 1 } } as never);
  const { id } = await requestExport(as('regulator'), { kind: 'hazards', filter: {} });
  while (await runNextExport(() => fixedNow));
  expect(await getExport(as('regulator'), id)).toMatchObject({ status: 'done', written: 2 });
});
