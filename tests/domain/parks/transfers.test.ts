import mongoose from 'mongoose';
import { admitApplication, getApplication, peekApplication, recommendApplication } from '#domain/applying';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import {
  acceptHazard,
  approveRectification,
  can,
  canSee,
  countByStatus,
  findCaseTrail,
  findHazards,
  getHazard,
  hazardLifecycle,
  hazardQuery,
  markMajor,
  peekHazard,
  reopenHazard,
  urgeRectification,
} from '#domain/hazards';
import { findTrail } from '#domain/journal';
import { reactToEvents } from '#domain/notices';
import { getEnterprise, getPark } from '#domain/organisations';
import {
  acceptTransfer,
  askReceivingBodies,
  consentToTransfer,
  countWhatMoves,
  moveNextFirm,
  proposeMerger,
  proposeTransfer,
  proposeWish,
  receiveFirm,
  refuseTransfer,
  transfers,
  withdrawTransfer,
} from '#domain/parks';
import { findEnrolments, peekEnrolment } from '#domain/programme';
import { recountBoards } from '#domain/tallies';
import { buildApplication } from '../../support/applications.ts';
import { createClock, fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { buildHazard } from '../../support/hazards.ts';
import { acceptWholly, buildSecondPark, type SecondPark } from '../../support/parks.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, takePower, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let second: SecondPark;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  second = await buildSecondPark(world);
  clock.set(fixedNow);
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const q = () => personContext(second.officer, { now: clock.now() });
const propose = () =>
  proposeTransfer(as('parkOfficer'), {
    enterpriseId: world.enterprise._id,
    toParkId: second.park._id,
    reason: '企业搬迁到青秀',
  });
async function moved(): Promise<string> {
  const { reference } = await propose();
  clock.advance({ days: 1 });
  await acceptWholly(q(), { reference });
  clock.advance({ minutes: 5 });
  return reference;
}

describe('a firm that moves (S4)', () => {
  it('goes over with enrolment, places and open cases; numbers and clocks stay', async () => {
    const open = await buildHazard(world, { status: 'rectifying', isMajor: true });
    const enrolment = await buildEnrolment(world, { stage: 'implementing' });
    const before = await findDeadlinesOf({ kind: 'hazard', id: open._id });
    await moved();
    expect(await getEnterprise(world.enterprise._id)).toMatchObject({
      parkId: second.park._id,
      regionCode: '450103',
      bodyId: world.otherBodyId,
      formerParks: [{ parkId: world.park._id, until: '2026-11-25' }],
    });
    const places = await mongoose.connection
      .collection('locations')
      .find({ enterpriseId: world.enterprise._id })
      .toArray();
    expect(places.map((place) => place['parkId'])).toEqual([second.park._id, second.park._id]);
    expect(await peekHazard(open.reference)).toMatchObject({
      parkId: second.park._id,
      // The old park had it: whoever is competent where the firm lies now has it, under the body there.
      bodyId: world.otherBodyId,
      regionPath: ['45', '4501', '450103'],
      dueAt: open.dueAt,
      status: 'rectifying',
    });
    const [after] = await findDeadlinesOf({ kind: 'hazard', id: open._id });
    expect(after).toMatchObject({ key: before[0]?.key, dueAt: before[0]?.dueAt, nextStepAt: before[0]?.nextStepAt });
    expect(after?.subject).toMatchObject({ parkId: second.park._id, bodyId: world.otherBodyId });
    expect(await peekEnrolment(enrolment.reference)).toMatchObject({
      parkId: second.park._id,
      formerParks: [{ parkId: world.park._id, until: '2026-11-25' }],
      bodyId: world.otherBodyId,
      regionPath: ['45', '4501', '450103'],
      status: 'implementing',
    });
    expect((await findEnrolments(q())).rows).toHaveLength(1);
  });

  it('leaves what a body has with that body, in its region, with numbers and clocks (S3)', async () => {
    await takePower(world);
    const open = await buildHazard(world, { status: 'rectifying', isMajor: true });
    const before = await findDeadlinesOf({ kind: 'hazard', id: open._id });
    await moved();
    expect(await peekHazard(open.reference)).toMatchObject({
      parkId: second.park._id,
      bodyId: world.bodyId,
      regionPath: open.regionPath,
      dueAt: open.dueAt,
      status: 'rectifying',
    });
    const [after] = await findDeadlinesOf({ kind: 'hazard', id: open._id });
    expect(after).toMatchObject({ key: before[0]?.key, dueAt: before[0]?.dueAt, nextStepAt: before[0]?.nextStepAt });
    expect(after?.subject).toMatchObject({ parkId: second.park._id, bodyId: world.bodyId });
  });

  it('is escalated to the new park from then on', async () => {
    await buildHazard(world, { status: 'rectifying' });
    await moved();
    clock.set(new Date('2026-12-01T02:00:00Z'));
    for (const deadline of await findDueDeadlines(clock.now(), 50)) {
      await advanceDeadline(clockContext(clock.now()), deadline);
    }
    await reactToEvents(clock.now(), 1_000);
    const told = await mongoose.connection.collection('outbox').distinct('personId', { template: 'reminder' });
    expect(told).toContain(second.officer.personId);
    expect(told).not.toContain(world.actors.parkOfficer.personId);
  });

  it('leaves the old park what happened up to the day, read only', async () => {
    const open = await buildHazard(world, { status: 'submitted' });
    await moved();
    await approveRectification(as('officer'), { reference: open.reference });
    const { hazard } = await getHazard(as('parkOfficer'), open.reference);
    expect(hazard).toMatchObject({ status: 'submitted', isOpen: true, parkId: second.park._id });
    expect(hazard.closedAt).toBeUndefined();
    const names = async (ctx: ReturnType<typeof as>) =>
      (await findCaseTrail(ctx, open.reference)).map((event) => event.name);
    expect(await names(as('parkOfficer'))).not.toContain('hazards.rectification-approved');
    expect(await names(as('parkOfficer'))).toContain('hazards.moved-to-park');
    expect(await names(q())).toContain('hazards.rectification-approved');
    // Its list shows it as it stood; questions about today are answered by its own cases alone.
    const listed = async (filter: object) =>
      (await findHazards(as('parkOfficer'), filter)).rows.map((row) => row.status);
    expect(await listed({})).toEqual(['submitted']);
    expect(await listed({ status: 'closed' })).toEqual([]);
    expect(await listed({ isOpen: true })).toEqual([]);
  });

  it('gives the old park no step, and keeps that it tried', async () => {
    const open = await buildHazard(world, { status: 'rectifying' });
    await moved();
    for (const act of [
      () => urgeRectification(as('parkOfficer'), { reference: open.reference }),
      () => markMajor(as('parkOfficer'), { reference: open.reference, majorBasis: '判定标准第三条' }),
    ]) {
      await expect(act()).rejects.toMatchObject({ kind: 'Forbidden', code: 'hazards.other-park' });
    }
    const refused = (await findTrail({ kind: 'hazard', id: open._id })).filter(
      (event) => event.name === 'hazards.step-refused',
    );
    expect(refused.map((event) => event.facts['action'])).toEqual(['urge', 'mark-major']);
    await urgeRectification(q(), { reference: open.reference });
  });

  it('leaves the old park no action on any case in any status, and its sight', async () => {
    const hazard = await buildHazard(world);
    const left = { parkId: world.park._id, until: '2026-11-25', untilAt: fixedNow, frozen: {} };
    const gone = { ...hazard, parkId: second.park._id, formerParks: [left] };
    const allowed = hazardLifecycle.statuses.flatMap(({ code: status }) =>
      hazardLifecycle.actions
        .filter(({ action }) => {
          const seen = {
            hazard: { ...gone, status },
            isOwn: false,
            hasJoined: false,
            parkSupervises: true,
            isCallable: false,
          };
          return can(world.actors.parkOfficer, action, seen);
        })
        .map(({ action }) => `${status} ${action}`),
    );
    expect(allowed).toEqual([]);
    expect(
      canSee(world.actors.parkOfficer, {
        hazard: gone,
        isOwn: false,
        hasJoined: false,
        parkSupervises: true,
        isCallable: false,
      }),
    ).toBe(true);
  });

  it('leaves closed cases in the old park’s numbers, for the new one to read', async () => {
    const closed = await buildHazard(world, { status: 'closed' });
    await buildHazard(world, { status: 'accepted', text: '护栏松动' });
    await moved();
    const counts = async (ctx: ReturnType<typeof as>) =>
      (await countByStatus(ctx)).filter((row) => row.count > 0).map((row) => [row.status, row.count]);
    expect(await counts(as('parkOfficer'))).toEqual([['closed', 1]]);
    expect(await counts(q())).toEqual([['accepted', 1]]);
    expect((await recountBoards(clockContext(clock.now()))).first).toEqual([]);
    expect((await getHazard(q(), closed.reference)).hazard.parkId).toBe(world.park._id);
    await expect(urgeRectification(q(), { reference: closed.reference })).rejects.toMatchObject({ kind: 'Forbidden' });
  });

  it('takes a case that is opened again to the park it lies in by then', async () => {
    const closed = await buildHazard(world, { status: 'closed' });
    await moved();
    await reopenHazard(as('worker'), { reference: closed.reference, reason: '又漏电了' });
    expect(await peekHazard(closed.reference)).toMatchObject({
      parkId: second.park._id,
      formerParks: [{ parkId: world.park._id, frozen: { status: 'closed' } }],
      laterParkIds: [],
    });
    expect((await getHazard(as('parkOfficer'), closed.reference)).hazard.status).toBe('closed');
    expect((await findDeadlinesOf({ kind: 'hazard', id: closed._id }))[0]?.subject.parkId).toBe(second.park._id);
    expect((await recountBoards(clockContext(clock.now()))).first).toEqual([]);
  });

  it('lets a park it only passed through read no further once a case is opened again at home', async () => {
    const closed = await buildHazard(world, { status: 'closed' });
    await moved();
    const input = { enterpriseId: world.enterprise._id, toParkId: world.park._id, reason: '搬回原址' };
    const { reference: back } = await proposeTransfer(q(), input);
    await acceptWholly(as('parkOfficer'), { reference: back });
    expect((await getHazard(q(), closed.reference)).hazard.status).toBe('closed');
    await reopenHazard(as('worker'), { reference: closed.reference, reason: '又漏电了' });
    expect((await getHazard(as('parkOfficer'), closed.reference)).hazard).toMatchObject({
      parkId: world.park._id,
      status: 'accepted',
    });
    expect((await getHazard(q(), closed.reference)).hazard.status).toBe('closed');
  });

  it('comes back with all it had, and is at home again', async () => {
    const open = await buildHazard(world, { status: 'accepted' });
    await moved();
    const back = await proposeTransfer(q(), {
      enterpriseId: world.enterprise._id,
      toParkId: world.park._id,
      reason: '搬回原址',
    });
    await acceptWholly(as('parkOfficer'), { reference: back.reference });
    expect(await peekHazard(open.reference)).toMatchObject({
      parkId: world.park._id,
      formerParks: [{ parkId: world.park._id }, { parkId: second.park._id }],
    });
    await urgeRectification(as('parkOfficer'), { reference: open.reference });
    await expect(urgeRectification(q(), { reference: open.reference })).rejects.toMatchObject({ kind: 'Forbidden' });
  });

  it('takes its open application along: the new park recommends, the old one only reads, the firm is admitted where it is', async () => {
    const { reference } = await buildApplication(world);
    const contentHash = (await peekApplication(reference))?.submission?.contentHash ?? '';
    await moved();
    expect((await getApplication(as('parkOfficer'), reference)).parkId).toBe(second.park._id);
    const old = recommendApplication(as('parkOfficer'), { reference, contentHash });
    await expect(old).rejects.toMatchObject({ kind: 'Forbidden' });
    await recommendApplication(q(), { reference, contentHash });
    const { enrolmentReference } = await admitApplication(as('regulator'), { reference, contentHash });
    expect(await getEnterprise(world.enterprise._id)).toMatchObject({ parkId: second.park._id, regionCode: '450103' });
    expect(await peekEnrolment(enrolmentReference ?? '')).toMatchObject({
      parkId: second.park._id,
      bodyId: world.otherBodyId,
      regionPath: ['45', '4501', '450103'],
    });
  });

  it('keeps its body where the new park reports to the same one', async () => {
    const near = await buildSecondPark(world, { name: '北流新区', regionCode: '450981', bodyId: world.bodyId });
    const { reference } = await proposeTransfer(as('parkOfficer'), {
      enterpriseId: world.enterprise._id,
      toParkId: near.park._id,
      reason: '企业搬迁到新区',
    });
    await acceptWholly(personContext(near.officer), { reference });
    expect(await getEnterprise(world.enterprise._id)).toMatchObject({ bodyId: world.bodyId, regionCode: '450981' });
  });

  it('tells both parks, the firm and the bodies once', async () => {
    await moved();
    await reactToEvents(clock.now(), 1_000);
    const rows = await mongoose.connection.collection('outbox').find({}).toArray();
    const { manager, parkOfficer, regulator, otherRegulator } = world.actors;
    const names = new Map(
      Object.entries({ manager, parkOfficer, regulator, otherRegulator, second: second.officer }).map(([name, one]) => [
        one.personId,
        name,
      ]),
    );
    expect(rows.map((row) => `${names.get(row['personId'])} ${row['template']}`).sort()).toEqual([
      'manager firm-moved',
      'manager transfer-proposed',
      'manager transfer-word-asked',
      'otherRegulator transfer-accepted',
      'otherRegulator transfer-proposed',
      'otherRegulator transfer-word-asked',
      'parkOfficer transfer-accepted',
      'parkOfficer transfer-agreed',
      'regulator transfer-accepted',
      'regulator transfer-proposed',
      'second transfer-accepted',
      'second transfer-to-answer',
    ]);
  });
});

describe('a move to another city', () => {
  const agreed = async (): Promise<string> => {
    const { reference } = await propose();
    await acceptTransfer(q(), { reference });
    return reference;
  };
  const lies = async () => (await getEnterprise(world.enterprise._id)).parkId;
  const owes = async (reference: string) => {
    const { _id: id } = (await transfers.peek(reference)) as { _id: string };
    return (await findDeadlinesOf({ kind: 'transfer', id })).flatMap(({ owedBy }) => owedBy).toSorted();
  };

  it('proposed before the body there was asked, it is asked all the same, and one that cannot be read holds up none', async () => {
    const { reference } = await propose();
    const rows = mongoose.connection.collection<{ _id: string }>('transfers');
    await rows.updateMany({}, { $unset: { receivingBodyId: 1 } });
    const lost = { ...(await rows.findOne()), reference: 'T2026-9998', openKey: 'firm:gone', enterpriseId: 'gone' };
    await rows.insertOne({ ...lost, _id: '0'.repeat(24) } as never);
    expect([await askReceivingBodies(), await askReceivingBodies()]).toEqual([1, 0]);
    await acceptTransfer(q(), { reference });
    expect(await transfers.peek(reference)).toMatchObject({ status: 'agreed', receivingBodyId: world.otherBodyId });
    expect(await lies()).toBe(world.enterprise.parkId);
    expect(await owes(reference)).toEqual([`body:${world.otherBodyId}`, `manager:${world.enterprise._id}`]);
  });

  it('needs the word of the firm and of the body that takes it on, and keeps both', async () => {
    const before = await everythingElse();
    const reference = await agreed();
    expect(await transfers.peek(reference)).toMatchObject({ status: 'agreed', receivingBodyId: world.otherBodyId });
    expect(await everythingElse()).toEqual(before);
    expect(await owes(reference)).toEqual([`body:${world.otherBodyId}`, `manager:${world.enterprise._id}`]);
    for (const who of ['officer', 'parkOfficer', 'regulator', 'cityRegulator'] as const) {
      await expect(consentToTransfer(as(who), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
      await expect(receiveFirm(as(who), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
    }
    await consentToTransfer(as('manager'), { reference });
    expect([await lies(), await owes(reference)]).toEqual([world.park._id, [`body:${world.otherBodyId}`]]);
    await expect(consentToTransfer(as('manager'), { reference })).rejects.toMatchObject({ code: 'common.not-now' });
    await receiveFirm(as('otherRegulator'), { reference });
    expect([await lies(), await owes(reference)]).toEqual([second.park._id, []]);
    const { manager, otherRegulator } = world.actors;
    expect(await transfers.peek(reference)).toMatchObject({
      status: 'moved',
      movedCount: 1,
      words: [
        { side: 'firm', by: manager.personId, at: clock.now() },
        { side: 'body', by: otherRegulator.personId, at: clock.now() },
      ],
    });
  });

  it('is one when both words are given at once, and each twice', async () => {
    const reference = await agreed();
    const words = await Promise.allSettled([
      consentToTransfer(as('manager'), { reference }),
      receiveFirm(as('otherRegulator'), { reference }),
      consentToTransfer(as('manager'), { reference }),
      receiveFirm(as('otherRegulator'), { reference }),
    ]);
    expect(words.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await lies()).toBe(second.park._id);
    const events = mongoose.connection.collection('events');
    expect(await events.countDocuments({ name: 'parks.firm-moved' })).toBe(1);
    expect((await transfers.peek(reference))?.words?.map(({ side }) => side).toSorted()).toEqual(['body', 'firm']);
  });

  it('stays where it is when either says no, or the park takes it back', async () => {
    for (const no of [
      (reference: string) => refuseTransfer(as('manager'), { reference, reason: '不搬了' }),
      (reference: string) => refuseTransfer(as('otherRegulator'), { reference, reason: '不符合规划' }),
      (reference: string) => withdrawTransfer(as('parkOfficer'), { reference }),
    ]) {
      const reference = await agreed();
      await no(reference);
      expect([await lies(), await owes(reference)]).toEqual([world.park._id, []]);
      await expect(receiveFirm(as('otherRegulator'), { reference })).rejects.toMatchObject({ kind: 'Conflict' });
    }
  });
});

/** Every collection as it stands, but for the transfer itself, what is written of it, and counters. */
async function everythingElse() {
  const aside = ['transfers', 'events', 'deadlines', 'counters', 'outbox'];
  const collections = await mongoose.connection.db?.listCollections({}, { nameOnly: true }).toArray();
  const kept = (collections ?? [])
    .map(({ name }) => name)
    .filter((name) => !aside.includes(name) && !name.startsWith('system.'));
  const rows = await Promise.all(
    kept
      .sort()
      .map(async (name) => [name, await mongoose.connection.collection(name).find({}).sort({ _id: 1 }).toArray()]),
  );
  const ofOthers = { 'subject.kind': { $ne: 'transfer' } };
  const deadlines = await mongoose.connection.collection('deadlines').find(ofOthers).sort({ _id: 1 }).toArray();
  return { ...Object.fromEntries(rows), deadlines };
}

describe('an answer', () => {
  it('of no leaves everything as it was', async () => {
    await buildHazard(world, { status: 'rectifying' });
    await buildHazard(world, { status: 'closed', text: '护栏松动' });
    await buildEnrolment(world);
    const before = await everythingElse();
    const { reference } = await propose();
    await expect(refuseTransfer(q(), { reference, reason: '' })).rejects.toMatchObject({
      fields: { reason: '请写明理由' },
    });
    await refuseTransfer(q(), { reference, reason: '园区没有用地' });
    expect(await everythingElse()).toEqual(before);
    expect(await transfers.peek(reference)).toMatchObject({ status: 'refused', answer: { reason: '园区没有用地' } });
    await propose();
  });

  it('is the other park’s, and taking back the proposer’s', async () => {
    const { reference } = await propose();
    const own = { kind: 'Forbidden', code: 'parks.own-proposal' };
    await expect(acceptTransfer(as('parkOfficer'), { reference })).rejects.toMatchObject(own);
    await expect(withdrawTransfer(q(), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
    await expect(acceptTransfer(as('regulator'), { reference })).rejects.toMatchObject({ kind: 'Forbidden' });
    await expect(acceptTransfer(as('worker'), { reference })).rejects.toMatchObject({ kind: 'NotFound' });
    // Whoever sees it and tried what is not theirs stands in the trail, as for every noun.
    const tried = (await transfers.trail(q(), reference)).filter(({ name }) => name === 'parks.step-refused');
    expect(tried.map(({ facts }) => facts['action'])).toEqual(['accept', 'withdraw', 'accept']);
    await withdrawTransfer(as('parkOfficer'), { reference });
    expect(await findDeadlinesOf({ kind: 'transfer', id: (await transfers.peek(reference))?._id ?? '' })).toEqual([]);
  });

  it.each([
    ['two acceptances', acceptWholly],
    ['an acceptance and a withdrawal', undefined],
  ])('of %s at once is one', async (_name, other) => {
    const { reference } = await propose();
    const both = await Promise.allSettled([
      acceptWholly(q(), { reference }),
      other ? other(q(), { reference }) : withdrawTransfer(as('parkOfficer'), { reference }),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const { status } = (await transfers.peek(reference)) ?? {};
    const isThere = (await getEnterprise(world.enterprise._id)).parkId === second.park._id;
    expect(isThere).toBe(status === 'moved');
    const events = await mongoose.connection.collection('events').countDocuments({ name: 'parks.firm-moved' });
    expect(events).toBe(isThere ? 1 : 0);
  });

  it('meets work on a case at the same time without losing either', async () => {
    const { reference: hazard } = await buildHazard(world);
    const { reference } = await propose();
    const both = await Promise.allSettled([
      acceptWholly(q(), { reference }),
      acceptHazard(as('officer'), { reference: hazard }),
    ]);
    expect(both[0].status).toBe('fulfilled');
    expect(await peekHazard(hazard)).toMatchObject({
      parkId: second.park._id,
      status: both[1].status === 'fulfilled' ? 'accepted' : 'reported',
    });
  });
});

describe('a proposal', () => {
  it('is one at a time for a firm, also from both sides at once', async () => {
    const input = { enterpriseId: world.enterprise._id, toParkId: second.park._id, reason: '企业搬迁' };
    const both = await Promise.allSettled([proposeTransfer(as('parkOfficer'), input), proposeTransfer(q(), input)]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(propose()).rejects.toMatchObject({ kind: 'Conflict', code: 'parks.already-proposed' });
  });

  it('names the firm as the officer typed it: one of their own by its name or code, one of another by its code alone', async () => {
    const { name, creditCode } = world.enterprise;
    const there = { toParkId: second.park._id, reason: '企业搬迁' };
    const ours = await proposeWish(as('parkOfficer'), { kind: 'out', firm: name, ...there });
    expect(ours).toMatchObject({ enterpriseId: world.enterprise._id, parkId: second.park._id });
    await withdrawTransfer(as('parkOfficer'), { reference: ours.reference });
    const theirs = await proposeWish(q(), { kind: 'in', firm: creditCode.toLowerCase(), reason: '企业搬来' });
    expect(theirs).toMatchObject({ toParkId: second.park._id, parkId: world.park._id, bodyId: world.bodyId });
    await withdrawTransfer(q(), { reference: theirs.reference });
    const merger = { kind: 'merge', direction: 'theirs', parkId: second.park._id, reason: '园区整合' } as const;
    const joined = await proposeWish(as('parkOfficer'), merger);
    expect(joined).toMatchObject({ kind: 'merger', fromParkId: second.park._id, toParkId: world.park._id });
    expect(joined).not.toHaveProperty('enterpriseId');
  });

  it('says at the field what is not so of the firm, the direction or the park', async () => {
    const at = (fields: object) => ({ kind: 'Invalid', fields });
    const own = as('parkOfficer');
    const { name, creditCode } = world.enterprise;
    const reason = '企业搬迁';
    for (const [input, fields] of [
      [{ kind: 'out', firm: '没有这家', reason }, { firm: '本园区没有这家企业，请核对名称或代码' }],
      [{ kind: 'in', firm: name, reason }, { firm: '没有找到这家企业，请核对统一社会信用代码' }],
      [{ kind: 'in', firm: creditCode, reason }, { firm: '这家企业已经在本园区' }],
      [{ kind: 'out', firm: name, reason }, { toParkId: '请选择转入的园区' }],
      [
        { kind: 'merge', reason },
        { direction: '请选择怎么合并', parkId: '请选择对方园区' },
      ],
    ] as const)
      await expect(proposeWish(own, input)).rejects.toMatchObject(at(fields));
  });

  it('concerns the proposer’s own park alone', async () => {
    const third = await buildSecondPark(world, { name: '第三园区' });
    const stranger = proposeTransfer(personContext(third.officer), {
      enterpriseId: world.enterprise._id,
      toParkId: second.park._id,
      reason: '企业搬迁',
    });
    await expect(stranger).rejects.toMatchObject({ kind: 'Forbidden', code: 'parks.not-your-park' });
    for (const who of ['manager', 'regulator', 'administrator'] as const) {
      const input = { enterpriseId: world.enterprise._id, toParkId: second.park._id, reason: '企业搬迁' };
      await expect(proposeTransfer(as(who), input)).rejects.toMatchObject({ kind: 'Forbidden' });
    }
  });

  it('says what will go over, in numbers', async () => {
    await buildHazard(world, { status: 'closed' });
    await buildHazard(world, { status: 'valid', text: '护栏松动' });
    const { reference: enrolment } = await buildEnrolment(world);
    const { reference } = await propose();
    expect(await countWhatMoves(q(), reference)).toEqual({
      openCases: 1,
      unpaidRewards: 2,
      applications: 0,
      enrolment: expect.objectContaining({ reference: enrolment }),
    });
  });

  it('is in the lists of exactly those it concerns, by an index', async () => {
    const { reference } = await propose();
    const sees = async (who: WorldActor) => (await transfers.find(as(who))).rows.map((row) => row.reference);
    const all = Object.keys(world.actors) as WorldActor[];
    const seen: WorldActor[] = [];
    for (const who of all) if ((await sees(who)).includes(reference)) seen.push(who);
    expect(seen).toEqual(['officer', 'manager', 'parkOfficer', 'regulator', 'cityRegulator', 'otherRegulator']);
    for (const [collection, query] of [
      ['transfers', transfers.query(q(), {})],
      ['transfers', transfers.query(q(), { status: 'proposed' })],
      ['transfers', transfers.query(as('regulator'), { isOpen: true })],
      ['hazards', await hazardQuery(q(), {})],
      ['hazards', await hazardQuery(q(), { isOpen: true })],
    ] as const) {
      const plan = await mongoose.connection
        .collection(collection)
        .find(query as object)
        .sort({ _id: -1 })
        .limit(26)
        .explain('queryPlanner');
      expect(JSON.stringify(plan['queryPlanner'].winningPlan)).not.toMatch(/COLLSCAN|"SORT"/);
    }
  });
});

describe('a merger', () => {
  const inPark = async (parkId: string) => mongoose.connection.collection('enterprises').countDocuments({ parkId });
  async function fill(count: number): Promise<void> {
    const { enterprise } = world;
    await mongoose.connection.collection('enterprises').insertMany(
      Array.from({ length: count }, (_, i) => ({
        ...enterprise,
        _id: `${'0'.repeat(20)}${String(i).padStart(4, '0')}`,
        creditCode: `X${i}`,
        status: i === 0 ? 'closed' : 'active',
      })) as never,
    );
  }
  const merge = async () => {
    const { reference } = await proposeMerger(as('parkOfficer'), {
      fromParkId: world.park._id,
      toParkId: second.park._id,
      reason: '园区整合',
    });
    await acceptWholly(q(), { reference });
    return reference;
  };

  it('takes every firm over once, with two at work and one stopped half-way', async () => {
    await fill(7);
    await buildHazard(world, { status: 'accepted' });
    const reference = await merge();
    expect(await getPark(world.park._id)).toMatchObject({ mergedInto: second.park._id, mergedOn: '2026-11-24' });
    await moveNextFirm(clockContext());
    expect(await inPark(second.park._id)).toBe(1);
    const run = async () => {
      while (await moveNextFirm(clockContext()));
    };
    await Promise.all([run(), run()]);
    expect([await inPark(world.park._id), await inPark(second.park._id)]).toEqual([0, 8]);
    expect(await transfers.peek(reference)).toMatchObject({ status: 'moved', movedCount: 8 });
    expect(await mongoose.connection.collection('events').countDocuments({ name: 'parks.firm-moved' })).toBe(8);
    expect((await recountBoards(clockContext())).first).toEqual([]);
  });

  it('ends open proposals of single firms, and the old park takes none from then on', async () => {
    const single = await propose();
    await merge();
    expect((await transfers.peek(single.reference))?.status).toBe('overtaken');
    while (await moveNextFirm(clockContext()));
    const back = proposeTransfer(q(), {
      enterpriseId: world.enterprise._id,
      toParkId: world.park._id,
      reason: '搬回原址',
    });
    await expect(back).rejects.toMatchObject({ code: 'parks.merged', fields: { toParkId: expect.any(String) } });
  });
});
