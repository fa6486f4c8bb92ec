import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { closeMajor, figuresOfSpan } from '#domain/hazards';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { openExport, requestExport, runNextExport } from '#domain/oversight';
import {
  correctReturn,
  countReturns,
  type FirmReturn,
  fillReturn,
  lookForOwing,
  openReturn,
  periodLabel,
  periodOf,
  periodsOver,
  RETURN_STATES,
  type ReturnStatus,
  returns,
  signReturn,
} from '#domain/returns';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { allRules } from '#kernel/rules';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildHazard, onSite } from '../../support/hazards.ts';
import { buildReturn, typedReturn } from '../../support/returns.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const on = (day: string) => new Date(`${day}T02:00:00Z`);
const as = (who: WorldActor, now = fixedNow) => personContext(world.actors[who], { now });
const everybody = () => Object.keys(world.actors) as WorldActor[];
const typed = (row: FirmReturn, more: Record<string, unknown> = {}) =>
  ({ reference: row.reference, ...(typedReturn(row, more) as object) }) as never;
const openOwed = async (now: Date): Promise<number> => {
  const find = lookForOwing();
  let count = 0;
  for (let due = await find(now, 10, []); due.length > 0; due = await find(now, 10, []))
    for (const one of due) {
      await openReturn(clockContext(now), one);
      count += 1;
    }
  return count;
};

type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const SEE: Who = [...FIRM, 'parkOfficer', 'regulator', 'cityRegulator'];
const MAY: Readonly<Record<ReturnStatus, Readonly<Record<string, Who>>>> = {
  due: { fill: FIRM },
  // The head signs with the first button.
  filled: { sign: ['manager'], fill: FIRM },
  signed: { correct: FIRM },
};

it('lets everybody do and read exactly what the table says: the firm fills, its head alone signs, nobody above writes', async () => {
  for (const [i, status] of (['due', 'filled', 'signed'] as const).entries()) {
    const row = await buildReturn(world, status, `2026-Q${i + 1}`);
    for (const who of everybody()) {
      const steps = returns.actionsFor(world.actors[who], row).map(({ action }) => action);
      const should = Object.entries(MAY[status]).flatMap(([action, may]) => (may.includes(who) ? [action] : []));
      expect([status, who, steps]).toEqual([status, who, should]);
      const opened = await code(returns.get(as(who), row.reference));
      expect([who, opened]).toEqual([who, SEE.includes(who) ? 'done' : 'common.not-found']);
    }
  }
});

it('counts what the cases come to in the quarter: found, put right, open, overdue and the money', async () => {
  await buildHazard(world, { status: 'closed' });
  await buildHazard(world, { status: 'rectifying' });
  await buildHazard(world, { status: 'rectifying', isMajor: true });
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  await closeMajor(as('parkOfficer'), { reference, ...(await onSite(as('parkOfficer'))) });
  // Nobody has verified it, it is untrue, or another's double: no hazard found.
  for (const status of ['reported', 'accepted', 'not-valid', 'duplicate'] as const)
    await buildHazard(world, { status });
  const span = { from: '2026-10-01', until: '2027-01-01' };
  expect(await figuresOfSpan(world.enterprise._id, { ...span, now: on('2027-01-01') })).toEqual({
    ...{ foundGeneral: 2, fixedGeneral: 1, openGeneral: 1, foundMajor: 2, fixedMajor: 1, openMajor: 1 },
    ...{ overdue: 2, fundFen: 40_000 },
  });
  // The quarter after: found before, still open.
  const next = { from: '2027-01-01', until: '2027-04-01', now: on('2027-04-01') };
  expect(await figuresOfSpan(world.enterprise._id, next)).toMatchObject({
    ...{ foundGeneral: 0, fixedGeneral: 0, openGeneral: 1, foundMajor: 0, openMajor: 1 },
  });
  // Before they were closed they were open; nothing was late yet that day.
  const before = await figuresOfSpan(world.enterprise._id, { from: '2026-10-01', until: '2026-11-24', now: fixedNow });
  expect(before).toMatchObject({ foundGeneral: 0, openGeneral: 0, overdue: 0 });
});

it('counts nothing of a case without a name before others know of it, nor what is about the firm’s own managers', async () => {
  await buildHazard(world, { status: 'valid' });
  await mongoose.connection.collection('hazards').updateMany({}, { $set: { heldUntil: on('2027-01-02') } });
  const span = { from: '2026-10-01', until: '2027-01-01' };
  const asked = (now: Date) => figuresOfSpan(world.enterprise._id, { ...span, now });
  expect([(await asked(on('2027-01-01'))).foundGeneral, (await asked(on('2027-01-03'))).foundGeneral]).toEqual([0, 1]);
  await mongoose.connection.collection('hazards').updateMany({}, { $set: { enterpriseId: 'apart' } });
  expect((await asked(on('2027-01-03'))).foundGeneral).toBe(0);
});

it('is made once a firm and period however many clocks come at once, once the period is over, for firms that were there', async () => {
  expect(await openOwed(on('2026-12-31'))).toBe(0);
  const now = on('2027-01-01');
  expect(periodsOver(now).map(({ code: period }) => period)).toEqual(['2026-Q4', '2026']);
  const owed = await lookForOwing()(now, 100, []);
  // Two firms, a quarter and a year.
  expect(owed).toHaveLength(4);
  const [one] = owed as [(typeof owed)[number]];
  await Promise.all([1, 2, 3, 4, 5].map(() => openReturn(clockContext(now), one)));
  expect(await mongoose.connection.collection('statisticsReturns').countDocuments()).toBe(1);
  expect(await openOwed(now)).toBe(3);
  expect(await openOwed(now)).toBe(0);
  // What is set aside stops none of the others.
  await mongoose.connection.collection('statisticsReturns').deleteMany({});
  expect((await lookForOwing()(now, 100, [one.key])).map(({ key }) => key)).not.toContain(one.key);
  await mongoose.connection
    .collection('enterprises')
    .updateOne({ _id: world.enterprise._id as never }, { $set: { createdAt: on('2027-01-01') } });
  expect(await openOwed(now)).toBe(2);
});

it('falls due on the 15th of the month after a quarter and on 31 January after a year, by the rule table', async () => {
  await openOwed(on('2027-01-01'));
  const rows = (await returns.find(as('manager', on('2027-01-01')))).rows;
  expect(Object.fromEntries(rows.map(({ period, dueOn }) => [period, dueOn]))).toEqual({
    '2026-Q4': '2027-01-15',
    '2026': '2027-01-31',
  });
  for (const row of rows) {
    const [due] = await findDeadlinesOf({ kind: 'statistics-return', id: row._id });
    expect(due).toMatchObject({ kind: 'return-fill', owedBy: [`firm:${world.enterprise._id}`] });
    expect(localDate(due?.dueAt as Date)).toBe(row.dueOn);
  }
  for (const who of everybody()) {
    const owes = (await findToDos(as(who, on('2027-01-01')))).rows.filter(({ kind }) => kind === 'statistics-return');
    expect([who, owes.length]).toEqual([who, [...FIRM, 'otherOfficer'].includes(who) ? 2 : 0]);
  }
  const said = allRules().find(({ key }) => key === 'statistics-return');
  expect(said?.says(said.versions[0]?.value as never)[0]).toContain('15 日前报，全年的在下一年一月 31 日前报');
});

it('asks why a figure is not what the cases come to, and for figures that can be', async () => {
  const row = await buildReturn(world);
  await expect(fillReturn(as('officer'), typed(row, { foundGeneral: '3' }))).rejects.toMatchObject({
    fields: { why: '查出一般隐患和系统里的不一样，请写明为什么' },
  });
  await expect(fillReturn(as('officer'), typed(row, { overdue: '1', why: '少录了' }))).rejects.toMatchObject({
    fields: { overdue: '逾期的不会比没有整改完的还多，请核对' },
  });
  await expect(fillReturn(as('officer'), typed(row, { openMajor: '两', analysis: '' }))).rejects.toMatchObject({
    fields: { openMajor: '请填写整数，例如 120', analysis: '请写统计分析：主要是哪些隐患，为什么会有，下一步怎么办' },
  });
  const filled = await fillReturn(as('officer'), typed(row, { foundGeneral: '3', why: '三条在纸面台账' }));
  expect(filled).toMatchObject({ status: 'filled', figures: { foundGeneral: 3 }, why: '三条在纸面台账' });
  // Nor does a reason stay that explains nothing any more.
  const again = await fillReturn(as('officer'), typed(row));
  expect([again.why, again.figures]).toEqual([undefined, row.counted]);
});

it('the head signs what the page showed: filled anew since, it is not signed', async () => {
  const row = await buildReturn(world, 'filled');
  await fillReturn(as('officer'), typed(row, { foundGeneral: '3', why: '三条在纸面台账' }));
  const { reference, contentHash = '' } = row;
  expect(await code(signReturn(as('manager'), { reference, contentHash }))).toBe('common.changed-meanwhile');
  expect(await code(signReturn(as('officer'), { reference, contentHash }))).toBe('common.not-allowed');
  const { contentHash: seen = '' } = await returns.get(as('manager'), reference);
  const both = await Promise.allSettled([1, 2].map(() => signReturn(as('manager'), { reference, contentHash: seen })));
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await returns.peek(reference)).toMatchObject({
    ...{
      status: 'signed',
      isOpen: false,
      sent: { number: 1, figures: { foundGeneral: 3 }, byName: world.actors.manager.name },
    },
  });
});

it('what is signed stands whatever becomes of the cases; a correction is a next version with its reason', async () => {
  const signed = await buildReturn(world, 'signed');
  await buildHazard(world, { status: 'closed' });
  expect((await returns.peek(signed.reference))?.sent).toEqual(signed.sent);
  expect(await code(fillReturn(as('officer'), typed(signed)))).toBe('statistics-return.not-in-this-status');
  await expect(correctReturn(as('officer'), typed(signed, { correction: '' }))).rejects.toMatchObject({
    fields: { correction: '请写明理由' },
  });
  const put = { foundGeneral: '7', why: '纸面登记的', correction: '漏了七条' };
  const drafted = await correctReturn(as('officer'), typed(signed, put));
  // Until it is signed the first one counts, above too.
  expect(drafted).toMatchObject({ status: 'filled', sent: signed.sent, correction: '漏了七条' });
  expect((await countReturns(as('regulator'), '2026-Q4')).all).toMatchObject({
    ...{ counts: { sent: 1 }, figures: { foundGeneral: 0 } },
  });
  const [due] = (await findDeadlinesOf({ kind: 'statistics-return', id: signed._id })).filter(
    (one) => one.kind === 'return-sign',
  );
  expect(localDate(due?.dueAt as Date)).toBe('2026-11-27');
  const { reference, contentHash = '' } = drafted;
  await signReturn(as('manager'), { reference, contentHash });
  const after = (await returns.peek(reference)) as FirmReturn;
  expect(after).toMatchObject({
    ...{ status: 'signed', sent: { number: 2, correction: '漏了七条', figures: { foundGeneral: 7 } } },
    earlier: [signed.sent],
  });
  expect(after).not.toHaveProperty('correction');
  expect((await countReturns(as('regulator'), '2026-Q4')).all.figures.foundGeneral).toBe(7);
  while ((await reactToEvents(fixedNow)) > 0);
  const told = await mongoose.connection.collection('outbox').distinct('personId', { template: 'return-corrected' });
  expect(told.sort()).toEqual([world.actors.regulator.personId, world.actors.parkOfficer.personId].sort());
  const toSign = await mongoose.connection.collection('outbox').distinct('personId', { template: 'return-to-sign' });
  expect(toSign).toEqual([world.actors.manager.personId]);
});

it('the first signature after the day is late, a correction made later is not', async () => {
  const late = await buildReturn(world, 'signed', '2026-Q2');
  const good = await buildReturn(world, 'corrected', '2026-Q4');
  expect([late.dueOn, late.isLate, good.isLate]).toEqual(['2026-07-15', true, undefined]);
});

/** Forms of random firms of the region, as the collection has them. */
async function scatter(): Promise<FirmReturn[]> {
  const like = await buildReturn(world, 'signed', '2026-Q3');
  const counties = [
    ['45', '4509', '450981'],
    ['45', '4509', '450922'],
    ['45', '4501', '450103'],
    ['45', '4509'],
  ];
  const rows = Array.from({ length: 60 }, (_row, n) => {
    const { sent, parkId, isLate: _late, ...rest } = like;
    const figures = Object.fromEntries(Object.keys(like.counted).map((key) => [key, Math.floor(Math.random() * 50)]));
    return {
      ...rest,
      ...{ _id: newId(fixedNow), reference: `TJ2026-${9000 + n}`, enterpriseId: newId(), onceKey: `k${n}` },
      ...{ period: '2026-Q3', regionPath: counties[Math.floor(Math.random() * counties.length)] },
      ...(Math.random() < 0.5 ? { parkId } : {}),
      ...(Math.random() < 0.5 ? { sent: { ...sent, figures }, status: 'signed' } : { status: 'due' }),
      ...(Math.random() < 0.3 ? { dueOn: '2026-12-15' } : {}),
    };
  }).map((row) => ('sent' in row && Math.random() < 0.4 ? { ...row, isLate: true } : row));
  await mongoose.connection.collection('statisticsReturns').insertMany(rows as never);
  return mongoose.connection.collection('statisticsReturns').find().toArray() as never;
}

it.each(['regulator', 'cityRegulator', 'parkOfficer'] as const)(
  'every number of the board equals a recount by hand of random forms, and its list: %s',
  async (who) => {
    const all = await scatter();
    const mine = all.filter((row) => returns.canSee(world.actors[who], row));
    const board = await countReturns(as(who), '2026-Q3');
    const today = localDate(fixedNow);
    const expected = {
      all: mine.length,
      sent: mine.filter(({ sent }) => sent !== undefined).length,
      late: mine.filter(({ isLate }) => isLate === true).length,
      waiting: mine.filter(({ sent, dueOn }) => sent === undefined && dueOn >= today).length,
      overdue: mine.filter(({ sent, dueOn }) => sent === undefined && dueOn < today).length,
    };
    expect(board.all.counts).toEqual(expected);
    const sum = (rows: readonly FirmReturn[]) =>
      rows.reduce((total, { sent }) => total + (sent?.figures.openMajor ?? 0), 0);
    expect(board.all.figures.openMajor).toBe(sum(mine));
    for (const row of [...board.regions, ...board.parks])
      for (const { code: state } of RETURN_STATES) {
        const listed = await returns.find(as(who), { period: '2026-Q3', state, limit: 200, ...row.of } as never);
        expect([row.code, state, listed.rows.length]).toEqual([row.code, state, row.counts[state]]);
        if (state === 'sent') expect(sum(listed.rows)).toBe(row.figures.openMajor);
      }
  },
);

it('a form that does not say where its firm lies is counted all the same, and stops nobody’s board', async () => {
  const { _id } = await buildReturn(world, 'signed');
  for (const regionPath of ['45', [45], null, ['45', '4509', '450981']]) {
    await mongoose.connection
      .collection('statisticsReturns')
      .updateOne({ _id: _id as never }, { $set: { regionPath } });
    const { all } = await countReturns(as('parkOfficer'), '2026-Q4');
    expect([regionPath, all.counts.sent]).toEqual([regionPath, 1]);
  }
});

it('the board is taken away as a sheet with the same numbers, and is nobody’s of a firm', async () => {
  await buildReturn(world, 'corrected');
  expect(await code(countReturns(as('manager'), '2026-Q4'))).toBe('common.not-allowed');
  const { id } = await requestExport(as('regulator'), { kind: 'return-board', filter: { period: '2026-Q4' } });
  await runNextExport(() => fixedNow);
  const book = new ExcelJS.Workbook();
  const { stream } = await openExport(as('regulator'), id);
  await book.xlsx.read(stream as never);
  const row = ((book.worksheets[0]?.getRow(2).values ?? []) as unknown[]).slice(1);
  expect([row[0], row[1], row[3], row[4]]).toEqual([periodLabel('2026-Q4'), '全部', 1, 1]);
  expect(row[8]).toBe(7);
});

it('names quarters and years as people do', () => {
  expect([periodLabel('2026-Q4'), periodLabel('2026')]).toEqual(['2026年第4季度', '2026年全年']);
  expect([periodOf('2026-Q2'), periodOf('2026')]).toEqual([
    { code: '2026-Q2', from: '2026-04-01', until: '2026-07-01' },
    { code: '2026', from: '2026-01-01', until: '2027-01-01' },
  ]);
  expect(periodsOver(on('2027-05-02')).map(({ code: period }) => period)).toEqual(['2027-Q1', '2026-Q4', '2026']);
});
