import ExcelJS from 'exceljs';
import { findTrail } from '#domain/journal';
import { getExport, openExport, requestExport, runNextExport } from '#domain/oversight';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

async function sheetFor(who: WorldActor, kind: string, filter: unknown): Promise<{ id: string; rows: string[][] }> {
  const ctx = personContext(world.actors[who]);
  const { id } = await requestExport(ctx, { kind, filter });
  expect(await runNextExport(() => fixedNow)).toBe(true);
  const { stream } = await openExport(ctx, id);
  const book = new ExcelJS.Workbook();
  await book.xlsx.read(stream as never);
  const rows: string[][] = [];
  book.worksheets[0]?.eachRow((row) => rows.push((row.values as unknown[]).slice(1).map(String)));
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

it('tells the day of an anonymous report, never the hour', async () => {
  await buildHazard(world, { isAnonymous: true });
  const { rows } = await sheetFor('officer', 'hazards', {});
  expect(rows.map((row) => row[8])).toEqual(['2026-11-24']);
});

it('refuses a kind there is not', async () => {
  const ctx = personContext(world.actors.regulator);
  await expect(requestExport(ctx, { kind: 'accounts', filter: {} })).rejects.toMatchObject({ status: 404 });
});
