import mongoose from 'mongoose';
import {
  acceptHazard,
  approveRectification,
  fixOnSpot,
  peekHazard,
  reportHazard,
  takeOutside,
  verifyHazard,
} from '#domain/hazards';
import { openRow, reactToEvents } from '#domain/notices';
import {
  agreeReveal,
  askReveal,
  declineReveal,
  endCustodian,
  endReveal,
  findCustodians,
  findToEnd,
  isCustodian,
  lapseReveal,
  lookAtContact,
  nameCustodian,
  ofOwnCase,
  readContact,
  reveals,
  takeBackContact,
} from '#domain/protection';
import { anHourBefore, type Clock, createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { aPhoto, buildHazard, takeHeldActs } from '../../support/hazards.ts';
import { type Bureau, buildBureau } from '../../support/protection.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
let bureau: Bureau;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  bureau = await buildBureau(world);
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const asColleague = () => personContext(bureau.colleague, { now: clock.now() });
const unnamed = () => buildHazard(world, { isAnonymous: true, text: '班长叫我们把燃气报警器关掉' });
const reason = '要到现场指认是哪一台';
const toldTo = async (who: WorldActor): Promise<unknown[]> => {
  await reactToEvents(clock.now(), 1_000);
  const rows = await mongoose.connection.collection('outbox').find().sort({ _id: 1 }).toArray();
  return rows
    .map((row) => openRow(row as never))
    .filter(({ personId }) => personId === world.actors[who].personId)
    .map(({ template }) => template);
};

it('a custodian is somebody of the body, named by a colleague from a day on, and nobody of a firm', async () => {
  const { regulator, manager, cityRegulator } = world.actors;
  const name = (personId: string, from = '2026-11-24') => nameCustodian(asColleague(), { personId, from });
  for (const person of [manager, cityRegulator])
    await expect(name(person.personId)).rejects.toMatchObject({ code: 'protection.custodian-of-firm' });
  await expect(name(bureau.colleague.personId)).rejects.toMatchObject({ fields: { personId: expect.any(String) } });
  await expect(name(regulator.personId)).rejects.toMatchObject({ code: 'protection.custodian-already' });
  for (const who of ['manager', 'parkOfficer', 'administrator'] as const)
    await expect(nameCustodian(as(who), { personId: regulator.personId, from: '2026-11-24' })).rejects.toMatchObject({
      kind: 'Forbidden',
    });
  // Somebody who also works for a firm is none, whatever they are at the body.
  const grant = { _id: 'g-firm', role: 'safety-officer', scope: { enterpriseId: world.enterprise._id } };
  await mongoose.model('Account').updateOne({ _id: regulator.personId }, { $push: { grants: grant } });
  expect(await findCustodians(world.bodyId)).toEqual([]);
  expect(await isCustodian(as('regulator'), world.bodyId)).toBe(false);
});

it('one of a later day is none before it, and one that was ended none at once', async () => {
  const [row] = await findCustodians(world.bodyId);
  await endCustodian(asColleague(), { id: row?._id ?? '' });
  await endCustodian(asColleague(), { id: row?._id ?? '' });
  expect(await isCustodian(as('regulator'), world.bodyId)).toBe(false);
  await nameCustodian(asColleague(), { personId: world.actors.regulator.personId, from: '2026-11-26' });
  expect(await isCustodian(as('regulator'), world.bodyId)).toBe(false);
  clock.advance({ days: 2 });
  expect(await isCustodian(as('regulator'), world.bodyId)).toBe(true);
  const events = await mongoose.connection
    .collection('events')
    .find({ name: /custodian/ })
    .sort({ seq: 1 })
    .toArray();
  expect(events.map(({ name }) => name.split('-')[1])).toEqual(['named', 'ended', 'named']);
});

it('opens for a custodian with a reason, when another person of the body agrees, for its time, and each look is told', async () => {
  const { reference, _id: hazardId } = await unnamed();
  for (const who of ['manager', 'officer', 'parkOfficer'] as const)
    await expect(askReveal(as(who), { reference, reason })).rejects.toMatchObject({ kind: 'Forbidden' });
  await expect(askReveal(asColleague(), { reference, reason })).rejects.toMatchObject({
    code: 'protection.not-custodian',
  });
  await expect(askReveal(as('regulator'), { reference, reason: '' })).rejects.toMatchObject({
    fields: { reason: expect.any(String) },
  });
  const asked = await askReveal(as('regulator'), { reference, reason });
  const its = { reference: asked.reference };
  await expect(askReveal(as('regulator'), { reference, reason })).rejects.toMatchObject({
    code: 'protection.open-already',
  });
  await expect(lookAtContact(as('regulator'), its)).rejects.toMatchObject({ kind: 'Conflict' });
  await expect(agreeReveal(as('regulator'), its)).rejects.toMatchObject({ code: 'common.same-person' });
  for (const who of ['manager', 'parkOfficer', 'cityRegulator', 'administrator'] as const)
    await expect(agreeReveal(as(who), its)).rejects.toMatchObject({ kind: 'NotFound' });
  expect(await toldTo('worker')).toEqual([]);

  await agreeReveal(asColleague(), its);
  expect(await toldTo('worker')).toEqual(['contact-opened']);
  const read = async (ctx = as('regulator')) => readContact(ctx, await reveals.get(as('regulator'), asked.reference));
  expect(await read()).toBeUndefined();
  await expect(lookAtContact(asColleague(), its)).rejects.toMatchObject({ kind: 'Forbidden' });
  await lookAtContact(as('regulator'), its);
  expect(await read()).toEqual({ name: '韦小妹', phone: world.phones.worker });
  expect(await read(asColleague())).toBeUndefined();
  clock.advance({ minutes: 11 });
  expect(await read()).toBeUndefined();
  expect(await toldTo('worker')).toEqual(['contact-opened', 'contact-looked']);
  const trail = await reveals.trail(as('regulator'), asked.reference);
  expect(trail.map(({ name }) => name)).toEqual([
    'reveals.asked',
    'reveals.step-refused',
    'reveals.opened',
    'reveals.step-refused',
    'reveals.looked',
  ]);

  // It ends by itself, whether the clock comes by or not.
  clock.advance({ hours: 24 });
  await expect(lookAtContact(as('regulator'), its)).rejects.toMatchObject({ code: 'protection.over' });
  const [due] = await findToEnd(clock.now(), 10, []);
  expect(due?.reference).toBe(asked.reference);
  await lapseReveal(clockContext(clock.now()), due as never);
  expect(await reveals.peek(asked.reference)).toMatchObject({ status: 'ended' });
  await expect(lookAtContact(as('regulator'), its)).rejects.toMatchObject({ kind: 'Conflict' });
  expect((await ofOwnCase(hazardId)).opened).toHaveLength(1);
  // The row that says that it was opened says of whom to nobody.
  const rows = JSON.stringify(await mongoose.connection.collection('reveals').find().toArray());
  for (const mark of [world.actors.worker.personId, world.actors.worker.name, world.phones.worker])
    expect(rows).not.toContain(mark);
});

it('is refused with a reason, ended before its time, and over for a custodian who is one no longer', async () => {
  const { reference } = await unnamed();
  const first = await askReveal(as('regulator'), { reference, reason });
  await declineReveal(asColleague(), { reference: first.reference, reason: '先在页面上问' });
  expect((await ofOwnCase(first.hazardId)).opened).toEqual([]);
  const second = { reference: (await askReveal(as('regulator'), { reference, reason })).reference };
  await agreeReveal(asColleague(), second);
  const [row] = await findCustodians(world.bodyId);
  await endCustodian(asColleague(), { id: row?._id ?? '' });
  await expect(lookAtContact(as('regulator'), second)).rejects.toMatchObject({ code: 'protection.not-custodian' });
  // Nor does it go on standing there as open: the clock ends it.
  expect((await findToEnd(clock.now(), 10, [])).map((one) => one.reference)).toEqual([second.reference]);
  await endReveal(asColleague(), second);
  expect(await reveals.peek(second.reference)).toMatchObject({ status: 'ended' });
});

it('has nothing to open of a browser, and two who ask at once are one', async () => {
  const { reference } = await reportHazard(visitorContext({ now: anHourBefore }), {
    ...{ enterpriseId: world.enterprise._id, text: '报警器关了', placeText: '窑头', isAnonymous: true },
  });
  await expect(askReveal(as('regulator'), { reference, reason })).rejects.toMatchObject({
    code: 'protection.no-contact',
  });
  const named = await buildHazard(world);
  await expect(askReveal(as('regulator'), { reference: named.reference, reason })).rejects.toMatchObject({
    code: 'protection.no-contact',
  });
  const other = await unnamed();
  const both = await Promise.allSettled(
    [1, 2].map(() => askReveal(as('regulator'), { reference: other.reference, reason })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('taken outside: once, with the contact only on a word that can be taken back', async () => {
  const { reference } = await unnamed();
  await expect(takeOutside(as('worker'), { reference })).rejects.toMatchObject({ code: 'hazards.not-outside-yet' });
  clock.advance({ days: 7 });
  for (const who of ['worker2', 'officer'] as const)
    await expect(takeOutside(as(who), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
  // Twice before its hour, with both answers: the last word counts. Once it has gone, none does.
  await takeOutside(as('worker'), { reference, withContact: true });
  await takeOutside(as('worker'), { reference, withContact: false });
  clock.advance({ hours: 1 });
  await takeHeldActs(clock.now());
  await takeOutside(as('worker'), { reference, withContact: true });
  clock.advance({ hours: 1 });
  expect(await takeHeldActs(clock.now())).toBe(0);
  const events = mongoose.connection.collection('events');
  expect(await events.countDocuments({ name: 'hazards.taken-outside' })).toBe(1);
  expect(await peekHazard(reference)).toMatchObject({ isDueReckoned: true });
  expect(await askReveal(as('regulator'), { reference, reason })).toMatchObject({ status: 'asked', basis: 'reason' });
  // The body judges it now, and the firm no longer.
  await expect(acceptHazard(as('officer'), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
  await acceptHazard(as('regulator'), { reference });
  expect(await peekHazard(reference)).toMatchObject({ status: 'accepted', enterpriseId: world.enterprise._id });
  expect(
    await mongoose.connection.collection('deadlines').distinct('owedBy', { isOpen: true, 'subject.kind': 'hazard' }),
  ).toEqual([`body:${world.bodyId}`]);

  // Found valid, it is the firm's to put right and to reward, and the body's to approve.
  await verifyHazard(as('regulator'), { reference, result: 'valid', grade: 'general' });
  expect(await mongoose.connection.collection('rewards').countDocuments()).toBe(1);
  const photoIds = [await aPhoto(as('officer'))];
  await fixOnSpot(as('officer'), { reference, text: '接上了', photoIds });
  await expect(approveRectification(as('manager'), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
  await approveRectification(as('regulator'), { reference });
  expect(await peekHazard(reference)).toMatchObject({ status: 'closed' });

  const other = await unnamed();
  clock.advance({ days: 7 });
  const both = await Promise.allSettled(
    [1, 2].map(() => takeOutside(as('worker'), { reference: other.reference, withContact: true })),
  );
  expect(both.some(({ status }) => status === 'fulfilled')).toBe(true);
  clock.advance({ hours: 1 });
  await takeHeldActs(clock.now());
  expect(await events.countDocuments({ name: 'hazards.taken-outside', 'subject.reference': other.reference })).toBe(1);
  const open = await askReveal(as('regulator'), { reference: other.reference, reason });
  expect(open).toMatchObject({ status: 'open', basis: 'given' });
  await lookAtContact(as('regulator'), { reference: open.reference });
  await takeBackContact(as('worker'), { reference: other.reference });
  await takeBackContact(as('worker'), { reference: other.reference });
  const ended = await reveals.get(as('regulator'), open.reference);
  expect([ended.status, await readContact(as('regulator'), ended)]).toEqual(['ended', undefined]);
  const trail = await reveals.trail(as('regulator'), open.reference);
  expect(trail.at(-1)).toMatchObject({ name: 'reveals.taken-back', actor: { kind: 'visitor' }, requestId: 'hidden' });
  expect(await askReveal(as('regulator'), { reference: other.reference, reason })).toMatchObject({ basis: 'reason' });
});
