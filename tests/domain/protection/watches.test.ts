import mongoose from 'mongoose';
import { endorseHazard, findToCheckOn, findToOffer, offerOutside, peekHazard, reportHazard } from '#domain/hazards';
import {
  disableAccount,
  enableAccount,
  printResetSlip,
  removeGrant,
  resetPassword,
  resetTotp,
  unbindChat,
} from '#domain/identity';
import { findTrail } from '#domain/journal';
import { openRow, reactToEvents } from '#domain/notices';
import {
  answerCheckIn,
  askHowTheyAre,
  findUngathered,
  openSecret,
  seeWatch,
  type Watch,
  watches,
  watchesInWords,
} from '#domain/protection';
import { type Clock, createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { gatherAccounts } from '../../support/protection.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const system = () => clockContext(clock.now());
const collection = (name: string) => mongoose.connection.collection(name);
const told = async () => {
  await reactToEvents(clock.now(), 1_000);
  return (await collection('outbox').find().sort({ _id: 1 }).toArray()).map((row) => openRow(row as never));
};
async function checkIn(): Promise<number> {
  const due = await findToCheckOn(clock.now(), 100, []);
  for (const hazard of due) await askHowTheyAre(system(), hazard);
  return due.length;
}
const theOne = async (kind: Watch['kind'] = 'check-in'): Promise<Watch> =>
  (await collection('watches').findOne({ kind, status: { $ne: 'seen' } }, { sort: { _id: -1 } })) as unknown as Watch;

it('asks whoever reported without a name after 30 and after 90 days, once each', async () => {
  const { reference } = await buildHazard(world, { isAnonymous: true });
  await buildHazard(world);
  expect(await checkIn()).toBe(0);
  clock.advance({ days: 30 });
  expect(await checkIn()).toBe(1);
  expect(await checkIn()).toBe(0);
  const [first] = (await told()).filter(({ template }) => template === 'check-in');
  expect(first).toMatchObject({
    personId: world.actors.worker.personId,
    linkPath: `/hazards/${reference}`,
    params: { days: 30 },
  });
  clock.advance({ days: 60 });
  // Two workers at once are one.
  const due = await findToCheckOn(clock.now(), 10, []);
  await Promise.allSettled([...due, ...due].map((hazard) => askHowTheyAre(system(), hazard)));
  expect(await collection('watches').distinct('days')).toEqual([30, 90]);
  expect(await checkIn()).toBe(0);
});

it('a good answer and a bad one go the same way, sealed, to the body alone, with a clock', async () => {
  const said = { fine: '', harmed: '被调岗到窑尾，工资少了' } as const;
  const seen: Record<string, unknown>[] = [];
  for (const answer of ['fine', 'harmed'] as const) {
    const { reference } = await buildHazard(world, { isAnonymous: true });
    clock.advance({ days: 30 });
    await checkIn();
    for (const who of ['officer', 'manager', 'worker2'] as const)
      await expect(answerCheckIn(as(who), { reference, answer })).rejects.toMatchObject({ kind: 'Forbidden' });
    await answerCheckIn(as('worker'), { reference, answer, words: said[answer] || undefined });
    await expect(answerCheckIn(as('worker'), { reference, answer: 'fine' })).rejects.toMatchObject({
      code: 'protection.not-asked',
    });
    const row = await theOne();
    expect(openSecret(row)).toMatchObject({ answer, ...(answer === 'harmed' ? { words: said.harmed } : {}) });
    const [deadline] = await collection('deadlines').find({ 'subject.id': row._id }).toArray();
    expect(deadline).toMatchObject({ owedBy: [`body:${world.bodyId}`], isOpen: true });
    const [event] = (await findTrail({ kind: 'watch', id: row._id })).slice(-1);
    expect(event).toMatchObject({
      name: 'watches.answered',
      actor: { kind: 'visitor' },
      requestId: 'hidden',
      about: [],
    });
    seen.push({
      status: row.status,
      length: row.secret.length,
      facts: event?.facts,
      fields: Object.keys(row).sort().join(),
    });
    // The firm, the park and the body above read nothing of it.
    for (const who of ['officer', 'manager', 'parkOfficer', 'cityRegulator', 'administrator', 'worker'] as const)
      await expect(watches.get(as(who), row.reference)).rejects.toMatchObject({ kind: 'NotFound' });
    const trail = JSON.stringify(await findTrail({ kind: 'hazard', id: (await peekHazard(reference))?._id ?? '' }));
    for (const word of ['调岗', 'watch']) expect(trail).not.toContain(word);
    await seeWatch(as('regulator'), { reference: row.reference, note: answer === 'fine' ? '没有' : '约谈企业' });
    expect((await watches.peek(row.reference))?.secret).toHaveLength(row.secret.length);
    expect(openSecret((await watches.peek(row.reference)) as Watch)).toMatchObject({ note: expect.any(String) });
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(JSON.stringify(await collection('watches').find().toArray())).not.toMatch(/调岗|harmed|fine|约谈/);
  const notices = (await told()).filter(({ template }) => template === 'watch-waiting');
  expect(new Set(notices.map(({ personId }) => personId))).toEqual(new Set([world.actors.regulator.personId]));
  expect(new Set(notices.map(({ isUrgent }) => isUrgent))).toEqual(new Set([false]));
});

it('is answered by number and code in a browser nobody knows, and by nobody with a wrong code', async () => {
  const { reference, queryCode } = await reportHazard(visitorContext(), {
    ...{ enterpriseId: world.enterprise._id, text: '报警器关了', placeText: '窑头' },
  });
  clock.advance({ days: 30 });
  await checkIn();
  const wrong = answerCheckIn(visitorContext(), { reference, queryCode: 'ABCDEF', answer: 'fine' });
  await expect(wrong).rejects.toMatchObject({ code: 'hazards.wrong-query-code' });
  await answerCheckIn(visitorContext({ now: clock.now() }), { reference, queryCode, answer: 'harmed' });
  expect(await theOne()).toMatchObject({ status: 'waiting' });
});

/** What the store shows of a day's gathering to whoever reads all of it, but for what is drawn by lot. */
async function leftBehind(): Promise<string> {
  const rows = [];
  for (const name of ['watches', 'deadlines', 'outbox', 'events'])
    for (const { _id, ...row } of await collection(name).find({}).toArray()) {
      const isOurs = JSON.stringify(row).match(/watch|"G2026|sealed/) !== null;
      if (!isOurs) continue;
      // Sealed text and hashes differ each time; how long they are is looked at.
      rows.push(
        `${name} ${JSON.stringify(row, (key, value) =>
          [
            'secret',
            'sealed',
            'hash',
            'prevHash',
            'requestId',
            'dedupeKey',
            'key',
            'id',
            'queryCode',
            // One of many names, drawn by lot.
            'personId',
          ].includes(key)
            ? `${String(value).length}`
            : value,
        )}`,
      );
    }
  return rows.join('\n');
}

it('an account that changes leaves the same in the store whether its holder reported or not', async () => {
  const left: string[] = [];
  for (const isReporter of [true, false]) {
    await collection('watches').deleteMany({});
    for (const name of ['events', 'outbox', 'deadlines', 'counters', 'hazards', 'hazardContacts'])
      await collection(name).deleteMany({});
    clock = createClock();
    const hazard = await buildHazard(world, { isAnonymous: true });
    if (!isReporter) await collection('hazardContacts').deleteMany({});
    clock.advance({ days: 5 });
    await disableAccount(as('manager'), { personId: world.actors.worker.personId });
    await collection('accounts').updateOne(
      { _id: world.actors.worker.personId as never },
      { $set: { status: 'active' } },
    );
    clock.set(new Date('2026-11-29T22:10:00Z'));
    await gatherAccounts(system());
    await gatherAccounts(system());
    await told();
    const row = await theOne('accounts');
    expect(openSecret(row)).toEqual({ changes: 1, cases: isReporter ? [hazard.reference] : [] });
    expect(await collection('watches').countDocuments({ kind: 'accounts' })).toBe(1);
    left.push((await leftBehind()).replaceAll(hazard.reference, 'H').replaceAll(hazard._id, 'I'));
  }
  expect(left[1]).toBe(left[0]);
  expect(left[0]).toContain('watch-see');
});

it('counts whoever joined without a name, what others do in their name, and no day twice', async () => {
  const named = await buildHazard(world);
  await endorseHazard(as('worker2'), { reference: named.reference, isAnonymous: true });
  await collection('bindings').insertOne({
    ...{
      _id: 'b1',
      channel: 'mock',
      channelUserId: 'wx-2',
      personId: world.actors.worker2.personId,
      boundAt: clock.now(),
    },
  } as never);
  clock.advance({ days: 1 });
  await unbindChat(as('worker2'), { channel: 'mock', channelUserId: 'wx-2' });
  await printResetSlip(as('parkOfficer'), { personId: world.actors.officer.personId });
  clock.advance({ days: 2 });
  await gatherAccounts(system());
  const row = await theOne('accounts');
  expect(openSecret(row)).toEqual({ changes: 2, cases: [named.reference] });
  expect(row).toMatchObject({ day: '2026-11-25', bodyId: world.bodyId, status: 'waiting' });
  // An old report that is closed is looked at no longer.
  clock.advance({ days: 100 });
  await collection('hazards').updateMany({}, { $set: { isOpen: false } });
  await disableAccount(as('manager'), { personId: world.actors.worker2.personId });
  clock.advance({ days: 1 });
  await gatherAccounts(system());
  expect(openSecret(await theOne('accounts'))).toEqual({ changes: 1, cases: [] });
});

it('is raised by each thing that may be done to somebody: stopped, moved, loosened, reset', async () => {
  const { worker, administrator } = world.actors;
  const { personId, grantId } = worker;
  const { reference } = await buildHazard(world, { isAnonymous: true });
  const asAdministrator = () => personContext(administrator, { now: clock.now() });
  const bound = { channel: 'mock', channelUserId: 'wx-1' };
  const happenings: readonly (() => Promise<unknown>)[] = [
    () => printResetSlip(asAdministrator(), { personId }),
    async () => {
      const { code } = await printResetSlip(asAdministrator(), { personId });
      await collection('events').deleteMany({ name: 'identity.slip-printed' });
      const ctx = visitorContext({ now: clock.now() });
      await resetPassword(ctx, { phone: world.phones.worker, code, password: 'Another-new-1' });
    },
    () => resetTotp(asAdministrator(), { personId }),
    async () => {
      await collection('bindings').insertOne({ ...bound, _id: 'b1', personId, boundAt: clock.now() } as never);
      await unbindChat(as('worker'), bound);
    },
    () => disableAccount(as('manager'), { personId }),
    async () => {
      await enableAccount(as('manager'), { personId });
      // To another team: the part in this one ends.
      await removeGrant(as('manager'), { personId, grantId });
    },
  ];
  for (const happen of happenings) {
    clock.advance({ days: 1 });
    await happen();
    clock.advance({ days: 1 });
    expect(await gatherAccounts(system())).toBe(1);
    expect(openSecret(await theOne('accounts'))).toEqual({ changes: 1, cases: [reference] });
  }
});

it('offers to take outside what nobody has verified for a week, once, and nothing that was', async () => {
  const waiting = await buildHazard(world, { isAnonymous: true });
  const verified = await buildHazard(world, { isAnonymous: true, status: 'valid' });
  const named = await buildHazard(world);
  clock.advance({ days: 7, hours: 1 });
  const due = await findToOffer(clock.now(), 100, []);
  await Promise.allSettled([...due, ...due].map((hazard) => offerOutside(system(), hazard)));
  expect(await findToOffer(clock.now(), 100, [])).toEqual([]);
  const offered = (await told()).filter(({ template }) => template === 'hazard-outside-offered');
  expect(offered.map(({ params }) => params['reference']).sort()).toEqual([waiting.reference, named.reference].sort());
  expect(offered.map(({ params }) => params['reference'])).not.toContain(verified.reference);
});

it('a day that was gathered is not looked through again, and one set aside holds up no other', async () => {
  for (const who of ['worker', 'otherWorker'] as const)
    await disableAccount(personContext(world.actors.administrator, { now: clock.now() }), {
      personId: world.actors[who].personId,
    } as never);
  clock.advance({ days: 1 });
  const days = await findUngathered(clock.now(), 10, []);
  expect(days.length).toBeGreaterThan(1);
  const [first] = days;
  expect(await findUngathered(clock.now(), 10, [first?.key ?? ''])).toHaveLength(days.length - 1);
  expect(await gatherAccounts(system())).toBe(days.length);
  expect(await gatherAccounts(system())).toBe(0);
});

it('one that is damaged is shown as such, hides no other, and can be looked at all the same', async () => {
  for (const text of ['夜班把光栅拆了', '白班也拆了']) await buildHazard(world, { isAnonymous: true, text });
  clock.advance({ days: 30 });
  expect(await checkIn()).toBe(2);
  const [broken] = (await watches.find(as('regulator'))).rows;
  if (broken === undefined) throw new Error('it is there');
  await collection('watches').updateOne(
    { _id: broken._id as never },
    { $set: { secret: 'damaged', status: 'waiting', isOpen: true } },
  );
  const { rows } = await watches.find(as('regulator'));
  expect(rows.map((one) => watchesInWords.words.tags?.(one, clock.now()) ?? [])).toEqual(
    expect.arrayContaining([[{ label: '内容打不开', tone: 'bad', icon: 'alert-triangle' }], []]),
  );
  const said = await watchesInWords.words.standing(broken, as('regulator'));
  expect(said).toBeDefined();
  await seeWatch(as('regulator'), { reference: broken.reference, note: '打不开，另行了解' });
  expect(openSecret((await watches.peek(broken.reference)) as Watch)).toMatchObject({ note: '打不开，另行了解' });
});
