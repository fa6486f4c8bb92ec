import mongoose from 'mongoose';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import { findTrail } from '#domain/journal';
import { reactToEvents } from '#domain/notices';
import {
  answerReferral,
  approveReferral,
  declineReferral,
  handOverReferral,
  proposeReferral,
  type ReferralStatus,
  referrals,
  referralsInWords,
} from '#domain/referrals';
import type { PersonActor } from '#kernel/actor';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { buildAccident } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildMajor } from '../../support/majors.ts';
import { buildReferral, colleagueOf, typedReferral } from '../../support/referrals.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let from: string;
beforeEach(async () => {
  world = await buildWorld();
  from = (await buildAccident(world)).reference;
});
const later = (hours: number) => new Date(fixedNow.getTime() + hours * 3_600_000);
const as = (who: WorldActor, hours = 0) => personContext(world.actors[who], { now: later(hours) });
const head = (hours = 0) => personContext(colleagueOf(world), { now: later(hours) });
const everybody = () => Object.entries(world.actors) as [WorldActor, PersonActor][];
const clocks = (id: string) => findDeadlinesOf({ kind: 'referral', id });
const outboxOf = async (template: RegExp) => {
  const rows = await mongoose.connection.collection('outbox').find({ template }).toArray();
  const nameOf = (personId: string) => everybody().find(([, one]) => one.personId === personId)?.[0] ?? '?';
  return [...new Set(rows.map((row) => nameOf(row['personId'])))].sort();
};

it('is brought on by whoever the table says, in every status: its body, and who proposed it does not decide', async () => {
  /** By hand from 应急〔2019〕54号 第七条: the head decides, the body hands over and keeps the answer. */
  const MAY: Readonly<Record<string, readonly [ReferralStatus, readonly string[]]>> = {
    approve: ['proposed', ['head']],
    decline: ['proposed', ['head']],
    'hand-over': ['approved', ['regulator', 'head']],
    answer: ['handed', ['regulator', 'head']],
  };
  const wrong: string[] = [];
  for (const { code: status } of referrals.lifecycle.statuses) {
    const row = await buildReferral(world, (await buildAccident(world)).reference, status as ReferralStatus);
    const who = [...everybody(), ['head', colleagueOf(world)] as const];
    for (const [name, actor] of who)
      for (const [action, [at, whose]] of Object.entries(MAY)) {
        const should = at === status && whose.includes(name);
        if (referrals.can(actor, action as never, row) !== should) wrong.push(`${status} ${name} ${action}`);
      }
  }
  expect(wrong).toEqual([]);
});

it('is read by its body and those above alone: no firm, no park, no body beside, and not by the trail of anything else', async () => {
  const row = await buildReferral(world, from, 'handed');
  const beside = { ...world.actors.regulator, scope: { ...world.actors.regulator.scope, bodyId: newId() } };
  for (const [who, actor] of everybody()) {
    const listed = (await referrals.find(personContext(actor, { now: fixedNow }))).rows.length;
    const opened = (await code(referrals.get(personContext(actor, { now: fixedNow }), row.reference))) === 'done';
    const should = who === 'regulator' || who === 'cityRegulator';
    expect({ who, listed, opened }).toEqual({ who, listed: should ? 1 : 0, opened: should });
  }
  expect(referrals.canSee(beside, row)).toBe(false);
  const events = await mongoose.connection
    .collection('events')
    .find({ name: /^referrals\./ })
    .toArray();
  expect(events).toHaveLength(3);
  for (const event of events) expect(JSON.stringify(event)).not.toContain(world.enterprise._id);
  const accident = await mongoose.connection.collection('accidents').findOne({ reference: from });
  const trail = await findTrail({ kind: 'accident', id: String(accident?._id) });
  expect(trail.map(({ name }) => name)).toEqual(['accidents.reported']);
  await buildReferral(world, (await buildAccident(world)).reference);
  const due = await mongoose.connection.collection('deadlines').find({ 'subject.kind': 'referral' }).toArray();
  for (const one of due) expect(JSON.stringify(one)).not.toContain(world.enterprise._id);
  await reactToEvents(fixedNow);
  expect(await outboxOf(/^referral-/)).toEqual(['cityRegulator', 'regulator']);
});

it('is decided within three days of the report to the head, who reads who is to decide', async () => {
  const row = await buildReferral(world, from);
  const [clock] = await clocks(row._id);
  expect([clock?.kind, localDate(clock?.dueAt ?? fixedNow), clock?.owedBy, clock?.notBy]).toEqual([
    'referral-decide',
    '2026-11-27',
    [`body:${world.bodyId}`],
    [world.actors.regulator.personId],
  ]);
  expect(await code(approveReferral(as('regulator'), { reference: row.reference, head: '谭局长，局长' }))).toBe(
    'common.same-person',
  );
  const late = later(4 * 24);
  for (const one of await findDueDeadlines(late, 100)) await advanceDeadline(clockContext(late), one);
  await reactToEvents(late);
  const reminders = await mongoose.connection
    .collection('outbox')
    .find({ template: 'reminder', 'subject.kind': 'referral' })
    .toArray();
  expect(reminders.map((one) => one['personId'])).not.toContain(world.actors.officer.personId);
  expect(await code(declineReferral(head(1), { reference: row.reference, head: '谭局长，局长', reason: ' ' }))).toBe(
    'common.check-fields',
  );
  const declined = await declineReferral(head(1), { reference: row.reference, head: '谭局长，局长', reason: '不构成' });
  expect([declined.status, declined.reason, await clocks(row._id)]).toEqual(['declined', '不构成', []]);
  // On record it stays, and it may be proposed anew.
  expect((await buildReferral(world, from)).status).toBe('proposed');
});

it('is handed to the police within twenty-four hours of the decision, at any hour, with what and when', async () => {
  const { reference, _id } = await buildReferral(world, from);
  await approveReferral(head(10), { reference, head: '谭局长，局长' });
  const [clock] = await clocks(_id);
  expect([clock?.kind, clock?.dueAt]).toEqual(['referral-hand', later(34)]);
  const due = await findDueDeadlines(later(34), 100);
  expect(due.map(({ kind }) => kind)).toContain('referral-hand');
  for (const one of due.filter(({ kind }) => kind === 'referral-hand'))
    await advanceDeadline(clockContext(later(34)), one);
  await reactToEvents(later(34));
  expect(await outboxOf(/^reminder$/)).toContain('regulator');
  const hand = (handedTime: string) =>
    handOverReferral(as('regulator', 20), {
      ...{
        reference,
        police: '北流市公安局',
        file: '移 1 号',
        papers: '案卷 1 册',
        handedOn: '2026-11-24',
        handedTime,
      },
    });
  // 20:00 of the 24th it was approved; it is 06:00 of the 25th.
  await expect(hand('19:00')).rejects.toMatchObject({ fields: { handedTime: '不能早于批准移送的时间' } });
  const handed = await hand('21:30');
  expect([handed.status, handed.handedAt, await clocks(_id)]).toEqual(['handed', later(11.5), []]);
  const facts = await referralsInWords.words.facts(handed, as('regulator', 20));
  expect(facts.find(({ label }) => label === '移送给')?.value).toBe('北流市公安局');
});

it('ends with what the police answer; one they do not file says why', async () => {
  const { reference } = await buildReferral(world, from, 'handed');
  const answer = (more: object) =>
    answerReferral(as('regulator', 48), {
      ...{ reference, result: 'not-filed' as const, answerFile: '北公不立〔2026〕1号', answeredOn: '2026-11-26' },
      ...{ reason: '', ...more },
    });
  await expect(answer({})).rejects.toMatchObject({ fields: { reason: '请写明不立案的理由' } });
  await expect(answer({ result: 'filed', answeredOn: '2026-11-23' })).rejects.toMatchObject({
    fields: { answeredOn: '不能早于移送的日期' },
  });
  expect(await answer({ reason: '没有犯罪事实' })).toMatchObject({ status: 'not-filed', isOpen: false });
  expect(await code(answer({ reason: '没有犯罪事实' }))).toBe('referral.not-in-this-status');
  await reactToEvents(later(48));
  expect(await outboxOf(/^referral-answered$/)).toEqual(['cityRegulator']);
});

it('comes of an accident or a major hazard its body sees, and of each once while it is open, at once too', async () => {
  const propose = (typed: string, who: WorldActor = 'regulator') =>
    proposeReferral(as(who), typedReferral(typed) as never);
  for (const [typed, sentence] of [
    ['H2026-0001', '请填写事故（N 开头）或者重大隐患档案（M 开头）的编号'],
    ['N2026-9999', '没有找到这个编号，或者它不在您的管理范围内'],
  ] as const)
    await expect(propose(typed)).rejects.toMatchObject({ fields: { from: sentence } });
  expect(await code(propose(from, 'otherRegulator'))).toBe('common.check-fields');
  for (const who of ['officer', 'manager', 'parkOfficer', 'administrator'] as const)
    expect([who, await code(propose(from, who))]).toEqual([who, 'common.not-allowed']);
  const both = await Promise.allSettled([propose(from), propose(from)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const [{ reference } = { reference: '?' }] = (await referrals.find(as('regulator'))).rows;
  await expect(propose(from)).rejects.toMatchObject({ fields: { from: expect.stringContaining(reference) } });
  const once = { ...as('cityRegulator'), onceKey: newId() };
  const pressed = await Promise.all([1, 2].map(() => proposeReferral(once, typedReferral(from) as never)));
  expect(new Set(pressed.map((one) => one.reference)).size).toBe(1);
  const major = await buildMajor(world, 'rectifying');
  expect(await propose(major.reference.toLowerCase())).toMatchObject({
    ...{ fromKind: 'major-hazard', fromReference: major.reference, firmId: world.enterprise._id },
  });
});
