import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { findTrail } from '#domain/journal';
import { getExport, openExport, requestExport, runNextExport } from '#domain/oversight';
import { decideSupport } from '#domain/support';
import { recountBoards } from '#domain/tallies';
import { buildApplication } from '../../support/applications.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { buildFiling } from '../../support/filings.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildItem, buildSuggestion } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildComparison } from '../../support/support.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

/** A day or time as a spreadsheet keeps it, as text: nothing that is one stands there as a text. */
function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString().replace('T', ' ').slice(0, 16).replace(' 00:00', '');
  expect(String(value)).not.toMatch(/^\d{4}[-年/.]\d{1,2}/);
  return String(value);
}

async function sheetFor(who: WorldActor, kind: string, filter: unknown): Promise<{ id: string; rows: string[][] }> {
  const ctx = personContext(world.actors[who]);
  const { id } = await requestExport(ctx, { kind, filter });
  expect(await runNextExport(() => fixedNow)).toBe(true);
  const { stream } = await openExport(ctx, id);
  const book = new ExcelJS.Workbook();
  await book.xlsx.read(stream as never);
  const rows: string[][] = [];
  book.worksheets[0]?.eachRow((row) => rows.push((row.values as unknown[]).slice(1).map(textOf)));
  return { id, rows: rows.slice(1) };
}

it('holds the firms of the programme the actor sees under the filter, and says who took them', async () => {
  await buildEnrolment(world, { stage: 'implementing', name: '=cmd|危险名称' });
  await buildEnrolment(world, { stage: 'preparing', creditCode: '914509810000000077' });
  const { id, rows } = await sheetFor('regulator', 'enrolments', { stage: 'implementing', $where: '1' });
  expect(rows.map((row) => [row[1], row[8]])).toEqual([["'=cmd|危险名称", '组织实施']]);
  expect((await sheetFor('otherRegulator', 'enrolments', {})).rows).toEqual([]);
  expect((await sheetFor('administrator', 'enrolments', {})).rows).toEqual([]);

  const trail = await findTrail({ kind: 'export', id });
  expect(trail.map((event) => [event.name, event.actor.name, event.facts])).toEqual([
    ['oversight.export-requested', '陆监管', { kind: 'enrolments', stage: 'implementing', hasWords: false }],
    ['oversight.export-fetched', '陆监管', {}],
  ]);
  await expect(getExport(personContext(world.actors.cityRegulator), id)).rejects.toMatchObject({ status: 404 });
});

it('opens for everybody who came so far, as the funnel counts them', async () => {
  await buildEnrolment(world, { stage: 'exited', stageDays: { preparing: 9, implementing: 40 } as never });
  await buildEnrolment(world, { stage: 'preparing', creditCode: '914509810000000077' });
  const { rows } = await sheetFor('regulator', 'enrolments', { reached: 'implementing' });
  expect(rows.map((row) => row[8])).toEqual(['已退出']);
});

it('holds every number of the board under the filter, as the board shows them', async () => {
  const enrolment = await buildEnrolment(world, { stage: 'implementing', stageDays: { preparing: 9 } as never });
  await recountBoards(clockContext());
  const { rows } = await sheetFor('regulator', 'enrolment-board', { cohortId: enrolment.cohortId });
  expect(rows).toEqual(
    expect.arrayContaining([
      ['从申请到验收', '批准加入', '1', '家'],
      ['从申请到验收', '到过组织实施', '1', '家'],
      ['从申请到验收', '到过验收评估', '0', '家'],
      ['各阶段', '组织实施', '1', '家'],
      ['企业规模', '中型', '1', '家'],
      ['辅导员手上的企业', '还没有安排', '1', '家'],
      ['走完一个阶段平均多少天', '准备动员', '9', '天'],
    ]),
  );
  const none = (await sheetFor('otherRegulator', 'enrolment-board', {})).rows;
  expect(none.filter((row) => row[2] !== '0')).toEqual([]);
});

it('holds the items of the plan and the suggestions of whoever may see them', async () => {
  const item = await buildItem(world, 'effective');
  const suggestion = await buildSuggestion(world, 'carried-out');
  const items = (await sheetFor('regulator', 'plan-items', { status: 'effective' })).rows;
  expect(items.map((row) => [row[0], row[3], row[9], row[16], row[20]])).toEqual([
    [item.reference, '检查有效', '配电房没有巡检记录', '200', '有效'],
  ]);
  const suggestions = (await sheetFor('officer', 'suggestions', { isOpen: true })).rows;
  expect(suggestions.map((row) => [row[0], row[2], row[8]])).toEqual([[suggestion.reference, '待本人确认', '划好了']]);
  expect((await sheetFor('otherRegulator', 'plan-items', {})).rows).toEqual([]);
  expect((await sheetFor('otherOfficer', 'suggestions', {})).rows).toEqual([]);
});

it('holds the filings of whoever may see them, told late or not', async () => {
  const { reference } = await buildFiling(world, 'acknowledged');
  await buildFiling(world, 'cancelled');
  const { rows } = await sheetFor('parkOfficer', 'work-filings', { isOpen: true });
  expect(rows.map((row) => [row[0], row[2], row[3], row[9], row[10]])).toEqual([
    [reference, '有限（受限）空间', '已收悉', '2026-11-26', '2026-11-27'],
  ]);
  expect((await sheetFor('otherRegulator', 'work-filings', {})).rows).toEqual([]);
});

it('holds a sealed comparison with the names each reader may know', async () => {
  const { reference, seenHash, decision } = await buildComparison(world, { quota: 3 });
  expect((await sheetFor('regulator', 'support-decisions', {})).rows).toEqual([]);
  await decideSupport(personContext(world.actors.regulator), { reference, seenHash });
  const read = async (who: WorldActor) =>
    (await sheetFor(who, 'support-decisions', { policyId: decision.policyId })).rows.map((row) => [row[5], row[9]]);
  expect(await read('regulator')).toEqual([
    ['北流市外来优秀有限公司', '1'],
    [world.enterprise.name, '2'],
    [world.otherEnterprise.name, '2'],
  ]);
  expect(await read('manager')).toEqual([
    ['候选丙', '1'],
    [world.enterprise.name, '2'],
    ['候选乙', '2'],
  ]);
});

it('is written without what XML forbids and nobody sees, whatever an earlier release has stored', async () => {
  const { reference } = await buildHazard(world);
  const stored = '电箱\ufffe漏\uffff电\u0007，\u202e手\u200b一碰就麻';
  await mongoose.connection.collection('hazards').updateOne({ reference }, { $set: { text: stored } });
  // Read again by a reader of XML, which gives up at the first letter it forbids.
  const { rows } = await sheetFor('officer', 'hazards', {});
  expect(rows.map((row) => [row[0], row.includes('电箱漏电，手一碰就麻')])).toEqual([[reference, true]]);
});

it('tells the day of an anonymous report, never the hour', async () => {
  await buildHazard(world, { isAnonymous: true });
  const { rows } = await sheetFor('officer', 'hazards', {});
  expect(rows.map((row) => row[8])).toEqual(['2026-11-24']);
});

it('keeps days as days and times as the clock in Shanghai shows them, in every sheet', async () => {
  await buildHazard(world, { status: 'rectifying' });
  await buildApplication(world);
  await buildEnrolment(world, { stage: 'implementing' });
  const [hazard] = (await sheetFor('officer', 'hazards', {})).rows;
  expect([hazard?.[8], hazard?.[9]]).toEqual(['2026-11-24 10:00', '2026-11-27 23:59']);
  const [application] = (await sheetFor('regulator', 'applications', {})).rows;
  expect(application?.filter((cell) => /^2026-\d\d-\d\d \d\d:\d\d$/.test(cell))).toHaveLength(2);
  const [enrolment] = (await sheetFor('regulator', 'enrolments', {})).rows;
  expect(enrolment?.[11]).toMatch(/^2026-\d\d-\d\d$/);
});

it('refuses a kind there is not', async () => {
  const ctx = personContext(world.actors.regulator);
  await expect(requestExport(ctx, { kind: 'accounts', filter: {} })).rejects.toMatchObject({ status: 404 });
});

it('holds the five elements of every rectification, and nothing of who reported', async () => {
  const { reference } = await buildHazard(world, { status: 'submitted' });
  await buildHazard(world, { status: 'accepted' });
  const { rows } = await sheetFor('officer', 'rectifications', {});
  expect(rows).toHaveLength(1);
  expect(rows[0]?.slice(0, 3)).toEqual([reference, '待验收', '一般']);
  // Responsible person, measure, money, deadline, contingency: none of them is empty.
  expect(rows[0]?.slice(6, 11).filter((cell) => cell === '')).toEqual([]);
  expect(rows.flat().join(' ')).not.toContain(world.actors.worker.name);
  expect((await sheetFor('regulator', 'rectifications', {})).rows).toHaveLength(1);
  expect((await sheetFor('otherRegulator', 'rectifications', {})).rows).toEqual([]);
});
