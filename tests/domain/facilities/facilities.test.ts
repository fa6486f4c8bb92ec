import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import {
  buildFacility as build,
  changeFacility,
  enterFacility,
  FACILITY_COLUMNS,
  type Facility,
  type FacilityAction,
  type FacilityStatus,
  facilities,
  facilityStandings,
  importFacilities,
  mendFacility,
  objectToWaiver,
  planFacility,
  removeFacility,
  reportFault,
  testFacility,
  waiveFacility,
} from '#domain/facilities';
import { findToDos } from '#domain/nouns';
import type { Park } from '#domain/organisations';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildFacilities, buildFacility, typedFacility } from '../../support/facilities.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const park = (now = fixedNow) => as(world, 'parkOfficer', now);
const fieldsOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { fields?: unknown }) => error.fields ?? String(error),
  );
const day = (text: string): Date => new Date(`${text}T02:00:00Z`);
const standing = async (of: Pick<Park, '_id' | 'isChemical'> = world.park, now = fixedNow) => {
  const found = (await facilityStandings([of], now)).get(of._id);
  if (found === undefined) throw new Error('no standing');
  return found;
};
const missing = async (of?: Pick<Park, '_id' | 'isChemical'>) =>
  (await standing(of)).types.filter(({ isMissing }) => isMissing).map(({ label }) => label);

describe('who may do what', () => {
  const PARK: readonly WorldActor[] = ['parkOfficer'];
  const ALL: readonly FacilityStatus[] = ['usable', 'faulty', 'planned', 'absent', 'not-needed'];
  /** From the table of parks: the register is the park's, bodies read it and may not agree that none is needed. */
  const MAY: Readonly<Record<Exclude<FacilityAction, 'enter' | 'enter-planned' | 'enter-waived'>, FacilityStatus[]>> = {
    test: ['usable', 'faulty'],
    fault: ['usable'],
    mend: ['faulty'],
    build: ['planned', 'absent', 'not-needed'],
    plan: ['planned', 'absent', 'not-needed'],
    waive: ['planned', 'absent'],
    object: ['not-needed'],
    change: [...ALL],
    remove: [...ALL],
  };
  it('is what the table says, and no other park sees it', async () => {
    const wrong: string[] = [];
    const row = await buildFacility(world);
    for (const status of [...ALL, 'gone'] as FacilityStatus[]) {
      const one: Facility = { ...row, status };
      for (const who of Object.keys(world.actors) as WorldActor[]) {
        for (const [action, from] of Object.entries(MAY)) {
          const doers = action === 'object' ? ['regulator', 'cityRegulator'] : PARK;
          const should = from.includes(status) && (doers as string[]).includes(who);
          if (facilities.can(world.actors[who], action as keyof typeof MAY, one) !== should)
            wrong.push(`${status} ${who} ${action}`);
        }
        const sees = ['parkOfficer', 'regulator', 'cityRegulator'].includes(who);
        if (facilities.canSee(world.actors[who], one) !== sees) wrong.push(`${who} sees`);
      }
    }
    expect(wrong).toEqual([]);
    const elsewhere = personContext({ ...world.actors.parkOfficer, scope: { parkId: newId() } });
    expect(await code(facilities.get(elsewhere, row.reference))).toBe('common.not-found');
    for (const who of ['officer', 'regulator', 'administrator', 'insurer'] as const)
      expect(await code(enterFacility(as(world, who), typedFacility({ name: '别处' })))).toBe('common.not-allowed');
  });
});

describe('what a park has and lacks', () => {
  it('lists every required facility of a new park as absent, not as blank, and more of a chemical one', async () => {
    const plain = await missing();
    expect(plain).toEqual([
      ...['停车场', '消防站', '消防水源', '消防车通道', '医疗救护站', '应急响应中心', '应急物资', '应急救援通道'],
      '安全防护距离',
    ]);
    expect((await standing()).gaps).toBe(plain.length);
    const chemical = await missing({ _id: newId(), isChemical: true });
    expect(chemical.filter((label) => !plain.includes(label))).toEqual([
      ...['突发水污染三级防控', '周边土地规划安全控制线', '危化品车辆专用停车场', '化工安全技能实训基地'],
    ]);
  });

  it('counts one gap less once it stands there usable, and one more for each that breaks', async () => {
    const before = (await standing()).gaps;
    const { reference } = await buildFacility(world);
    await buildFacility(world, { name: '西门消火栓' });
    expect((await standing()).gaps).toBe(before - 1);
    await reportFault(park(), { reference, reason: '没有水' });
    expect((await standing()).gaps).toBe(before);
    await mendFacility(park(), { reference, note: '换了阀门' });
    expect((await standing()).gaps).toBe(before - 1);
  });

  it('makes a gap of a planned one past its date by itself, and lists it among the gaps', async () => {
    const planned = { kind: 'planned', type: 'fire-station', name: '消防站', plannedOn: '2026-12-31' } as const;
    const { reference } = await enterFacility(park(), planned);
    const gaps = async (now: Date) => ({
      counted: (await standing(world.park, now)).gaps,
      listed: (await facilities.find(park(now), { isGap: true })).rows.map((row) => row.reference),
    });
    const before = await gaps(day('2026-12-31'));
    const after = await gaps(day('2027-01-01'));
    expect([before.listed, after.listed]).toEqual([[], [reference]]);
    expect(after.counted).toBe(before.counted + 1);
    const owed = (await findToDos(park())).rows.find((row) => row.reference === reference);
    expect(owed?.dueAt.toISOString()).toBe('2026-12-31T15:59:59.999Z');
    await planFacility(park(), { reference, plannedOn: '2027-06-30' });
    expect((await gaps(day('2027-01-01'))).listed).toEqual([]);
  });

  it('that cannot be read takes the book of the park from nobody, and is marked in it', async () => {
    const built = await buildFacilities(world);
    const before = await standing();
    await mongoose.connection
      .collection('facilities')
      .updateOne(
        { reference: built.usable },
        { $set: { createdAt: 'x' }, $unset: { lastTestedOn: 1, inServiceOn: 1 } },
      );
    const after = await standing();
    expect([before.unread, after.unread.map(({ reference }) => reference)]).toEqual([[], [built.usable]]);
  });

  it('asks for a reason where none is needed, keeps by whom, tells the body, and takes a no', async () => {
    const waived = { kind: 'not-needed', type: 'medical' } as const;
    expect(await fieldsOf(enterFacility(park(), waived))).toEqual({ reason: '请写明为什么不需要' });
    const before = (await standing()).gaps;
    const { reference, waivedBy } = await enterFacility(park(), { ...waived, reason: '县医院在园区门口' });
    expect(waivedBy).toBe(world.actors.parkOfficer.personId);
    expect((await standing()).gaps).toBe(before - 1);
    expect((await objectToWaiver(as(world, 'regulator'), { reference, reason: '距离超过五公里' })).status).toBe(
      'absent',
    );
    expect((await standing()).gaps).toBe(before);
    expect((await waiveFacility(park(), { reference, reason: '已签委托协议' })).status).toBe('not-needed');
    expect((await build(park(), { reference, inServiceOn: '2026-11-01' })).status).toBe('usable');
    await removeFacility(park(), { reference, reason: '搬走了' });
    expect(await missing()).toContain('医疗救护站');
  });
});

describe('tests', () => {
  it('fall due by the months of the rule after the last one, and a failed one breaks it', async () => {
    const { reference } = await buildFacility(world);
    const due = async () =>
      (await findToDos(park())).rows.filter((row) => row.reference === reference).map((row) => row.dueAt.toISOString());
    expect(await due()).toEqual(['2027-04-01T15:59:59.999Z']);
    await testFacility(park(), { reference, testedOn: '2026-11-20', result: 'passed' });
    expect(await due()).toEqual(['2027-05-20T15:59:59.999Z']);
    expect((await standing(world.park, day('2027-05-21'))).untested).toBe(1);
    const failed = await testFacility(park(), {
      reference,
      testedOn: '2026-11-24',
      result: 'failed',
      note: '压力不够',
    });
    expect([failed.status, failed.reason]).toEqual(['faulty', '压力不够']);
    expect(await due()).toEqual(['2026-12-01T15:59:59.999Z']);
    expect(await fieldsOf(testFacility(park(), { reference, testedOn: '2026-11-25', result: 'passed' }))).toEqual({
      testedOn: '这一天还没有到，请核对',
    });
    expect((await testFacility(park(), { reference, testedOn: '2026-11-24', result: 'passed' })).status).toBe('usable');
  });
});

describe('what is typed', () => {
  it('is refused at its field', async () => {
    const refused = async (more: object) => fieldsOf(buildFacility(world, more));
    expect(await refused({ at: '22.708130，110.354210' })).toEqual({
      at: '坐标写成“经度，纬度”，例如：110.354210，22.708130',
    });
    expect(await refused({ inServiceOn: '' })).toEqual({ inServiceOn: '请选择投用日期' });
    expect(await refused({ kind: 'planned', name: '' })).toEqual({
      name: '请填写设施名称',
      plannedOn: '请选择计划建成的日期',
    });
    expect(await refused({ lastTestedOn: '2023-01-01' })).toEqual({ lastTestedOn: '上次检测不会早于投用，请核对' });
  });

  it('is one row however often and however many at once', async () => {
    const made = await Promise.allSettled(Array.from({ length: 5 }, () => buildFacility(world)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await mongoose.connection.collection('facilities').countDocuments()).toBe(1);
    const other = await buildFacility(world, { name: '南门消火栓' });
    const renamed = changeFacility(park(), { reference: other.reference, name: '东门消火栓' });
    expect(await fieldsOf(renamed)).toEqual({ name: '这个园区已经登记了同名的这种设施' });
    const changed = await changeFacility(park(), { reference: other.reference, name: '南门二号消火栓' });
    expect([changed.at, changed.capacity]).toEqual([undefined, undefined]);
  });
});

describe('a table', () => {
  async function tableOf(
    rows: readonly Partial<Record<(typeof FACILITY_COLUMNS)[number]['code'], ExcelJS.CellValue>>[],
  ) {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('设施');
    sheet.addRow(FACILITY_COLUMNS.map(({ label }) => label));
    for (const row of rows) sheet.addRow(FACILITY_COLUMNS.map(({ code: column }) => row[column] ?? ''));
    return Buffer.from(await book.xlsx.writeBuffer());
  }
  const row = { type: '消防水源', name: '一号消火栓', kind: '已经建好', inServiceOn: '2024-05-01' };

  it('enters what is right, tells what is not by row and column, and is one however often it comes', async () => {
    const rows = [
      row,
      { ...row, type: '喷泉', name: '二号消火栓' },
      { ...row, name: '三号消火栓', inServiceOn: '' },
      { type: '公共管廊', name: '公共管廊', kind: '不需要', reason: '没有共用管道' },
      { type: '消防站', name: '消防站', kind: '计划建', plannedOn: '2027-06-30' },
    ];
    const bytes = await tableOf(rows);
    const first = await importFacilities(park(), bytes);
    expect(first).toEqual({
      entered: 3,
      there: 0,
      refused: [
        { number: 3, why: '种类：请选择哪一种设施' },
        { number: 4, why: '投用日期：请选择投用日期' },
      ],
    });
    expect(await importFacilities(park(), bytes)).toMatchObject({ entered: 0, there: 3 });
    const statuses = await mongoose.connection.collection('facilities').find().sort({ _id: 1 }).toArray();
    expect(statuses.map(({ name, status }) => `${name} ${status}`)).toEqual([
      ...['一号消火栓 usable', '公共管廊 not-needed', '消防站 planned'],
    ]);
  });

  it('does not take a formula that came to nothing for words, nor half a name for the first that begins so', async () => {
    const failed = { formula: '1/0', result: { error: '#DIV/0!' } } as ExcelJS.CellValue;
    const link = { text: { richText: [{ text: '五号' }, { text: '消火栓' }] }, hyperlink: 'http://a.example' };
    const answer = await importFacilities(
      park(),
      await tableOf([
        { ...row, name: failed, inServiceOn: { error: '#N/A' } },
        { ...row, type: '消防', name: '三号消火栓' },
        { ...row, type: '消防水', name: { formula: 'A1&"号消火栓"', result: '四号消火栓' } },
        { ...row, name: link as unknown as ExcelJS.CellValue },
      ]),
    );
    expect(answer).toEqual({
      entered: 2,
      there: 0,
      refused: [
        {
          number: 2,
          why: '名称：公式没有算出结果（#DIV/0!），请写上内容；投用日期：公式没有算出结果（#N/A），请写上内容',
        },
        { number: 3, why: '种类：请选择哪一种设施' },
      ],
    });
    const names = await mongoose.connection.collection('facilities').distinct('name');
    expect(names.toSorted()).toEqual(['五号消火栓', '四号消火栓']);
  });

  it('is refused whole when it is none, too long, or not a park officer’s', async () => {
    const answer = (bytes: Buffer) => fieldsOf(importFacilities(park(), bytes));
    expect(await answer(Buffer.from('类型,名称'))).toEqual({ table: '文件读不出来，请用模板另存为 xlsx 再传' });
    const long = await tableOf(Array.from({ length: 301 }, (_, n) => ({ ...row, name: `${n}号消火栓` })));
    expect(await answer(long)).toEqual({ table: '一张表最多 300 行，这张有 301 行，请分开传' });
    expect(await code(importFacilities(as(world, 'officer'), await tableOf([row])))).toBe('common.not-allowed');
  });
});
