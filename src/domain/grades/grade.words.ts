import { dayCell, putInWords, type Question, type Section } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { parkName } from '#domain/organisations';
import { formatYearDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { conditions } from './conditions/condition.ts';
import { assessPark, publishGrade, recheckGrade, rescorePark, returnGrade, scorePark } from './grade.commands.ts';
import type { ParkGrade } from './grade.model.ts';
import {
  effectText,
  GRADES,
  gradeByScore,
  gradeLabel,
  pointsOf,
  SHEET_ITEMS,
  type Sheet,
  totalOf,
} from './grade.rules.ts';
import { grades, sheetOf } from './grade.ts';

const SHEET: readonly Question<never>[] = SHEET_ITEMS.map(({ code, label, most }) => ({
  name: code,
  label: `${label}（满分 ${pointsOf(most)} 分）`,
  kind: 'number',
}));
const valuesOf = (sheet: Sheet): Record<string, string> =>
  Object.fromEntries(SHEET_ITEMS.map(({ code }) => [code, pointsOf(sheet[code])]));

/** Who has it, and what comes next. */
async function handOf(row: ParkGrade, now: Date): Promise<{ holder: string; next: string }> {
  const park = await parkName(row.parkId);
  switch (row.status) {
    case 'self-scored':
      return { holder: park, next: '请第三方评估，把结果填上报自治区' };
    case 'third-party':
      return { holder: '自治区', next: '复核评分，或退回重评' };
    case 'returned':
      return { holder: park, next: '按理由重新自评' };
    case 'rechecked':
      return { holder: '自治区', next: '公布后生效' };
    case 'published':
      return { holder: park, next: row.grade === undefined ? '' : effectText(row.grade, now) };
    default:
      return { holder: '', next: '已被新的等级替代，当时的决定不变' };
  }
}

const pointsIn = (sheet: Sheet | undefined, code: keyof Sheet): string =>
  sheet === undefined ? '—' : pointsOf(sheet[code]);

/** The three sheets beside each other, and the report. */
async function sectionsOf({ own, assessed, checked, fileIds = [] }: ParkGrade): Promise<Section[]> {
  const rows = SHEET_ITEMS.map(({ code, label, most }) => [
    label,
    pointsOf(most),
    pointsIn(own, code),
    pointsIn(assessed, code),
    pointsIn(checked, code),
  ]);
  const sum = (sheet: Sheet | undefined): string => (sheet === undefined ? '—' : pointsOf(totalOf(sheet)));
  const total = [
    '合计',
    pointsOf(SHEET_ITEMS.reduce((all, { most }) => all + most, 0)),
    sum(own),
    sum(assessed),
    sum(checked),
  ];
  const files = await linksToFiles(fileIds);
  return [
    { title: '评分', table: { heads: ['大类', '满分', '自评', '第三方', '复核'], rows: [...rows, total] } },
    ...(files.length === 0 ? [] : [{ title: '评估报告', entries: [{ files }] }]),
  ];
}

export const gradesInWords = putInWords(grades, {
  lead: '化工园区的安全风险等级：园区自评，第三方评估，自治区复核后公布。',
  quick: [
    ['全部', {}],
    ['没办完或有效', { isOpen: true }],
    ['待自治区复核', { status: 'third-party' }],
    ['待公布', { status: 'rechecked' }],
    ...GRADES.map(({ code }) => [`${code}级`, { grade: code }] as const),
  ],
  choices: { grade: GRADES },
  besides: [{ label: '十有两禁', href: conditions.path }],
  none: '还没有评定过等级。化工园区从自评打分开始。',
  meta: async (row) => [await parkName(row.parkId), `${pointsOf(totalOf(sheetOf(row)))} 分`].join(' · '),
  standing: async (row, { now }) => ({
    ...(await handOf(row, now)),
    said: [{ label: '退回理由', value: row.reason ?? '' }],
  }),
  facts: async (row, { now }) => [
    { label: '园区', value: await parkName(row.parkId) },
    { label: '总分', value: `${pointsOf(totalOf(sheetOf(row)))} 分` },
    {
      label: row.grade === undefined ? '按分数是' : '等级',
      value: gradeLabel(row.grade ?? gradeByScore(totalOf(sheetOf(row)), localDate(now))),
    },
    {
      label: '直接判定',
      value:
        row.override === undefined
          ? ''
          : `${gradeLabel(row.override.grade)}：${row.override.item}。${row.override.reason}`,
    },
    { label: '评估机构', value: row.assessor ?? '' },
    { label: '报告编号', value: row.reportNumber ?? '' },
    { label: '公布文号', value: row.documentNumber ?? '' },
    { label: '公布日期', value: row.publishedOn === undefined ? '' : formatYearDay(row.publishedOn) },
  ],
  sections: (_, row) => sectionsOf(row),
  links: async (_, { reference }) => [{ label: '差在哪里，掉级会停什么', href: paths.gradeWorkbench(reference) }],
  making: {
    roles: ['park-officer'],
    title: () => '自评打分',
    lead: () => '按评分表逐类打分，可以有一位小数。等级以自治区公布的为准。',
    submit: '保存自评',
    fields: SHEET,
    run: scorePark,
  },
  doers: ['park-officer', 'regulator'],
  steps: {
    score: 'made',
    rescore: { fields: SHEET, values: ({ own }) => valuesOf(own), run: rescorePark },
    assess: {
      lead: () => '填写第三方的评分，附上评估报告，报自治区复核。',
      submit: '报自治区复核',
      fields: [
        { name: 'assessor', label: '评估机构', kind: 'text' },
        { name: 'reportNumber', label: '报告编号', kind: 'text' },
        ...SHEET,
        { name: 'photos', label: '评估报告', kind: 'uploads' },
      ],
      values: ({ own, assessor = '', reportNumber = '' }) => ({ ...valuesOf(own), assessor, reportNumber }),
      run: assessPark,
    },
    return: {
      fields: [{ name: 'reason', label: '理由', kind: 'area' }],
      isDanger: true,
      run: returnGrade,
    },
    recheck: {
      lead: () => '核对各类得分。有直接判定情形的写明哪一条和理由，不按分数定级。',
      fields: [
        ...SHEET,
        { name: 'overrideGrade', label: '直接判定等级', kind: 'select', none: '按分数', options: GRADES },
        { name: 'overrideItem', label: '哪一条直接判定情形（按分数的不填）', kind: 'text' },
        { name: 'overrideReason', label: '直接判定的理由（按分数的不填）', kind: 'area' },
      ],
      values: (row) => ({
        ...valuesOf(sheetOf(row)),
        overrideGrade: row.override?.grade ?? '',
        overrideItem: row.override?.item ?? '',
        overrideReason: row.override?.reason ?? '',
      }),
      run: recheckGrade,
    },
    publish: {
      lead: (row) =>
        `公布后当天生效，园区在建以前的项目按新等级重新把关。按现在的评分是${gradeLabel(row.override?.grade ?? gradeByScore(totalOf(sheetOf(row)), localDate(row.since)))}。`,
      fields: [{ name: 'documentNumber', label: '公布文号', kind: 'text' }],
      run: publishGrade,
    },
    supersede: 'elsewhere',
  },
  place: { icon: 'stairs', group: 'park', words: '化工园区 等级 A级 B级 C级 D级 评分' },
  sheet: {
    kind: 'park-grades',
    name: '化工园区等级清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '园区', width: 34, cell: ({ parkId }) => parkName(parkId) },
      { header: '状态', width: 14, cell: ({ status }) => statusRow(grades.lifecycle, status).label },
      { header: '等级', width: 20, cell: ({ grade }) => (grade === undefined ? '' : gradeLabel(grade)) },
      { header: '总分', width: 8, cell: (row) => totalOf(sheetOf(row)) / 10 },
      { header: '直接判定', width: 30, cell: ({ override }) => override?.item ?? '' },
      { header: '评估机构', width: 30, cell: ({ assessor = '' }) => assessor },
      { header: '公布文号', width: 24, cell: ({ documentNumber = '' }) => documentNumber },
      {
        header: '公布日期',
        width: 12,
        cell: ({ publishedOn }) => (publishedOn === undefined ? '' : dayCell(publishedOn)),
      },
    ],
  },
});
