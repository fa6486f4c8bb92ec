import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { withdrawEmergencyPlan } from '#domain/emergencyPlans';
import { removeFacility, reportFault } from '#domain/facilities';
import { bodyName } from '#domain/organisations';
import { needParkAssessment, type ParkAssessment, parkAssessments } from '#domain/parkAssessments';
import { withdrawProject } from '#domain/projects';
import { offerAgreement } from '#domain/rescueTeams';
import { newId } from '#kernel/ids';
import { signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { buildEmergencyPlan } from '../support/emergencyPlans.ts';
import { buildFacilities, buildFacility } from '../support/facilities.ts';
import { buildGate } from '../support/gates.ts';
import { buildGrade, buildGrades, makeParkChemical } from '../support/grades.ts';
import { buildParkAssessment } from '../support/parkAssessments.ts';
import { as } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProject } from '../support/projects.ts';
import { buildRescueTeam } from '../support/rescueTeams.ts';
import { buildStock } from '../support/stock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
let clock = createClock();
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

async function sheetOf(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('表');
  for (const row of rows) sheet.addRow([...row]);
  return Buffer.from(await book.xlsx.writeBuffer());
}
const XLSX = {
  filename: '表.xlsx',
  contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const tokenIn = (page: string): string => /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';

it('shows a park on one page: who holds the power and by what, what it lacks in red, where things lie', async () => {
  await buildFacilities(world);
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const page = await officer.get('/park-books').redirects(1);
  expect(page.text).toContain('园区管理机构（依法赋权）');
  expect(page.text).toContain('北政发〔2023〕8号');
  expect(page.text).toContain('缺少，没有登记');
  expect(page.text).toContain('设施缺口 8');
  expect(page.text).toMatch(/<dt>级别<\/dt><dd><span class="tag tag--bad">缺少/);
  expect(page.text).toMatch(/<svg class="park-map"/);
  expect(page.text).toMatch(/<title>1 东门消火栓<\/title>/);
  expect(page.text).toContain('修好故障设施：西门消火栓');
  const body = await signedInAt(portal, world, 'regulator');
  expect((await body.get('/park-books')).text).toContain('设施缺口 8');
  for (const who of ['otherRegulator', 'sectorRegulator'] as const)
    expect((await (await signedInAt(portal, world, who)).get(`/park-books/${world.park._id}`)).status).toBe(404);
  for (const who of ['officer', 'administrator', 'insurer'] as const)
    expect((await (await signedInAt(portal, world, who)).get(`/park-books/${world.park._id}`)).status).toBe(403);
});

it('shows a day gone by as it was: who held the power, the grade, and facilities as they stood', async () => {
  await makeParkChemical(world);
  await buildGrade(world, 'published', 690);
  const kept = await buildFacility(world);
  const pulledDown = await buildFacility(world, { name: '西门消火栓', at: '' });
  const page = `/park-books/${world.park._id}`;
  const at = (days: number) => as(world, 'parkOfficer', new Date(fixedNow.getTime() + days * 86_400_000));
  await reportFault(at(1), { reference: kept.reference, reason: '没有水' });
  await removeFacility(at(2), { reference: pulledDown.reference, reason: '道路改线' });
  await buildFacility(world, { name: '北门消火栓', at: '' }, at(2).now);
  await buildGrade(world, 'published', 700, at(2).now);
  clock.advance({ days: 3 });
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const today = (await officer.get(page)).text;
  for (const word of ['等级：C级', '没有水', '北门消火栓', '今天由谁负责']) expect(today).toContain(word);
  expect(today).not.toContain('西门消火栓');
  const then = (await officer.get(`${page}?on=2026-11-24`)).text;
  for (const word of ['2026年11月24日由谁负责', '北政发〔2023〕8号', '等级：B级', '东门消火栓', '西门消火栓'])
    expect(then).toContain(word);
  for (const word of ['没有水', '故障', '北门消火栓', '到期提醒']) expect(then).not.toContain(word);
  expect((await officer.get(`${page}?on=2026-11-25`)).text).toContain('故障');
  const before = (await officer.get(`${page}?on=2023-12-31`)).text;
  for (const word of ['没有人管', '缺少，没有公布过']) expect(before).toContain(word);
  for (const asked of ['2026-11-27', '2030-01-01', 'x'])
    expect((await officer.get(`${page}?on=${asked}`)).text).toContain('今天由谁负责');
  const other = await signedInAt(portal, world, 'otherRegulator');
  expect((await other.get(`${page}?on=2026-11-24`)).status).toBe(404);
});

it('shows assessments, projects, plans and teams of a day gone by as each stood then, red where one was missing', async () => {
  const at = (days: number) => new Date(fixedNow.getTime() + days * 86_400_000);
  await buildParkAssessment(world, 'proposed', at(1));
  const { reference } = await buildProject(world, 'admitted', {}, at(1));
  const plan = await buildEmergencyPlan(world, 'signed', { whose: 'parkOfficer', now: at(1) });
  await buildRescueTeam(world, { now: at(1) });
  await buildGate(world);
  const { reference: asked } = (await parkAssessments.find(as(world, 'regulator', at(2)))).rows[0] as ParkAssessment;
  await needParkAssessment(as(world, 'regulator', at(2)), { reference: asked, reason: '新增危险源' });
  await withdrawProject(as(world, 'parkOfficer', at(2)), { reference, reason: '不建了' });
  await withdrawEmergencyPlan(as(world, 'parkOfficer', at(3)), { reference: plan.reference, reason: '合并' });
  clock.advance({ days: 5 });
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const on = async (day: string): Promise<string> =>
    (await officer.get(`/park-books/${world.park._id}?on=${day}`)).text;
  const before = await on('2026-11-24');
  for (const lack of ['有效的应急预案', '应急救援队伍', '整体评估']) expect(before).toContain(lack);
  expect(before).toContain('建设项目：0 个在办');
  const then = await on('2026-11-25');
  for (const said of [
    asked,
    '等监管部门决定',
    '建设项目：1 个在办',
    reference,
    plan.reference,
    '专职消防队',
    '在用卡口：东门',
  ])
    expect(then).toContain(said);
  expect(then).not.toContain('>缺少<');
  const next = await on('2026-11-26');
  for (const said of ['要做评估', '建设项目：0 个在办', plan.reference]) expect(next).toContain(said);
  expect(await on('2026-11-27')).not.toContain(plan.reference);
});

it('lists what falls due with whose it is: the park, the body, a firm that relies on its team', async () => {
  await buildFacilities(world);
  await buildParkAssessment(world, 'proposed');
  await buildEmergencyPlan(world, 'signed', { title: '企业自己的预案', kind: 'special' });
  const { reference } = await buildRescueTeam(world);
  await offerAgreement(as(world, 'parkOfficer', fixedNow), {
    ...{ reference, creditCode: world.enterprise.creditCode, until: '2027-12-31', covers: '火灾，十分钟赶到' },
  });
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const page = (await officer.get(`/park-books/${world.park._id}`)).text;
  const rows = [...page.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([row]) => row.replaceAll(/<[^>]+>|\s+/g, ' '));
  const ownerOf = (what: string): string => rows.find((row) => row.includes(what)) ?? '';
  expect(ownerOf('修好故障设施：西门消火栓')).toContain('园区管理机构');
  expect(ownerOf('决定要不要重新评估园区')).toContain(await bodyName(world.bodyId));
  expect(ownerOf('决定要不要重新评估园区')).toMatch(/\d+月\d+日/);
  expect(ownerOf('确认依靠哪支队伍')).toContain(world.enterprise.name);
  expect(page).not.toContain('企业自己的预案');
});

it('shows grade, 十有两禁, assessments, projects and gates of a chemical park, what it lacks in red', async () => {
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const before = (await officer.get(`/park-books/${world.park._id}`)).text;
  expect(before).not.toContain('十有两禁：');
  expect(before).toContain('缺少，没有登记');
  // A park that became a chemical one keeps what it let in before.
  await buildProject(world, 'paused');
  await makeParkChemical(world);
  const bare = (await officer.get(`/park-books/${world.park._id}`)).text;
  for (const lack of ['没有等级', '十有两禁差 12 条', '封闭化管理没有卡口']) expect(bare).toContain(lack);
  const { grades } = await buildGrades(world);
  await buildGate(world);
  await buildParkAssessment(world, 'tracking');
  const full = (await officer.get(`/park-books/${world.park._id}`)).text;
  expect(full).not.toContain('没有等级');
  for (const said of [
    '等级：B级（较高安全风险），2026年11月24日公布',
    `href="/grades/${grades[0]}"`,
    '十有两禁：12 条，达到 1 条',
    '已采纳，落实措施',
    '建设项目：1 个在办，其中没动工 0 个',
    '停下待决定 1 个',
    '在用卡口：东门',
  ])
    expect(full).toContain(said);
  // The numbers open lists of this park alone, for the body too, whose bare lists hold those of its region.
  const body = await signedInAt(portal, world, 'regulator');
  const links = [
    ...(await body.get(`/park-books/${world.park._id}`)).text.matchAll(
      /href="(\/(?:projects|conditions|facilities|gates|stock|grades|park-assessments)\?[^"]*)"/g,
    ),
  ];
  expect(links.map(([, href = '']) => href.replaceAll('&#x3D;', '=')).toSorted()).toEqual([
    `/conditions?park=${world.park._id}`,
    `/facilities?park=${world.park._id}`,
    `/gates?park=${world.park._id}`,
    `/projects?park=${world.park._id}&amp;open=1`,
    `/stock?park=${world.park._id}`,
  ]);
  // So do the lists nothing on this page leads to now.
  await buildStock(world);
  for (const list of ['gates', 'stock', 'grades', 'park-assessments'])
    expect([list, /class="case__ref"/.test((await body.get(`/${list}?park=${world.park._id}`)).text)]).toEqual([
      list,
      true,
    ]);
  for (const list of ['gates', 'stock', 'grades', 'park-assessments', 'entry-lists', 'breaches'])
    expect([list, /class="case__ref"/.test((await body.get(`/${list}?park=${newId()}`)).text)]).toEqual([list, false]);
  const listed = (await body.get(`/projects?park=${world.park._id}&open=1`)).text;
  expect(listed.match(/class="case__ref"/g)).toHaveLength(1);
});

it('takes facilities as a table and says of each row that it did not take, why', async () => {
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const form = await officer.get('/facility-table');
  const send = async (rows: readonly (readonly string[])[]) =>
    officer
      .post('/facility-table')
      .field('_csrf', tokenIn((await officer.get('/facility-table')).text))
      .attach('table', await sheetOf(rows), XLSX);
  expect(form.text).toContain('下载空表');
  const heads = ['种类', '名称', '情况', '投用日期'];
  const good = ['消防水源', '一号消火栓', '已经建好', '2024-05-01'];
  const refused = await send([heads, good, ['喷泉', '二号', '已经建好', '2024-05-01']]);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('登记了 1 行；1 行没有登记');
  expect(refused.text).toContain('第 3 行：种类：请选择哪一种设施');
  const mended = await send([heads, good, ['停车场', '二号', '已经建好', '2024-05-01']]);
  expect(mended.status).toBe(303);
  expect(await mongoose.connection.collection('facilities').countDocuments()).toBe(2);
  expect((await officer.get('/facility-table/empty')).headers['content-type']).toContain('spreadsheetml');
});

it('creates and keeps parks by a table, row by row, for the administrator alone', async () => {
  const administrator = await signedInAt(portal, world, 'administrator');
  const send = async (rows: readonly (readonly string[])[]) =>
    administrator
      .post('/organisations/park-table')
      .field('_csrf', tokenIn((await administrator.get('/organisations/park-table')).text))
      .attach('table', await sheetOf([['园区全称', '县（市、区）', '监管部门', '级别', '化工园区'], ...rows]), XLSX);
  const first = await send([
    ['钦南石化产业园区', '450702', '', '自治区级', '是'],
    [world.park.name, '北流市', '北流市应急管理局', '县级', '否'],
    ['没有这个县园区', '不知道县', '', '', ''],
    ['级别写错的园区', '北流市', '', '国家级', ''],
  ]);
  expect(first.status).toBe(422);
  expect(first.text).toContain('登记了 2 行；2 行没有登记');
  expect(first.text).toContain('第 4 行：县（市、区）：没有这个县（市、区），请写全称或代码');
  expect(first.text).toContain('第 5 行：级别：请选择园区级别');
  const parks = await mongoose.connection.collection('parks').find().sort({ _id: 1 }).toArray();
  expect(Object.fromEntries(parks.map(({ name, level, isChemical }) => [name, [level, isChemical]]))).toEqual({
    [world.park.name]: ['county', false],
    钦南石化产业园区: ['autonomous-region', true],
  });
  const again = await send([['钦南石化产业园区', '450702', '', '自治区级', '是']]);
  expect(again.status).toBe(303);
  expect(await mongoose.connection.collection('parks').countDocuments()).toBe(2);
  const officer = await signedInAt(portal, world, 'parkOfficer');
  expect((await officer.get('/organisations/park-table')).status).toBe(403);
});

it('shows plans, teams and drills of a park: what is missing or overdue in red, what is not as it should be beside it', async () => {
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const book = async (): Promise<string> => (await officer.get(`/park-books/${world.park._id}`)).text;
  const before = await book();
  expect(before).toContain('有效的应急预案');
  expect(before).toContain('应急救援队伍');
  await buildEmergencyPlan(world, 'signed', { whose: 'parkOfficer' });
  await buildEmergencyPlan(world, 'signed', { title: '企业自己的预案', kind: 'special' });
  await buildRescueTeam(world);
  const after = await book();
  expect(after).toContain('应急预案：综合应急预案（第 1 版）');
  expect(after).toContain('这一版没有演练过');
  expect(after).toContain('没有备案');
  expect(after).toContain('队伍：专职消防队：园区专职消防队');
  expect(after).toContain('应急演练：综合应急预案');
  expect(after).not.toContain('有效的应急预案');
  // A firm's own are not the park's.
  expect(after).not.toContain('企业自己的预案');
});
