import mongoose from 'mongoose';
import { getAsides, type Loop, lookThrough, tryAgain } from '#domain/aside';
import { findInbox } from '#domain/notices';
import { proposeMerger, transfers } from '#domain/parks';
import { newId } from '#kernel/ids';
import { type JobId, runJob } from '../../jobs/timetable.ts';
import { createClock } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { oweManager } from '../support/deadlines.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { aPhoto, buildHazard } from '../support/hazards.ts';
import { acceptWholly, buildSecondPark } from '../support/parks.ts';
import { useStores } from '../support/stores.ts';
import { buildPolicy } from '../support/support.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let world: World;
beforeEach(async () => {
  clock.set(createClock().now());
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const rows = (name: string) => mongoose.connection.collection(name);
const run = (id: JobId) => runJob(id, clock.now, 'test', new AbortController().signal);
const owe = (key: string): Promise<void> => oweManager(world, clock.now(), key);
const failing = async (loop: Loop, error: Error) =>
  (await lookThrough(clockContext(clock.now()), loop)).take('any', () => Promise.reject(error));
const reached = () => rows('events').countDocuments({ name: 'deadlines.step-reached' });
const told = async (who: WorldActor, template: string) =>
  rows('outbox').countDocuments({ personId: world.actors[who].personId, template });

describe('what the clock cannot do', () => {
  it('stops nothing that is due after it, is counted and told once, and is done once it can be', async () => {
    await owe('good');
    const good = await rows('deadlines').findOne({ key: 'good' });
    const bad = Array.from({ length: 205 }, (_, n) => ({
      ...good,
      _id: newId(clock.now()) as never,
      key: `bad-${n}`,
      ladder: 'no-such-ladder',
      nextStepAt: new Date('2026-01-01T00:00:00Z'),
    }));
    await rows('deadlines').insertMany(bad);
    clock.advance({ days: 1 });
    await run('deadlines');
    expect(await reached()).toBe(1);
    expect((await getAsides(as('administrator'))).counts).toEqual([{ label: '到期提醒', count: 205 }]);
    await run('notices');
    expect([await told('administrator', 'set-aside'), await told('manager', 'reminder')]).toEqual([1, 1]);

    // Before its rest is over nobody tries; after it, what was mended is done and the rest rests on.
    await rows('deadlines').updateMany({ key: { $regex: /^bad-1/ } }, { $set: { ladder: 'plan-item' } });
    await run('deadlines');
    expect(await reached()).toBe(1);
    clock.advance({ minutes: 2 });
    await run('deadlines');
    const mended = bad.filter(({ key }) => key.startsWith('bad-1')).length;
    expect(await reached()).toBe(1 + mended);
    expect((await getAsides(as('administrator'))).counts).toEqual([{ label: '到期提醒', count: 205 - mended }]);
    await run('notices');
    expect(await told('administrator', 'set-aside')).toBe(1);
  });

  it('an event without what it should carry keeps no other from becoming a message, and an administrator can let it be tried', async () => {
    await owe('due');
    const due = await rows('deadlines').findOne({ key: 'due' });
    clock.advance({ days: 1 });
    await run('deadlines');
    const event = await rows('events').findOne({ name: 'deadlines.step-reached' });
    const broken = { ...event, _id: '000000000000000000000001' as never, facts: { key: due?.['key'] } };
    await rows('events').insertOne({ ...broken, subject: { kind: 'plan-item', id: 'x' } } as never);
    await buildHazard(world);
    await run('notices');
    await run('notices'); // what it was told itself
    expect(await told('manager', 'reminder')).toBe(1);
    expect(await told('officer', 'hazard-reported')).toBe(1);
    expect(await told('administrator', 'set-aside')).toBe(1);
    const [aside] = (await getAsides(as('administrator'))).rows;
    expect(aside).toMatchObject({ loop: 'events', key: '000000000000000000000001', tries: 1 });

    await run('portal');
    const inbox = await findInbox(as('administrator'));
    expect(JSON.stringify(inbox)).toContain('/admin/asides');

    await rows('events').updateOne(
      { _id: broken._id },
      { $set: { 'facts.tell': [], 'facts.stepAt': clock.now().toISOString() } },
    );
    await tryAgain(as('administrator'), aside?._id ?? '');
    await run('notices');
    expect((await getAsides(as('administrator'))).rows).toEqual([]);
    expect(await rows('events').findOne({ _id: broken._id as never })).toMatchObject({ isNoticed: true });
  });

  it('a firm that cannot be moved holds up no other of its merger, nor another merger, and is moved once it can be', async () => {
    const second = await buildSecondPark(world);
    const { _id: id } = world.enterprise;
    const others = ['a', 'b'].map((n) => ({ ...world.enterprise, _id: `0000000000000000000000${n}0`, creditCode: n }));
    await rows('enterprises').insertMany(others as never);
    await rows('enterprises').updateOne({ _id: id as never }, { $set: { parkId: world.park._id } });
    await rows('enterprises').updateOne({ _id: others[0]?._id as never }, { $set: { regionCode: null } });
    const { reference } = await proposeMerger(as('parkOfficer'), {
      fromParkId: world.park._id,
      toParkId: second.park._id,
      reason: '园区整合',
    });
    await acceptWholly(personContext(second.officer, { now: clock.now() }), { reference });
    await run('park-mergers');
    const left = async () => rows('enterprises').countDocuments({ parkId: world.park._id });
    expect([await left(), (await transfers.peek(reference))?.status]).toEqual([1, 'moving']);
    expect((await getAsides(as('administrator'))).counts).toEqual([{ label: '园区合并时迁移企业', count: 1 }]);

    await rows('enterprises').updateOne(
      { _id: others[0]?._id as never },
      { $set: { regionCode: world.enterprise.regionCode } },
    );
    clock.advance({ minutes: 2 });
    await run('park-mergers');
    expect([await left(), (await transfers.peek(reference))?.status]).toEqual([0, 'moved']);
    expect((await getAsides(as('administrator'))).counts).toEqual([]);
  });

  it('a policy nobody can be told of holds up no other', async () => {
    await buildEnrolment(world);
    const broken = await buildPolicy(world);
    await rows('supportPolicies').updateOne({ reference: broken }, { $set: { 'announcement.after': { no: 'id' } } });
    const whole = await buildPolicy(world);
    await run('policy-news');
    expect(await rows('supportPolicies').distinct('reference', { 'announcement.isDone': true })).toEqual([whole]);
    expect((await getAsides(as('administrator'))).counts).toEqual([{ label: '扶持政策通知企业', count: 1 }]);
  });

  it('a stray photo that cannot be removed keeps none of the others, however many there are', async () => {
    const photoId = await aPhoto(as('worker'));
    const photo = await rows('photos').findOne({ _id: photoId as never });
    const broken = Array.from({ length: 205 }, (_, n) => ({
      ...photo,
      _id: `${photoId.slice(0, -4)}${String(n).padStart(4, 'x')}` as never,
      fullFileId: null,
      createdAt: new Date('2026-01-01T00:00:00Z'),
    }));
    await rows('photos').insertMany(broken);
    clock.advance({ days: 30 });
    await run('stray-photos');
    expect(await rows('photos').countDocuments({ _id: photoId as never })).toBe(0);
    expect((await getAsides(as('administrator'))).counts).toEqual([{ label: '清理没有用上的照片', count: 205 }]);
  });

  it('is not put down to a row when the store is away', async () => {
    const away = Object.assign(new Error('connection 1 to 127.0.0.1 closed'), { name: 'MongoNetworkError' });
    await expect(failing('events', away)).rejects.toBe(away);
    expect(await rows('asides').countDocuments()).toBe(0);
  });

  it('is forgotten once nothing meets it any more, unless only it knows of it', async () => {
    for (const loop of ['deadlines', 'recurrence'] as const) await failing(loop, new Error('broken'));
    clock.advance({ minutes: 59 });
    await run('deadlines');
    expect((await getAsides(as('administrator'))).rows.map(({ loop }) => loop)).toEqual(['deadlines', 'recurrence']);
    clock.advance({ minutes: 5 });
    await run('deadlines');
    const rested = (await lookThrough(clockContext(clock.now()), 'recurrence')).rested;
    expect([(await getAsides(as('administrator'))).rows.map(({ loop }) => loop), rested]).toEqual([
      ['recurrence'],
      ['any'],
    ]);
  });

  it('tells nobody the minute, nor in the journal which row it was', async () => {
    clock.advance({ minutes: 17 });
    await failing('events', new Error('broken'));
    const [{ firstAt } = { firstAt: new Date() }] = (await getAsides(as('administrator'))).rows;
    expect(firstAt.getTime() % 3_600_000).toBe(0);
    expect((await rows('events').findOne({ name: 'aside.set' }))?.['facts']).toEqual({});
  });

  it('is for administrators to see and to try again', async () => {
    await failing('events', new Error('no such "张三"'));
    expect((await getAsides(as('administrator'))).rows).toMatchObject([{ reason: 'no such …' }]);
    for (const who of ['manager', 'regulator', 'worker'] as const) {
      await expect(getAsides(as(who))).rejects.toMatchObject({ kind: 'Forbidden' });
      await expect(tryAgain(as(who), 'events:any')).rejects.toMatchObject({ kind: 'Forbidden' });
    }
    await expect(tryAgain(as('administrator'), 'events:gone')).rejects.toMatchObject({ kind: 'NotFound' });
  });
});
