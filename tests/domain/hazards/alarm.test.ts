import mongoose from 'mongoose';
import {
  acceptHazard,
  addToAlarm,
  findDueAlarms,
  findFirm,
  findHazards,
  getHazard,
  giveName,
  raiseAlarm,
  reportHazard,
  takeBackAlarm,
  verifyHazard,
} from '#domain/hazards';
import { openRow, reactToEvents } from '#domain/notices';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
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
const nameOf = (id: unknown) => Object.entries(world.actors).find(([, { personId }]) => personId === id)?.[0];
/** Who was told what since the last look, by template. */
const seen = new Set<string>();
async function told(): Promise<Record<string, string[]>> {
  while ((await reactToEvents(clock.now())) > 0);
  const rows = await mongoose.connection.collection<{ _id: string }>('outbox').find({}).toArray();
  const fresh = rows.filter(({ _id }) => !seen.has(_id));
  const out: Record<string, string[]> = {};
  for (const raw of fresh) {
    seen.add(raw._id);
    const { template, personId, isUrgent } = openRow(raw as never) as unknown as Record<string, unknown>;
    expect(isUrgent).toBe(true);
    out[String(template)] = [...(out[String(template)] ?? []), nameOf(personId) ?? '?'].sort();
  }
  return out;
}
async function pass(minutes: number): Promise<void> {
  clock.advance({ minutes });
  for (const due of await findDueAlarms(clock.now(), 10, [])) await raiseAlarm(clockContext(clock.now()), due);
}
const alarms = () => mongoose.connection.collection('hazardAlarms').countDocuments();

const cry = (who = visitorContext({ now: clock.now() }), more: object = {}) =>
  reportHazard(who, { enterpriseId: world.enterprise._id, text: '快来人着火了', ...more });

describe('an urgent case', () => {
  it('waits for no place, is told to everybody who runs the firm, and climbs in minutes until somebody takes it on', async () => {
    const { reference, isPlaceUnknown } = await cry();
    expect(isPlaceUnknown).toBe(true);
    expect(await told()).toEqual({ 'hazard-reported': ['manager', 'officer'] });
    await pass(4);
    expect(await told()).toEqual({});
    await pass(1);
    expect(await told()).toEqual({ 'hazard-unopened': ['manager', 'officer'] });
    await pass(10);
    expect(await told()).toEqual({ 'hazard-unopened': ['manager', 'officer', 'parkOfficer'] });
    await pass(15);
    expect(await told()).toEqual({ 'hazard-unopened': ['manager', 'officer', 'parkOfficer', 'regulator'] });
    await pass(30);
    const everybody = ['cityRegulator', 'manager', 'officer', 'parkOfficer', 'regulator'];
    expect(await told()).toEqual({ 'hazard-unopened': everybody });
    expect(await alarms()).toBe(0);
    await acceptHazard(as('officer'), { reference });
  });

  it('climbs no further once somebody took it on, and once however many see it', async () => {
    const { reference } = await cry();
    await told();
    clock.advance({ minutes: 5 });
    const [due] = await findDueAlarms(clock.now(), 10, []);
    if (due === undefined) throw new Error('none due');
    const took = await Promise.all([1, 2].map(() => raiseAlarm(clockContext(clock.now()), due)));
    expect(took.sort()).toEqual([false, true]);
    expect(Object.keys(await told())).toEqual(['hazard-unopened']);
    await acceptHazard(as('officer'), { reference });
    expect(await alarms()).toBe(0);
    await pass(60);
    expect(Object.keys(await told())).not.toContain('hazard-unopened');
  });

  it('tells everybody of steps that went by while nothing was running, together', async () => {
    await cry();
    await told();
    await pass(31);
    expect(await told()).toEqual({ 'hazard-unopened': ['manager', 'officer', 'parkOfficer', 'regulator'] });
  });

  it('goes to park and body where nobody speaks for the firm', async () => {
    const people = [world.actors.officer.personId, world.actors.manager.personId];
    await mongoose.connection
      .collection('accounts')
      .updateMany({ _id: { $in: people } } as never, { $set: { grants: [] } } as never);
    await cry();
    expect(await told()).toEqual({ 'hazard-reported': ['parkOfficer', 'regulator'] });
  });

  it('leaves the minute of a report without a name in nothing that can be laid beside the case', async () => {
    clock.advance({ minutes: 37 });
    const { reference } = await cry();
    const { _id } = (await mongoose.connection.collection('hazards').findOne({ reference })) as { _id: unknown };
    const [alarm] = await mongoose.connection.collection('hazardAlarms').find().toArray();
    expect(JSON.stringify(alarm)).not.toMatch(new RegExp(`${reference}|${String(_id)}`));
    await pass(5);
    const trail = await mongoose.connection.collection('events').find({ 'subject.reference': reference }).toArray();
    expect(trail.map(({ name, at }) => [name, (at as Date).getUTCMinutes()])).toEqual([
      ['hazards.reported', 0],
      ['hazards.alarm-unopened', 0],
    ]);
  });

  it('an ordinary one counts no minutes and asks for firm and place', async () => {
    await reportHazard(as('worker'), { enterpriseId: world.enterprise._id, text: '灭火器过期了', placeText: '北门' });
    expect(await alarms()).toBe(0);
    const fields = reportHazard(as('worker'), { text: '灭火器过期了' });
    await expect(fields).rejects.toMatchObject({ fields: { enterpriseId: '请选择企业', placeText: '请写明在哪里' } });
  });
});

describe('what is told after an alarm', () => {
  it('is added to the same case by whoever raised it, and whoever has it is told', async () => {
    const visitor = visitorContext({ now: clock.now() });
    const { reference } = await cry(visitor);
    await told();
    const photoId = await aPhoto(visitor);
    await addToAlarm(visitor, { reference, placeText: '二车间北门', text: '火很大', photoIds: [photoId] });
    expect(await told()).toEqual({ 'hazard-added': ['manager', 'officer'] });
    expect((await getHazard(as('officer'), reference)).hazard).toMatchObject({
      text: '快来人着火了；火很大',
      placeText: '二车间北门',
      photoIds: [photoId],
    });
    await expect(addToAlarm(visitorContext(), { reference, text: '我也看到了' })).rejects.toMatchObject({
      kind: 'NotFound',
    });
    await addToAlarm(visitor, { reference, text: '字'.repeat(999) });
    await expect(addToAlarm(visitor, { reference, text: '字'.repeat(9_500) })).rejects.toMatchObject({
      fields: { text: '写得太多了，请分开说：这一件一共记 10000 字，这次多了 511 字，没有加上' },
    });
    expect((await getHazard(as('officer'), reference)).hazard.text).toHaveLength(1_010);
  });

  it('taken back: everybody who was told is told again, once, and the journal keeps both', async () => {
    const visitor = visitorContext({ now: clock.now() });
    const { reference } = await cry(visitor);
    await pass(15);
    await told();
    await expect(takeBackAlarm(visitorContext(), { reference })).rejects.toMatchObject({ kind: 'NotFound' });
    const tries = await Promise.allSettled([1, 2].map(() => takeBackAlarm(visitor, { reference })));
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await told()).toEqual({ 'hazard-taken-back': ['manager', 'officer', 'parkOfficer'] });
    expect((await getHazard(as('officer'), reference)).hazard).toMatchObject({ status: 'not-valid', isOpen: false });
    const names = await mongoose.connection.collection('events').distinct('name', { 'subject.reference': reference });
    expect(names).toEqual(expect.arrayContaining(['hazards.reported', 'hazards.alarm-unopened', 'hazards.taken-back']));
    await pass(60);
    expect(await told()).toEqual({});
  });

  it('the firm takes nothing back, and nobody what is no alarm', async () => {
    const { reference } = await cry(as('worker'));
    await expect(takeBackAlarm(as('officer'), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
    const ordinary = { enterpriseId: world.enterprise._id, text: '灭火器过期了', placeText: '北门' };
    const { reference: other } = await reportHazard(as('worker'), ordinary);
    await expect(takeBackAlarm(as('worker'), { reference: other })).rejects.toMatchObject({ kind: 'Forbidden' });
  });

  it('a worker gives the name that was not given before', async () => {
    const { reference } = await cry(as('worker'), { isAnonymous: true });
    await expect(giveName(as('worker2'), { reference })).rejects.toMatchObject({ kind: 'NotFound' });
    for (let i = 0; i < 2; i++) await giveName(as('worker'), { reference });
    const { hazard } = await getHazard(as('officer'), reference);
    expect(hazard).toMatchObject({ isAnonymous: false, reporter: { personId: world.actors.worker.personId } });
  });
});

describe('where nobody knows the firm (企业待查明)', () => {
  const lost = (text: string) => reportHazard(visitorContext({ now: clock.now() }), { text });

  it.each([
    ['北流市民安镇有个厂着火了', '北流市应急管理局'],
    ['玉林这边厂房着火了', '玉林市应急管理局'],
    ['青秀区仓库着火了', '青秀区应急管理局'],
    ['北流日用陶瓷工业园区里面着火了', '北流市应急管理局'],
    ['救命着火了', '玉林市应急管理局'],
    ['西乡塘区有人触电了', '玉林市应急管理局'],
  ])('「%s」 is filed at once with %s, whose people can open it', async (text, name) => {
    const { reference, bodyId, isFirmUnknown } = await lost(text);
    expect(reference).toMatch(/^H2026-/);
    expect(isFirmUnknown).toBe(true);
    expect(await mongoose.connection.collection('bodies').findOne({ _id: bodyId } as never)).toMatchObject({ name });
    const own = Object.values(world.actors).find(({ scope }) => scope.bodyId === bodyId);
    expect((await getHazard(personContext(own as never), reference)).hazard.reference).toBe(reference);
  });

  it('the body is told, takes it on, gives it to its firm, and the firm is told and counted by the minute', async () => {
    const { reference } = await lost('北流市有个厂着火了');
    expect(await told()).toEqual({ 'hazard-reported': ['regulator'] });
    await pass(5);
    expect(await told()).toEqual({ 'hazard-unopened': ['regulator'] });
    await acceptHazard(as('regulator'), { reference });
    const valid = verifyHazard(as('regulator'), { reference, result: 'valid', grade: 'general' });
    await expect(valid).rejects.toMatchObject({ kind: 'Forbidden' });
    const its = { reference, enterpriseId: world.enterprise._id };
    await expect(findFirm(as('officer'), its)).rejects.toMatchObject({ kind: 'NotFound' });
    await findFirm(as('regulator'), its);
    expect(await told()).toEqual({ 'hazard-reported': ['manager', 'officer'] });
    expect((await findHazards(as('officer'), {})).rows.map((row) => row.reference)).toEqual([reference]);
    await pass(5);
    expect(await told()).toEqual({ 'hazard-unopened': ['manager', 'officer'] });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    await expect(findFirm(as('regulator'), its)).rejects.toMatchObject({ kind: 'Conflict' });
  });

  it('taking it back tells the desk it lay with first, though the firm is another body’s', async () => {
    const visitor = visitorContext({ now: clock.now() });
    const { reference } = await reportHazard(visitor, { text: '北流市有个厂着火了' });
    await told();
    await findFirm(visitor, { reference, enterpriseId: world.otherEnterprise._id });
    await told();
    await takeBackAlarm(visitor, { reference });
    expect((await told())['hazard-taken-back']).toEqual(expect.arrayContaining(['otherOfficer', 'regulator']));
  });

  it('whoever reported says the firm, and taking it back tells the body too', async () => {
    const visitor = visitorContext({ now: clock.now() });
    const { reference } = await reportHazard(visitor, { text: '北流市有个厂着火了' });
    await told();
    await findFirm(visitor, { reference, enterpriseId: world.enterprise._id });
    await told();
    await takeBackAlarm(visitor, { reference });
    expect(await told()).toEqual({ 'hazard-taken-back': ['manager', 'officer', 'regulator'] });
  });
});
