import { dayCell, putInWords, type Question } from '#domain/engine';
import { bodyName, parkName, recallPark } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { ENTRIES, type EntryKind } from './facility.acts.ts';
import {
  buildFacility,
  changeFacility,
  enterFacility,
  mendFacility,
  objectToWaiver,
  planFacility,
  removeFacility,
  reportFault,
  testFacility,
  waiveFacility,
} from './facility.commands.ts';
import type { Facility, Point } from './facility.model.ts';
import { FACILITY_TYPES, facilityTerms, facilityTypeLabel, requiredTypes } from './facility.rules.ts';
import { facilities, isGapOn, testDueOn } from './facility.ts';

export const RESULTS = [
  { code: 'passed', label: '合格' },
  { code: 'failed', label: '不合格' },
] as const;

const asDay = (day: LocalDate | undefined): string => (day === undefined ? '' : formatYearDay(day));
/** A point as people copy it. */
export const pointText = (at: Point | undefined): string =>
  at === undefined ? '' : `${at.lon.toFixed(6)}，${at.lat.toFixed(6)}`;

/** Types of the officer's park, those it must have marked. */
async function typeOptions({ actor, now }: Context) {
  const parkId = actor.kind === 'person' ? actor.scope.parkId : undefined;
  const park = parkId === undefined ? undefined : await recallPark(parkId);
  const required: readonly string[] = requiredTypes(park?.isChemical ?? false, now);
  return FACILITY_TYPES.map(({ code, label }) => ({
    code,
    label: required.includes(code) ? `${label}（要有）` : label,
  }));
}

const DESCRIBED: readonly Question<never>[] = [
  {
    name: 'at',
    label: '坐标（可以不填）',
    kind: 'text',
    hint: '经度，纬度，例如：110.354210，22.708130。填了就画在园区图上。',
  },
  { name: 'capacity', label: '能力或规模（可以不填）', kind: 'text', hint: '例如：车位 120 个，或每秒 30 升。' },
  { name: 'basis', label: '依据（可以不填）', kind: 'text', hint: '规划、标准或报告的名称。' },
  { name: 'custodian', label: '管护单位或责任人（可以不填）', kind: 'text' },
  { name: 'custodianPhone', label: '联系电话（可以不填）', kind: 'tel' },
];
/** Not asked where nothing is there to describe. */
const unlessWaived = (question: (typeof DESCRIBED)[number]): Question<string> => ({
  name: question.name,
  of: (kind) => (kind === 'not-needed' || 'of' in question ? undefined : question),
});
const onlyOf = (
  kind: EntryKind,
  name: string,
  label: string,
  how: 'date' | 'area',
  hint?: string,
): Question<string> => ({
  name,
  of: (asked) => (asked === kind ? { label, kind: how, ...(hint === undefined ? {} : { hint }) } : undefined),
});

const FIELDS: readonly Question<string>[] = [
  {
    name: 'type',
    of: async (_kind, ctx) => ({
      label: '哪一种设施',
      kind: 'select',
      none: '请选择',
      options: await typeOptions(ctx),
    }),
  },
  {
    name: 'name',
    of: (kind) => ({
      label: kind === 'not-needed' ? '名称（可以不填）' : '设施名称',
      kind: 'text',
      hint: '例如：东门消火栓。',
    }),
  },
  onlyOf('usable', 'inServiceOn', '投用日期', 'date'),
  onlyOf('usable', 'lastTestedOn', '上次检测日期（没有检测过不用填）', 'date'),
  onlyOf('planned', 'plannedOn', '计划建成日期', 'date', '过了这天还没有建成，就算缺口。'),
  onlyOf('not-needed', 'reason', '为什么不需要', 'area', '监管部门会收到，可以不同意。'),
  ...DESCRIBED.map(unlessWaived),
];

/** Who has it and what comes next. */
async function handOf(row: Facility): Promise<{ holder: string; next: string }> {
  const holder = await parkName(row.parkId);
  const next: Readonly<Record<Facility['status'], string>> = {
    usable: `${asDay(testDueOn(row))}前检测一次`,
    faulty: `${facilityTerms(row.since).mendDays} 天内修好`,
    planned: `${asDay(row.plannedOn)}前建成投用`,
    absent: '定建成日期，或者建成投用',
    'not-needed': '不用做什么；监管部门可以不同意',
    gone: '不用做什么',
  };
  return { holder: row.isOpen ? holder : '', next: next[row.status] };
}

const shortOf = (row: Facility, now: Date): { label: string; tone: 'bad'; icon: string }[] => {
  const day = localDate(now);
  if (row.status === 'planned' && isGapOn(day, row)) return [{ label: '过了计划日期', tone: 'bad', icon: 'clock' }];
  if (row.status === 'usable' && testDueOn(row) < day) return [{ label: '检测过期', tone: 'bad', icon: 'clock' }];
  return [];
};

export const facilitiesInWords = putInWords(facilities, {
  lead: '园区的配套和安全设施。能用才算有，缺口会在园区一本账上标红。',
  quick: [
    ['全部', {}],
    ['缺口', { isGap: true }],
    ['故障', { status: 'faulty' }],
    ['计划建', { status: 'planned' }],
    ['不需要', { status: 'not-needed' }],
  ],
  choices: { type: FACILITY_TYPES },
  besides: ({ actor }) => [
    { label: '园区一本账', href: paths.parkBooks },
    ...(actsAs(actor, 'park-officer') ? [{ label: '用表格成批登记', href: paths.facilityTable }] : []),
  ],
  none: '还没有登记设施。要有哪些、还缺哪些，看园区一本账。',
  meta: async ({ parkId, custodian = '', lastTestedOn }) =>
    [
      await parkName(parkId),
      ...(custodian === '' ? [] : [custodian]),
      ...(lastTestedOn === undefined ? [] : [`上次检测 ${formatYearDay(lastTestedOn)}`]),
    ].join(' · '),
  tags: shortOf,
  standing: async (row) => ({
    ...(await handOf(row)),
    said: [{ label: row.status === 'faulty' ? '哪里坏了' : '理由', value: row.reason ?? '' }],
  }),
  facts: async (row) => [
    { label: '种类', value: facilityTypeLabel(row.type) },
    { label: '名称', value: row.name },
    { label: '能力或规模', value: row.capacity ?? '' },
    { label: '依据', value: row.basis ?? '' },
    { label: '管护', value: row.custodian ?? '' },
    { label: '联系电话', value: row.custodianPhone ?? '' },
    { label: '投用', value: asDay(row.inServiceOn) },
    { label: '上次检测', value: asDay(row.lastTestedOn) },
    { label: '下次检测', value: row.status === 'usable' ? asDay(testDueOn(row)) : '' },
    { label: '计划建成', value: asDay(row.plannedOn) },
    { label: '坐标', value: pointText(row.at) },
    { label: '园区', value: await parkName(row.parkId) },
    { label: '监管部门', value: row.bodyId === undefined ? '' : await bodyName(row.bodyId) },
  ],
  links: async (_ctx, { parkId }) => [{ label: '园区一本账', href: paths.parkBook(parkId) }],
  making: {
    roles: ['park-officer'],
    title: (kind) => `登记设施：${ENTRIES.find(({ code }) => code === kind)?.label ?? ''}`,
    submit: '登记',
    sorts: { title: '这个设施现在是什么情况？', of: ENTRIES },
    fields: FIELDS,
    run: enterFacility,
  },
  doers: ['park-officer', 'regulator'],
  steps: {
    enter: 'made',
    'enter-planned': 'elsewhere',
    'enter-waived': 'elsewhere',
    test: {
      lead: () => '不合格的记为故障，修好前算缺口。',
      fields: [
        { name: 'testedOn', label: '检测日期', kind: 'date' },
        { name: 'result', label: '结果', kind: 'radios', options: RESULTS },
        { name: 'note', label: '说明（可以不填）', kind: 'area' },
      ],
      values: (_row, now) => ({ testedOn: localDate(now) }),
      run: testFacility,
    },
    fault: {
      fields: [{ name: 'reason', label: '哪里坏了', kind: 'area', hint: '例如：没有水。' }],
      isDanger: true,
      run: reportFault,
    },
    mend: { fields: [{ name: 'note', label: '怎么修的', kind: 'area' }], run: mendFacility },
    build: {
      fields: [{ name: 'inServiceOn', label: '投用日期', kind: 'date' }],
      values: (_row, now) => ({ inServiceOn: localDate(now) }),
      run: buildFacility,
    },
    plan: {
      fields: [
        { name: 'plannedOn', label: '计划建成日期', kind: 'date' },
        { name: 'note', label: '说明（可以不填）', kind: 'area' },
      ],
      values: ({ plannedOn = '' }) => ({ plannedOn }),
      run: planFacility,
    },
    waive: {
      lead: () => '监管部门会收到理由，可以不同意。',
      fields: [{ name: 'reason', label: '为什么不需要', kind: 'area' }],
      run: waiveFacility,
    },
    object: {
      lead: () => '改为缺少，园区会收到您写的理由。',
      fields: [{ name: 'reason', label: '为什么还是要有', kind: 'area' }],
      run: objectToWaiver,
    },
    change: {
      fields: [{ name: 'name', label: '设施名称', kind: 'text' }, ...DESCRIBED],
      values: ({ name, at, capacity = '', basis = '', custodian = '', custodianPhone = '' }) => ({
        name,
        at: pointText(at),
        capacity,
        basis,
        custodian,
        custodianPhone,
      }),
      run: changeFacility,
    },
    remove: {
      lead: () => '没有别的同类设施的，会列为缺少。',
      fields: [{ name: 'reason', label: '为什么拆除', kind: 'area' }],
      isDanger: true,
      run: removeFacility,
    },
  },
  place: { icon: 'building', group: 'park', words: '消防站 消火栓 水源 通道 停车场 管廊 防护距离 缺口' },
  sheet: {
    kind: 'facilities',
    name: '园区设施清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '园区', width: 24, cell: ({ parkId }) => parkName(parkId) },
      { header: '种类', width: 20, cell: ({ type }) => facilityTypeLabel(type) },
      { header: '名称', width: 24, cell: ({ name }) => name },
      { header: '状态', width: 10, cell: ({ status }) => statusRow(facilities.lifecycle, status).label },
      { header: '能力或规模', width: 24, cell: ({ capacity = '' }) => capacity },
      { header: '依据', width: 30, cell: ({ basis = '' }) => basis },
      { header: '坐标', width: 26, cell: ({ at }) => pointText(at) },
      { header: '管护', width: 20, cell: ({ custodian = '' }) => custodian },
      { header: '联系电话', width: 16, cell: ({ custodianPhone = '' }) => custodianPhone },
      { header: '投用', width: 12, cell: ({ inServiceOn }) => (inServiceOn === undefined ? '' : dayCell(inServiceOn)) },
      {
        header: '上次检测',
        width: 12,
        cell: ({ lastTestedOn }) => (lastTestedOn === undefined ? '' : dayCell(lastTestedOn)),
      },
      {
        header: '下次检测',
        width: 12,
        cell: (row) => (row.status === 'usable' ? dayCell(testDueOn(row)) : ''),
      },
      { header: '计划建成', width: 12, cell: ({ plannedOn }) => (plannedOn === undefined ? '' : dayCell(plannedOn)) },
      { header: '理由', width: 40, cell: ({ reason = '' }) => reason },
    ],
  },
});
