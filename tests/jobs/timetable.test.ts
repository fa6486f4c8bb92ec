import mongoose from 'mongoose';
import { publishYear } from '#domain/calendar';
import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import { checkCondition } from '#domain/grades';
import { reopenHazard } from '#domain/hazards';
import { disableAccount, requestReset } from '#domain/identity';
import { importPolicies } from '#domain/insurance';
import { reactToEvents } from '#domain/notices';
import { requestExport } from '#domain/oversight';
import { proposeMerger } from '#domain/parks';
import { completeItem, findEffective } from '#domain/plans';
import { approveReward, rewards } from '#domain/rewards';
import { foldTallies } from '#domain/tallies';
import { createLogger } from '#platform/logger';
import { connectQueueRedis } from '#platform/redis';
import { smsBox, useSms } from '#platform/sms';
import { openQueue } from '../../jobs/queues.ts';
import { runWorker } from '../../jobs/runWorker.ts';
import { type Job, type JobId, runJob, TIMETABLE } from '../../jobs/timetable.ts';
import { createClock } from '../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../support/contexts.ts';
import { oweInWorkingDays, oweManager, YEAR_2027 } from '../support/deadlines.ts';
import { buildDuty } from '../support/duties.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { buildGate, crossingEvent, send } from '../support/gates.ts';
import { buildCondition, buildGrade, makeParkChemical } from '../support/grades.ts';
import { aPhoto, buildHazard } from '../support/hazards.ts';
import { buildPolicyOf, tableOf, tableRow } from '../support/insurance.ts';
import { buildMajor } from '../support/majors.ts';
import { acceptWholly, buildSecondPark } from '../support/parks.ts';
import { buildPass } from '../support/passes.ts';
import { as, buildItem, closedAt } from '../support/plans.ts';
import { buildProject, typedChemical } from '../support/projects.ts';
import { aSound } from '../support/sounds.ts';
import { testRedisUrl, useStores } from '../support/stores.ts';
import { buildPolicy } from '../support/support.ts';
import { buildTenancy } from '../support/tenancies.ts';
import { until } from '../support/until.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let world: World;
beforeEach(async () => {
  clock.set(createClock().now());
  world = await buildWorld();
});

const has = async (collection: string, query: object): Promise<boolean> =>
  (await mongoose.connection.collection(collection).countDocuments(query)) > 0;

const owe = (key: string): Promise<void> => oweManager(world, clock.now(), key);
async function oweAndReach(): Promise<void> {
  await owe('due');
  clock.advance({ days: 1 });
  for (const deadline of await findDueDeadlines(clock.now(), 10)) {
    await advanceDeadline(clockContext(clock.now()), deadline);
  }
}

/** For every job of the timetable: what leaves it something to do, and how one sees that it was done. */
const WORK: Readonly<Record<JobId, { leave: () => Promise<unknown>; isDone: () => Promise<boolean> }>> = {
  deadlines: {
    leave: async () => {
      await owe('due');
      clock.advance({ days: 1 });
    },
    isDone: () => has('events', { name: 'deadlines.step-reached' }),
  },
  alarms: {
    leave: async () => {
      await buildHazard(world, { isUrgent: true });
      clock.advance({ minutes: 5 });
    },
    isDone: () => has('events', { name: 'hazards.alarm-unopened' }),
  },
  'held-acts': {
    leave: async () => {
      const { reference } = await buildHazard(world, { status: 'closed', isAnonymous: true });
      await reopenHazard(as(world, 'worker', clock.now()), { reference, reason: '还在漏' });
      clock.advance({ hours: 1 });
    },
    isDone: () => has('events', { name: 'hazards.reopened' }),
  },
  majors: {
    leave: async () => {
      await buildMajor(world, 'rectifying');
      clock.advance({ days: 5 });
    },
    isDone: () => has('events', { name: 'majors.escalated' }),
  },
  calendar: {
    leave: async () => {
      await oweInWorkingDays(world, new Date('2026-12-29T02:00:00Z'));
      await publishYear(as(world, 'administrator'), { year: '2027', source: '国办发明电〔2026〕1号', rows: YEAR_2027 });
    },
    isDone: () => has('events', { name: 'deadlines.moved' }),
  },
  notices: { leave: oweAndReach, isDone: () => has('outbox', { template: 'reminder' }) },
  portal: { leave: oweAndReach, isDone: () => has('outbox', { template: 'reminder', status: 'inbox' }) },
  sms: {
    leave: async () => {
      useSms(smsBox(clock.now));
      await requestReset(visitorContext(), { phone: world.phones.worker });
      while ((await reactToEvents(clock.now())) > 0);
    },
    isDone: () => has('smsBox', { to: world.phones.worker, template: 'reset' }),
  },
  recoveries: {
    leave: () =>
      mongoose.connection
        .collection('accounts')
        .updateOne({ phone: world.phones.worker }, { $set: { hidesSince: clock.now(), hidesUntil: clock.now() } }),
    isDone: () => has('accounts', { phone: world.phones.worker, hidesSince: { $exists: false } }),
  },
  exports: {
    leave: () => requestExport(as(world, 'officer'), { kind: 'hazards', filter: {} }),
    isDone: () => has('exports', { status: 'done' }),
  },
  'park-mergers': {
    leave: async () => {
      const { park, officer } = await buildSecondPark(world);
      const merger = { fromParkId: world.park._id, toParkId: park._id, reason: '园区整合' };
      const { reference } = await proposeMerger(as(world, 'parkOfficer'), merger);
      await acceptWholly(personContext(officer), { reference });
    },
    isDone: () => has('events', { name: 'parks.firm-moved' }),
  },
  'policy-imports': {
    leave: async () => importPolicies(as(world, 'insurer', clock.now()), await tableOf([tableRow(world)])),
    isDone: () => has('policies', { status: 'confirmed' }),
  },
  insurance: {
    leave: async () => {
      const cover = { startsOn: '2025-11-24', endsOn: '2026-11-24' };
      await buildPolicyOf(world, { cover });
      await buildPolicyOf(world, { cover: { number: 'BG-2', endsOn: '2027-02-20' }, premiumFen: 5_000_000 });
      clock.advance({ days: 1 });
    },
    isDone: async () =>
      (await has('policies', { status: 'ended' })) && (await has('events', { name: 'insurance.budget-unused' })),
  },
  passes: {
    leave: async () => {
      await buildPass(world);
      clock.advance({ days: 60 });
    },
    isDone: () => has('passes', { status: 'expired' }),
  },
  grades: {
    leave: async () => {
      await makeParkChemical(world);
      await buildGrade(world, 'published', 700);
      await buildProject(world, 'screened', typedChemical());
      await buildGrade(world, 'published', 690);
    },
    isDone: () => has('projects', { status: 'paused', stoppedAt: 'G3' }),
  },
  tenancies: {
    leave: () => buildTenancy(world),
    isDone: () => has('hazards', { isClaimedMajor: true, foundBy: 'register' }),
  },
  duties: {
    leave: async () => {
      await buildDuty(world, { now: new Date(clock.now().getTime() - 7_200_000) });
      clock.advance({ days: 1 });
    },
    isDone: () => has('dutyEntries', { result: 'missed' }),
  },
  conditions: {
    leave: async () => {
      await makeParkChemical(world);
      const { reference } = await buildCondition(world, { until: '2026-11-30' });
      await checkCondition(as(world, 'regulator'), { reference, verdict: 'met' });
      clock.advance({ days: 60 });
    },
    isDone: () => has('parkConditions', { status: 'lapsed' }),
  },
  gates: {
    leave: async () => {
      await send(await buildGate(world), crossingEvent('1', { direction: 'in', plate: '桂A11111' }));
    },
    isDone: () => has('gateBreaches', { kind: 'no-pass' }),
  },
  crossings: {
    leave: async () => {
      await send(await buildGate(world), crossingEvent('1', { direction: 'in', plate: '桂A11111' }));
      clock.advance({ days: 91 });
    },
    isDone: async () => !(await has('gateCrossings', {})),
  },
  budgets: {
    leave: () => buildPolicyOf(world, { premiumFen: 5_000_000 }),
    isDone: () => has('events', { name: 'insurance.budgets-checked' }),
  },
  'reward-months': {
    leave: async () => {
      const { _id } = await buildHazard(world, { status: 'valid' });
      const [reward] = (await rewards.find(as(world, 'manager'), { hazardId: _id })).rows;
      await approveReward(as(world, 'manager'), { reference: reward?.reference ?? '' });
      clock.advance({ days: 10 });
    },
    isDone: () => has('rewardMonths', { status: 'due', month: '2026-11-01' }),
  },
  returns: {
    leave: async () => clock.advance({ days: 40 }),
    isDone: () => has('statisticsReturns', { status: 'due', period: '2026-Q4' }),
  },
  'policy-news': {
    leave: async () => {
      await buildEnrolment(world);
      await buildPolicy(world);
    },
    isDone: () => has('events', { name: 'programme.support-announced' }),
  },
  reporters: {
    leave: async () => {
      await buildHazard(world, { isAnonymous: true });
      clock.advance({ days: 31 });
    },
    isDone: async () =>
      (await has('watches', { kind: 'check-in', days: 30 })) &&
      (await has('events', { name: 'hazards.outside-offered' })),
  },
  'account-changes': {
    leave: async () => {
      await disableAccount(personContext(world.actors.manager, { now: clock.now() }), {
        personId: world.actors.worker2.personId,
      });
      clock.advance({ days: 1 });
    },
    isDone: () => has('watches', { kind: 'accounts' }),
  },
  plans: {
    leave: async () => {
      const { reference } = await buildItem(world, 'doing');
      await completeItem(as(world, 'worker2'), { reference, note: '电工证', expiresOn: '2026-11-24' });
      await findEffective(as(world, 'officer'), { reference });
      const first = await buildHazard(world, { status: 'closed' });
      await closedAt(first.reference, new Date('2026-11-01T02:00:00Z'));
      await buildHazard(world, { status: 'valid', text: '3号线电箱又漏电' });
      clock.advance({ hours: 15 });
    },
    isDone: async () =>
      (await has('events', { name: 'plans.evidence-lapsed' })) &&
      (await has('planItems', { status: 'proposed', 'origin.kind': 'hazard' })),
  },
  suggestions: {
    leave: () => buildHazard(world),
    isDone: () => has('hazards', { suggested: { $exists: true }, awaitsSuggestion: { $exists: false } }),
  },
  'photos-to-read': {
    leave: async () => {
      await aPhoto(as(world, 'worker'));
      await mongoose.connection
        .collection('photos')
        .updateMany({}, { $set: { awaitsLook: true }, $unset: { looks: '', sketch: '' } });
    },
    isDone: () =>
      has('photos', { sketch: { $exists: true }, looks: { $exists: true }, awaitsLook: { $exists: false } }),
  },
  'stray-photos': {
    leave: async () => {
      await aPhoto(as(world, 'worker'));
      // A voice of a case that is done with.
      const { _id, reference } = await buildHazard(world);
      await aSound(as(world, 'worker'));
      await mongoose.connection.collection('sounds').updateMany({}, { $set: { subject: { kind: 'hazard', id: _id } } });
      await mongoose.connection.collection('hazards').updateOne({ reference }, { $set: { isOpen: false } });
      clock.advance({ days: 200 });
    },
    isDone: async () => !(await has('photos', {})) && !(await has('sounds', {})),
  },
  tallies: {
    leave: () => buildHazard(world),
    isDone: async () => (await has('tallies', { board: 'hazards', count: 1 })) && !(await has('tallyDeltas', {})),
  },
  boards: {
    leave: async () => {
      await buildHazard(world);
      await foldTallies(clockContext());
      await mongoose.connection.collection('tallies').updateMany({ board: 'hazards' }, { $inc: { count: 7 } });
    },
    isDone: async () => !(await has('tallies', { board: 'hazards', count: { $ne: 1 } })),
  },
  clock: {
    // A nightly one: the others end as soon as the worker runs.
    leave: () =>
      mongoose.connection.collection<{ _id: string }>('clockBeats').insertOne({
        _id: 'boards',
        label: '核对看板的数字',
        isNightly: true,
        doneAt: new Date(clock.now().getTime() - 3 * 86_400_000),
      } as never),
    isDone: () => has('events', { name: 'clock.behind' }),
  },
  journal: { leave: () => buildHazard(world), isDone: () => has('events', { name: 'journal.checked' }) },
};
const IDS = Object.keys(TIMETABLE) as JobId[];

it.each(IDS)('%s does its work in a real worker and fails at nothing', async (id) => {
  await WORK[id].leave();
  expect(await WORK[id].isDone()).toBe(false);
  const redis = connectQueueRedis(testRedisUrl());
  const queue = openQueue(redis);
  const worker = runWorker({ redisUrl: testRedisUrl(), now: clock.now, logger: createLogger('worker', 'silent') });
  try {
    const planned = await until(async () => {
      const rows = await queue.getJobSchedulers();
      return rows.length === IDS.length && rows;
    });
    // Its row stands in Redis with a next run within a day, whatever it is.
    const row = planned.find(({ key }) => key === id);
    expect(row).toMatchObject({ name: id });
    expect(row?.next).toBeLessThanOrEqual(Date.now() + 86_400_000);
    // The nightly ones would let us wait.
    await queue.add(id, {});
    await until(WORK[id].isDone, 20_000);
    await until(async () => (await queue.getActiveCount()) === 0, 20_000);
    expect((await queue.getFailed()).map((job) => `${job.name}: ${job.failedReason}`)).toEqual([]);
  } finally {
    await worker.stop();
    await queue.close();
    redis.disconnect();
  }
});

it('holds up no deadline because another one fails', async () => {
  await owe('broken');
  await mongoose.connection
    .collection('deadlines')
    .updateOne({ key: 'broken' }, { $set: { ladder: 'no-such-ladder' } });
  await owe('due');
  clock.advance({ days: 1 });
  await runJob('deadlines', clock.now, 'run', new AbortController().signal);
  expect(await has('asides', { loop: 'deadlines', reason: /no-such-ladder/ })).toBe(true);
  expect(await has('events', { name: 'deadlines.step-reached', 'facts.key': 'due' })).toBe(true);
});

it('knows no job without a time, or with two', () => {
  const run = async () => {};
  // @ts-expect-error a row without a time does not compile
  const timeless: Job = { why: 'nobody says when', run };
  // @ts-expect-error neither does one with two
  const torn: Job = { why: 'two clocks', run, every: 1_000, pattern: '0 4 * * *' };
  expect([timeless, torn]).toHaveLength(2);
  for (const id of IDS) expect(TIMETABLE[id].why).not.toBe('');
});
