import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { findUnapplied, getCalendar, publishYear, readCalendar } from '#domain/calendar';
import { findDeadline } from '#domain/deadlines';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { localDate } from '#kernel/dates';
import type { AppError } from '#kernel/errors';
import { addWorkingDays, isForecast, isWorkingDay, usePublished } from '#kernel/workingDays';
import { runJob } from '../../jobs/timetable.ts';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { oweInWorkingDays, YEAR_2027 } from '../support/deadlines.ts';
import { buildHazard } from '../support/hazards.ts';
import { as } from '../support/plans.ts';
import { startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let world: World;
beforeEach(async () => {
  clock.set(createClock().now());
  world = await buildWorld();
});
afterEach(() => usePublished([]));

const source = '国务院办公厅关于2027年部分节假日安排的通知';
const publish = (rows = YEAR_2027) => publishYear(as(world, 'administrator'), { year: '2027', source, rows });
const refusal = async (rows: string): Promise<string> => {
  const error = await publish(rows).then(
    () => undefined,
    (thrown: AppError) => thrown,
  );
  return error?.fields['rows'] ?? '';
};
const runCalendar = () => runJob('calendar', clock.now, 'test', new AbortController().signal);
const rows = (collection: string, query: object = {}) =>
  mongoose.connection.collection(collection).find(query).toArray();

it('a year that was published is in force for every due day from then on, and after a restart', async () => {
  expect([isForecast('2027-02-01'), isWorkingDay('2027-01-31'), isWorkingDay('2027-02-09')]).toEqual([
    true,
    false,
    true,
  ]);
  await publish();
  const inForce = () => [isForecast('2027-02-01'), isWorkingDay('2027-01-31'), isWorkingDay('2027-02-09')];
  expect(inForce()).toEqual([false, true, false]);
  expect(isForecast('2028-02-01')).toBe(true);
  usePublished([]);
  await readCalendar(as(world, 'administrator'));
  expect(inForce()).toEqual([false, true, false]);
  expect(addWorkingDays('2027-01-29', 1)).toBe('2027-01-31');
});

it('a version that cannot be read leaves the one before in force, stops no process, and is told', async () => {
  await publish();
  const years = mongoose.connection.collection<{ _id: string }>('calendarYears');
  for (const [n, days] of ['none', [null], [{ day: 7, isOff: true }], [{ day: '2027-02-30', isOff: true }]].entries())
    await years.insertOne({ _id: `2027:${n + 2}`, year: 2027, version: n + 2, days } as never);
  usePublished([]);
  await readCalendar(as(world, 'administrator'));
  expect([isForecast('2027-02-01'), isWorkingDay('2027-01-31')]).toEqual([false, true]);
  expect((await getCalendar(as(world, 'administrator'))).map(({ version }) => version)).toEqual([1]);
  expect(await rows('asides', { loop: 'unreadable' })).toHaveLength(4);
  await runCalendar();
});

it('names every row that is wrong', async () => {
  expect(
    await refusal(`日期,说明\n2027-13-01 休\n2026-05-01 休\n2027-02-08 班\n2027-05-01 玩\n2027-05-02 休\n2027/5/2 休`),
  ).toBe(
    [
      '第 2 行：日期读不出来，请写成 2027-02-05 这样',
      '第 3 行：2026-05-01 不在 2027 年',
      '第 4 行：2027-02-08 不是周末，本来就上班',
      '第 5 行：日期后面请写“休”或“班”',
      '第 7 行：2027-05-02 写了两次',
    ].join('；'),
  );
  expect(await refusal(YEAR_2027.replace('2027-02-06 休\n', ''))).toBe('缺少法定节假日：2月6日');
  expect(await getCalendar(as(world, 'administrator'))).toEqual([]);
});

it('is published by an administrator alone, by the versions of a year one after the other', async () => {
  const input = { year: '2027', source, rows: YEAR_2027 };
  for (const who of ['manager', 'regulator', 'parkOfficer'] as const)
    await expect(publishYear(as(world, who), input)).rejects.toMatchObject({ kind: 'Forbidden' });
  await expect(publishYear(as(world, 'administrator'), { ...input, year: '2025' })).rejects.toMatchObject({
    fields: { year: '过去的年份不能再改' },
  });
  const both = await Promise.allSettled([publish(), publish()]);
  const done = both.filter(({ status }) => status === 'fulfilled').length;
  expect(await rows('calendarYears')).toHaveLength(done);
  await publish(`${YEAR_2027}\n2027-02-11 休`);
  expect(isWorkingDay('2027-02-11')).toBe(false);
  expect((await getCalendar(as(world, 'administrator'))).map(({ version }) => version)).toEqual([done + 1]);
});

it('moves what falls due on another day now, once, and tells whoever owes it once', async () => {
  clock.set(new Date('2026-12-29T02:00:00Z'));
  await oweInWorkingDays(world, clock.now());
  const before = await findDeadline('in-working-days');
  expect(localDate(before?.dueAt ?? clock.now())).toBe('2027-02-03');
  const [toDo] = (await findToDos({ ...as(world, 'manager'), now: clock.now() })).rows.filter(
    ({ isExpected }) => isExpected,
  );
  expect(toDo?.title).toBe('改进事项要做完');
  await publish();
  await Promise.all([runCalendar(), runCalendar()]);
  await runCalendar();
  const after = await findDeadline('in-working-days');
  expect(localDate(after?.dueAt ?? clock.now())).toBe('2027-02-02');
  expect(await rows('events', { name: 'deadlines.moved' })).toHaveLength(1);
  while ((await reactToEvents(clock.now())) > 0);
  const told = await rows('outbox', { template: 'due-moved' });
  expect(told.map(({ params }) => [params['from'], params['to']])).toEqual([['2月3日', '2月2日']]);
  // Looked through until every process reckons by it, then no more.
  clock.advance({ minutes: 5 });
  await runCalendar();
  expect(await findUnapplied(clock.now())).toEqual([]);
});

it('moves the day a case shows along, and marks it as long as it is expected only', async () => {
  const { reference } = await buildHazard(world, { status: 'accepted' });
  const day = { dueAt: new Date('2027-02-03T15:59:59.999Z') };
  const hazards = mongoose.connection.collection('hazards');
  await hazards.updateOne({ reference }, { $set: day });
  await mongoose.connection
    .collection('deadlines')
    .updateOne(
      { 'subject.reference': reference, isOpen: true },
      { $set: { ...day, reckoned: { from: '2026-12-29', workingDays: 25 } } },
    );
  const portal = await startPortal(clock);
  try {
    const agent = await signedInAt(portal, world, 'officer');
    const pages = async () => [(await agent.get('/hazards')).text, (await agent.get(`/hazards/${reference}`)).text];
    for (const page of await pages()) expect(page).toContain('2月3日（预计）');
    await publish();
    await runCalendar();
    for (const page of await pages()) {
      expect(page).toContain('2月2日');
      expect(page).not.toContain('预计）');
    }
  } finally {
    await portal.stop();
  }
});

describe('a table that is sent', () => {
  const send = async (file: Buffer, name: string) => {
    const portal = await startPortal(clock);
    try {
      const agent = await signedInAt(portal, world, 'administrator');
      const page = (await agent.get('/admin/calendar')).text;
      expect(page).toContain('预计');
      return await agent
        .post('/admin/calendar')
        .field({ _csrf: tokenIn(page), year: '2027年', source })
        .attach('table', file, name);
    } finally {
      await portal.stop();
    }
  };

  it('is read from a spreadsheet, its days as days', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('安排');
    sheet.addRow(['日期', '安排', '说明']);
    for (const line of YEAR_2027.split('\n')) {
      const [day = '', kind] = line.split(' ');
      sheet.addRow([new Date(`${day}T00:00:00Z`), kind, '说明']);
    }
    const answer = await send(Buffer.from(await book.xlsx.writeBuffer()), '2027.xlsx');
    expect(answer.status).toBe(303);
    expect(isWorkingDay('2027-01-31')).toBe(true);
  });

  it('stands in the field with a sentence for each row that is wrong', async () => {
    const answer = await send(Buffer.from(`日期,安排\n2027-02-05,休\n2027-02-30,休\n`), '2027.csv');
    expect([answer.status, answer.text.includes('第 3 行：日期读不出来')]).toEqual([422, true]);
    expect(answer.text).toContain('2027-02-05,休\n2027-02-30,休');
    const junk = await send(Buffer.from('PK not a spreadsheet'), 'x.xlsx');
    expect([junk.status, junk.text.includes('文件读不出来')]).toEqual([422, true]);
  });
});
