import mongoose from 'mongoose';
import {
  acceptHazard,
  endorseHazard,
  findDueAlarms,
  findFirm,
  findToOffer,
  giveName,
  markMajor,
  mayTakeOutside,
  peekHazard,
  planRectification,
  raiseAlarm,
  reopenHazard,
  reportHazard,
  submitRectification,
  takeOutside,
  verifyHazard,
} from '#domain/hazards';
import { proposeRewards, rewards } from '#domain/rewards';
import { HOUR_MS } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { aPhoto, buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const LOST = '北流市有个厂着火了';
const lost = (ctx: ReturnType<typeof as>, more: object = {}) =>
  reportHazard(ctx, { text: LOST, isAnonymous: true, ...more });
const found = (reference: string) => findFirm(as('regulator'), { reference, enterpriseId: world.enterprise._id });

describe('a calm report of somebody who does not know the firm', () => {
  const calm = { text: '路边电箱没有门', placeText: '北流市榕树路口' };
  it('is with the body of the place, and climbs in no minutes, before the firm is found or after', async () => {
    const visitor = visitorContext({ now: clock.now() });
    await expect(reportHazard(visitor, calm)).rejects.toMatchObject({ fields: { enterpriseId: '请选择企业' } });
    const { reference } = await reportHazard(visitor, { ...calm, isFirmUnknown: true });
    const hours = async () => {
      const dueAt = (await mongoose.connection.collection('deadlines').findOne({}))?.['dueAt'] as Date;
      return (dueAt.getTime() - clock.now().getTime()) / HOUR_MS;
    };
    expect(await peekHazard(reference)).toMatchObject({ enterpriseId: 'apart', bodyId: world.bodyId, isUrgent: false });
    expect(await hours()).toBeCloseTo(24, -1);
    clock.advance({ hours: 1 });
    await found(reference);
    expect(await peekHazard(reference)).toMatchObject({ enterpriseId: world.enterprise._id });
    expect(await findDueAlarms(new Date(clock.now().getTime() + HOUR_MS), 10, [])).toEqual([]);
    expect(await hours()).toBeGreaterThan(20);
  });
});

describe('a case told before anybody knew the firm', () => {
  it('that is about managers goes past them once the firm is found, and forgets that it waited for it', async () => {
    const { reference } = await lost(as('worker'), { isAboutManagers: true });
    expect(await peekHazard(reference)).toMatchObject({ isAboutManagers: true, enterpriseId: 'apart' });
    await found(reference);
    const hazard = await peekHazard(reference);
    expect(hazard).toMatchObject({ enterpriseId: 'apart', aboutFirmId: world.enterprise._id });
    expect(hazard?.isAboutManagers).toBeUndefined();
    // The body's own from the beginning: nothing is left to be taken outside.
    expect(hazard?.offerAt).toBeUndefined();
  });

  it('is offered to be handed outside so many days after the firm was found', async () => {
    const { reference } = await lost(as('worker'));
    clock.advance({ days: 5 });
    await found(reference);
    clock.advance({ days: 6 });
    expect(await findToOffer(clock.now(), 10, [])).toEqual([]);
    clock.advance({ days: 1, hours: 1 });
    expect((await findToOffer(clock.now(), 10, [])).map((one) => one.reference)).toEqual([reference]);
  });

  it.each([
    ['worker', 1],
    ['otherWorker', 0],
  ] as const)('is rewarded to a worker of the firm that was found: %s %i', async (who, count) => {
    const { reference } = await lost(as(who));
    await found(reference);
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    expect((await rewards.find(as('manager'))).rows).toHaveLength(count);
  });

  it('is merged into its like alone: one of a firm into one of that firm, one of none into one of none', async () => {
    const [first, second, apart] = [
      await lost(as('worker')),
      await lost(visitorContext({ now: clock.now() })),
      await lost(as('worker2'), { isAboutManagers: true }),
    ];
    await found(apart.reference);
    const merge = (reference: string, duplicateOf: string) =>
      verifyHazard(as('regulator'), { reference, result: 'duplicate', duplicateOf });
    await expect(merge(second.reference, apart.reference)).rejects.toMatchObject({ code: 'hazards.unknown-duplicate' });
    await expect(merge(apart.reference, second.reference)).rejects.toMatchObject({ code: 'hazards.unknown-duplicate' });
    await merge(second.reference, first.reference);
    expect(await peekHazard(second.reference)).toMatchObject({ status: 'duplicate' });
  });
});

it('a name that is given after a reward was proposed earns no second one', async () => {
  const { reference } = await buildHazard(world, { isAnonymous: true, isUrgent: true, status: 'valid' });
  expect((await rewards.find(as('manager'))).rows).toHaveLength(1);
  await giveName(as('worker'), { reference });
  const hazard = await peekHazard(reference);
  if (hazard === undefined) throw new Error('it is there');
  const { personId } = world.actors.worker;
  await inTransaction(() =>
    proposeRewards(as('officer'), { hazard, finders: [{ personId, isOnDuty: false }], level: 'general' }),
  );
  expect((await rewards.find(as('manager'))).rows).toHaveLength(1);
});

it('one alarm that cannot be opened is given to be set aside, and the others climb', async () => {
  const visitor = () => visitorContext({ now: clock.now() });
  for (const text of ['二车间着火了', '原料仓库着火了'])
    await reportHazard(visitor(), { enterpriseId: world.enterprise._id, text });
  const alarms = mongoose.connection.collection('hazardAlarms');
  const [broken] = await alarms.find().sort({ _id: 1 }).toArray();
  if (broken === undefined) throw new Error('it is there');
  await alarms.updateOne({ _id: broken._id }, { $set: { sealed: 'damaged' } });
  clock.advance({ minutes: 5 });
  const due = await findDueAlarms(clock.now(), 10, []);
  expect(due).toHaveLength(2);
  const tries = await Promise.allSettled(due.map((one) => raiseAlarm(clockContext(clock.now()), one)));
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const events = mongoose.connection.collection('events');
  expect(await events.countDocuments({ name: 'hazards.alarm-unopened' })).toBe(1);
  expect(await findDueAlarms(clock.now(), 10, [String(broken._id)])).toEqual([]);
});

it('what somebody does in their work bears their name, though they joined the case without one', async () => {
  const { reference } = await buildHazard(world, { status: 'accepted' });
  await endorseHazard(as('worker2'), { reference, isAnonymous: true });
  await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
  const { worker2 } = world.actors;
  await planRectification(as('manager'), {
    ...{ reference, ownerId: worker2.personId, measure: '换门锁', fundFen: 20_000 },
    ...{ dueOn: '2026-11-27', contingency: '断电挂牌' },
  });
  await submitRectification(as('worker2'), { reference, text: '换好了', photoIds: [await aPhoto(as('worker2'))] });
  const events = mongoose.connection.collection('events');
  const actorOf = async (name: string) => (await events.findOne({ name, 'subject.reference': reference }))?.['actor'];
  expect(await actorOf('hazards.rectification-submitted')).toMatchObject({ personId: worker2.personId });
  expect(await actorOf('hazards.endorsed')).toEqual({ kind: 'visitor' });
});

it('a case handed outside has the clock of checking: hours where it presses, working days where not', async () => {
  const due: Record<string, number> = {};
  for (const isUrgent of [true, false]) {
    const { reference } = await buildHazard(world, {
      isUrgent,
      status: 'accepted',
      text: isUrgent ? '着火了' : '缺盖板',
    });
    if (!isUrgent) await markMajor(as('officer'), { reference, majorBasis: '判定标准第三条' });
    const later = personContext(world.actors.worker, { now: new Date(clock.now().getTime() + 8 * 24 * HOUR_MS) });
    const after = await takeOutside(later, { reference });
    due[String(isUrgent)] = ((after.dueAt?.getTime() ?? 0) - later.now.getTime()) / HOUR_MS;
  }
  // Marked major, it presses as much as an urgent one.
  expect(due).toEqual({ true: 24, false: 24 });
});

it('the days without a word begin anew where a firm is found or a case is looked at again', async () => {
  const { reference } = await lost(as('worker'));
  clock.advance({ days: 8 });
  await found(reference);
  await expect(takeOutside(as('worker'), { reference })).rejects.toMatchObject({ code: 'hazards.not-outside-yet' });
  clock.advance({ days: 7, hours: 1 });
  expect(mayTakeOutside((await peekHazard(reference)) as never, clock.now())).toBe(true);

  const closed = await buildHazard(world, { status: 'closed' });
  await reopenHazard(as('worker'), { reference: closed.reference, reason: '还在漏' });
  const again = { reference: closed.reference };
  await expect(takeOutside(as('worker'), again)).rejects.toMatchObject({ code: 'hazards.not-outside-yet' });
  clock.advance({ days: 7, hours: 1 });
  expect((await findToOffer(clock.now(), 10, [])).map((one) => one.reference)).toContain(closed.reference);
  expect(await takeOutside(as('worker'), again)).toMatchObject({ outsideAt: expect.any(Date) });
});
