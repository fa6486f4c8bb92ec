import mongoose from 'mongoose';
import { publishYear } from '#domain/calendar';
import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import {
  acceptService,
  answerComplaint,
  attendService,
  callComplex,
  complainOfService,
  denyAttendance,
  nameAttendees,
  putOffAnswer,
  services,
  servicesInWords,
  settleService,
} from '#domain/insurance';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { localDate } from '#kernel/dates';
import { usePublished } from '#kernel/workingDays';
import { runJob } from '../../../jobs/timetable.ts';
import { createClock, fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { YEAR_2027 } from '../../support/deadlines.ts';
import { buildInsured, buildService } from '../../support/insurance.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
afterEach(() => usePublished([]));
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const at = (day: string): Date => new Date(`${day}T02:00:00.000Z`);
const told = async (template: string): Promise<string[]> => {
  while ((await reactToEvents(fixedNow)) > 0);
  return (await mongoose.connection.collection('outbox').distinct('personId', { template })).sort();
};
const due = async (reference: string): Promise<string> => {
  const row = await mongoose.connection
    .collection('deadlines')
    .findOne({ kind: 'service-complaint', 'subject.reference': reference, closedAt: { $exists: false } });
  return row === null ? '' : (row['dueAt'] as Date).toISOString();
};
const owed = async (who: WorldActor, now?: Date): Promise<string[]> =>
  (await findToDos(as(world, who, now), { limit: 20 })).rows.map(({ title }) => title);

async function complained() {
  const { reference } = await buildService(world, await buildInsured(world), 'settled');
  await complainOfService(as(world, 'manager'), { reference, text: '专家只待了十分钟就走了' });
  return reference;
}

describe('a complaint about a service', () => {
  it('is owed by the insurer in ten working days, longer where it is not simple, and answered', async () => {
    const reference = await complained();
    expect(await told('service-complained')).toEqual([world.actors.insurer.personId]);
    expect(await owed('insurer')).toContain('预防服务投诉待答复');
    // From Tuesday 24 November: ten working days.
    expect(await due(reference)).toBe('2026-12-08T15:59:59.999Z');
    await expect(complainOfService(as(world, 'officer'), { reference, text: '再投诉一次' })).rejects.toMatchObject({
      status: 409,
    });
    await callComplex(as(world, 'insurer'), { reference, reason: '要请第三方复查' });
    expect(await due(reference)).toBe('2027-01-06T15:59:59.999Z');
    const put = (until: string, now = fixedNow) =>
      putOffAnswer(as(world, 'insurer', now), { reference, until, reason: '复查报告没出来' });
    await expect(put('2027-02-06')).rejects.toMatchObject({ fields: { until: '要在 1月6日以后、2月5日以前' } });
    await expect(put('2027-01-20', at('2027-01-07'))).rejects.toMatchObject({ code: 'insurance.answer-late' });
    await put('2027-02-05');
    expect(await due(reference)).toBe('2027-02-05T15:59:59.999Z');
    await expect(put('2027-02-20')).rejects.toMatchObject({ status: 409 });
    for (const who of ['manager', 'regulator', 'worker'] as const)
      await expect(answerComplaint(as(world, who), { reference, answer: '我来答' })).rejects.toMatchObject({
        status: 403,
      });
    await answerComplaint(as(world, 'insurer'), { reference, answer: '已安排专家重新上门，不另收费' });
    expect([await due(reference), await owed('insurer')]).toEqual(['', []]);
    expect(await told('complaint-answered')).toEqual(
      [world.actors.manager.personId, world.actors.officer.personId].sort(),
    );
    expect((await services.find(as(world, 'regulator'), { isComplained: true })).rows).toEqual([]);
    // It stays, and there may be another.
    await complainOfService(as(world, 'manager'), { reference, text: '还是没有来' });
    expect(await services.peek(reference)).toMatchObject({
      isComplained: true,
      complaints: [{ answer: '已安排专家重新上门，不另收费', extendedTo: '2027-02-05' }, { text: '还是没有来' }],
    });
  });

  it('reaches the competent body the day after it is late, and is reckoned again when holidays are published', async () => {
    const reference = await complained();
    await callComplex(as(world, 'insurer'), { reference, reason: '要请第三方复查' });
    await publishYear(as(world, 'administrator'), { year: '2027', source: '国办发明电〔2026〕1号', rows: YEAR_2027 });
    const clock = createClock();
    await runJob('calendar', clock.now, 'run', new AbortController().signal);
    expect(await due(reference)).not.toBe('');
    for (const day of ['2026-12-31', '2027-01-06', '2027-01-12'])
      for (const deadline of await findDueDeadlines(at(day), 50))
        await advanceDeadline(clockContext(at(day)), deadline);
    while ((await reactToEvents(at('2027-01-12'))) > 0);
    const reminded = await mongoose.connection.collection('outbox').distinct('personId', { template: /reminder/ });
    expect(reminded).toEqual(expect.arrayContaining([world.actors.insurer.personId, world.actors.regulator.personId]));
  });
});

describe('a day in a year whose holidays nobody has published', () => {
  const publish = async () => {
    await publishYear(as(world, 'administrator'), { year: '2027', source: '国办发明电〔2026〕1号', rows: YEAR_2027 });
    await runJob('calendar', createClock().now, 'run', new AbortController().signal);
  };

  it('for the answer to a complaint is said to be expected, until they are', async () => {
    const reference = await complained();
    const said = async (): Promise<string> => {
      const service = await services.get(as(world, 'manager'), reference);
      const sections = await servicesInWords.words.sections?.(as(world, 'manager'), service);
      return sections?.find(({ title }) => title === '投诉和答复')?.text ?? '';
    };
    expect(await said()).toBe('2026年12月8日前答复');
    await callComplex(as(world, 'insurer'), { reference, reason: '要请第三方复查' });
    expect(await said()).toBe('2027年1月6日（预计）前答复');
    await publish();
    expect(await said()).toBe('2027年1月6日前答复');
  });

  it('for the record of a service is moved with them, however far ahead the service is', async () => {
    await buildService(world, await buildInsured(world), 'agreed', { serviceOn: '2027-01-28' });
    const day = async (): Promise<string> => {
      const row = await mongoose.connection.collection('deadlines').findOne({ kind: 'service-record', isOpen: true });
      return localDate(row?.['dueAt'] as Date);
    };
    expect(await day()).toBe('2027-02-04');
    await publish();
    // The Sunday before is worked.
    expect(await day()).toBe('2027-02-03');
  });
});

describe('a worker who was not there', () => {
  it('says so: nothing is settled, and the firm names somebody who was', async () => {
    const policy = await buildInsured(world);
    const { reference } = await buildService(world, policy, 'delivered');
    const attendeeIds = [world.actors.worker.personId, world.actors.worker2.personId];
    await acceptService(as(world, 'officer'), { reference, score: '4', attendeeIds });
    await attendService(as(world, 'worker'), { reference });
    // Said in error, and taken back.
    await denyAttendance(as(world, 'worker'), { reference });
    await expect(
      settleService(as(world, 'insurer'), { reference, amountFen: 600_000, voucher: 'FP-1' }),
    ).rejects.toMatchObject({ status: 409 });
    expect(await owed('worker2')).toContain('确认您参加了预防服务');
    await denyAttendance(as(world, 'worker2'), { reference });
    expect(await services.peek(reference)).toMatchObject({ attendedIds: [], absentIds: attendeeIds });
    expect(await owed('officer')).toContain('参加服务的员工要重新选');
    expect(await told('service-not-there')).toContain(world.actors.officer.personId);
    // Asked once more by whoever is named anew; a yes after a no counts.
    await nameAttendees(as(world, 'officer'), { reference, attendeeIds: [world.actors.worker.personId] });
    expect(await owed('worker')).toContain('确认您参加了预防服务');
    await attendService(as(world, 'worker'), { reference });
    await expect(denyAttendance(as(world, 'worker2'), { reference })).rejects.toMatchObject({ status: 404 });
  });
});
