import mongoose from 'mongoose';
import { acceptHazard, claimReport, claimReportsOf, findMyReports, reportHazard, verifyHazard } from '#domain/hazards';
import { rewards } from '#domain/rewards';
import { nextHour } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { anHourBefore, fixedNow } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { takeHeldActs } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const VISITOR = 'wecom:line-3';
const report = (more: { isAnonymous?: boolean; enterpriseId?: string } = {}) =>
  reportHazard(visitorContext({ visitorId: VISITOR, now: anHourBefore }), {
    enterpriseId: world.enterprise._id,
    text: '电箱漏电',
    placeText: '3号线',
    ...more,
  });
const mine = async () => (await findMyReports(personContext(world.actors.worker))).rows.map((row) => row.reference);

it('a chat that is bound brings its reports along, once, and the reward that waited for somebody', async () => {
  const { reference } = await report();
  const officer = personContext(world.actors.officer);
  await acceptHazard(officer, { reference });
  await verifyHazard(officer, { reference, result: 'valid', grade: 'general' });
  const worker = personContext(world.actors.worker);
  expect((await rewards.find(worker)).rows).toEqual([]);
  expect(await claimReportsOf(worker, { visitorId: VISITOR })).toBe(1);
  expect(await claimReportsOf(worker, { visitorId: VISITOR })).toBe(0);
  expect(await mine()).toEqual([reference]);
  expect((await rewards.find(worker)).rows).toMatchObject([{ hazardReference: reference, status: 'proposed' }]);
});

it('a report about another firm stays with the chat', async () => {
  await report({ enterpriseId: world.otherEnterprise._id });
  expect(await claimReportsOf(personContext(world.actors.worker), { visitorId: VISITOR })).toBe(0);
});

it('an unnamed report stays unnamed, and its person follows it', async () => {
  const { reference } = await report({ isAnonymous: true });
  expect(await claimReportsOf(personContext(world.actors.worker), { visitorId: VISITOR })).toBe(1);
  expect(await mine()).toEqual([reference]);
  const kept = JSON.stringify([
    await mongoose.connection.collection('hazards').find().toArray(),
    await mongoose.connection.collection('events').find().toArray(),
  ]);
  expect(kept).not.toContain(world.actors.worker.personId);
  expect(kept).not.toContain(world.actors.worker.name);
});

it('its reward bears no name either, whatever role whoever binds the chat acts in', async () => {
  const { reference } = await report({ isAnonymous: true });
  const officer = personContext(world.actors.officer);
  await acceptHazard(officer, { reference });
  await verifyHazard(officer, { reference, result: 'valid', grade: 'general' });
  const { manager, worker } = world.actors;
  const grant = { _id: newId(), role: 'worker', scope: worker.scope };
  await mongoose.connection
    .collection<{ _id: string; grants: object[] }>('accounts')
    .updateOne({ _id: manager.personId }, { $push: { grants: grant } });
  expect(await claimReportsOf(personContext(manager), { visitorId: VISITOR })).toBe(1);
  await takeHeldActs(nextHour(fixedNow));
  const [reward] = await mongoose.connection.collection('rewards').find().toArray();
  expect(reward).toMatchObject({ hazardReference: reference, isAnonymous: true, status: 'proposed' });
  expect(reward).not.toHaveProperty('proposedBy');
  const events = await mongoose.connection.collection('events').find().toArray();
  expect(events.map(({ name }) => name)).toContain('rewards.proposed');
  expect(JSON.stringify([reward, events])).not.toContain(manager.personId);
});

describe('with number and query code', () => {
  it('the person who made it without signing in gets it; the next one does not', async () => {
    const { reference, queryCode } = await report();
    await claimReport(personContext(world.actors.worker), { reference, queryCode });
    expect(await mine()).toEqual([reference]);
    await expect(claimReport(personContext(world.actors.worker2), { reference, queryCode })).rejects.toMatchObject({
      code: 'hazards.not-yours-to-claim',
    });
  });

  it('a wrong code or a worker of another firm gets nothing', async () => {
    const { reference, queryCode } = await report();
    const claim = (actor: 'worker' | 'otherWorker', code: string) =>
      claimReport(personContext(world.actors[actor]), { reference, queryCode: code });
    await expect(claim('worker', 'AAAAAA')).rejects.toMatchObject({ code: 'hazards.wrong-query-code' });
    await expect(claim('otherWorker', queryCode)).rejects.toMatchObject({ code: 'hazards.not-yours-to-claim' });
  });
});

it('two at once: one of them is the reporter', async () => {
  const { reference, queryCode } = await report();
  const results = await Promise.allSettled(
    (['worker', 'worker2'] as const).map((who) =>
      claimReport(personContext(world.actors[who]), { reference, queryCode }),
    ),
  );
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
});
