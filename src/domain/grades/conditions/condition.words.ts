import { dayCell, putInWords, type Question } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { parkName } from '#domain/organisations';
import { formatYearDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { CONDITIONS, conditionLabel } from '../grade.rules.ts';
import { grades } from '../grade.ts';
import { VERDICTS } from './condition.acts.ts';
import { checkCondition, handInCondition, renewCondition } from './condition.commands.ts';
import type { Condition } from './condition.model.ts';
import { conditions } from './condition.ts';

const SHOWN: readonly Question<never>[] = [
  { name: 'evidence', label: '凭什么说达到了', kind: 'area', hint: '例如：规划批复文号、建成日期、验收单位。' },
  { name: 'until', label: '材料有效期到', kind: 'date', hint: '没有期限的不填。过期按没有达到算。' },
  { name: 'photos', label: '材料', kind: 'uploads' },
];
const NEXT: Readonly<Record<Condition['status'], string>> = {
  'handed-in': '另一个人核对材料',
  met: '到期前换新的材料',
  partly: '补齐以后重新交材料',
  unmet: '做到以后重新交材料',
  lapsed: '重新交材料，核对前按没有达到算',
};

export const conditionsInWords = putInWords(conditions, {
  lead: '化工园区的十个“有”和两个“禁”，每一条一份材料，由交材料以外的人核对。没有列出来的就是没有达到。',
  quick: [
    ['全部', {}],
    ['没有达到', { isOpen: true }],
    ['待核对', { status: 'handed-in' }],
    ['达到', { status: 'met' }],
    ['材料过期', { status: 'lapsed' }],
  ],
  choices: { code: CONDITIONS },
  besides: [{ label: '园区分级', href: grades.path }],
  none: '还没有交过材料，十二条都按没有达到算。',
  meta: async ({ parkId, until }) =>
    [await parkName(parkId), until === undefined ? '' : `${formatYearDay(until)}到期`].filter(Boolean).join(' · '),
  tags: ({ status, until }, now) =>
    (status === 'met' || status === 'partly') && until !== undefined && until < localDate(now)
      ? [{ label: '材料过期', tone: 'bad', icon: 'clock' }]
      : [],
  standing: async ({ status, parkId, note = '' }) => ({
    holder: status === 'handed-in' ? '监管部门，或园区里的另一个人' : await parkName(parkId),
    next: NEXT[status],
    said: [{ label: '核对意见', value: note }],
  }),
  facts: async ({ code, parkId, evidence, until }) => [
    { label: '哪一条', value: conditionLabel(code) },
    { label: '园区', value: await parkName(parkId) },
    { label: '依据', value: evidence },
    { label: '材料有效期到', value: until === undefined ? '' : formatYearDay(until) },
  ],
  sections: async (_, { fileIds = [] }) => {
    const files = await linksToFiles(fileIds);
    return files.length === 0 ? [] : [{ title: '材料', entries: [{ files }] }];
  },
  making: {
    roles: ['park-officer'],
    title: () => '交十有两禁的材料',
    submit: '交材料',
    fields: [{ name: 'code', label: '哪一条', kind: 'select', none: '请选择', options: CONDITIONS }, ...SHOWN],
    run: handInCondition,
  },
  doers: ['park-officer', 'regulator'],
  steps: {
    'hand-in': 'made',
    renew: {
      fields: SHOWN,
      values: ({ evidence, until = '' }) => ({ evidence, until }),
      run: renewCondition,
    },
    check: {
      fields: [
        { name: 'verdict', label: '核对结果', kind: 'radios', options: VERDICTS },
        { name: 'note', label: '差在哪里（达到的不填）', kind: 'area' },
      ],
      run: checkCondition,
    },
    lapse: 'elsewhere',
  },
  place: { icon: 'checklist', group: 'park', words: '十有两禁 材料 化工园区', after: grades.path },
  sheet: {
    kind: 'park-conditions',
    name: '十有两禁清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '园区', width: 34, cell: ({ parkId }) => parkName(parkId) },
      { header: '哪一条', width: 40, cell: ({ code }) => conditionLabel(code) },
      { header: '状态', width: 24, cell: ({ status }) => statusRow(conditions.lifecycle, status).label },
      { header: '依据', width: 60, cell: ({ evidence }) => evidence },
      { header: '有效期到', width: 12, cell: ({ until }) => (until === undefined ? '' : dayCell(until)) },
      { header: '核对意见', width: 40, cell: ({ note = '' }) => note },
    ],
  },
});
