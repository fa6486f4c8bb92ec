import { dayCell, type Fact, putInWords, type Question, timeCell } from '#domain/engine';
import { personName } from '#domain/identity';
import { bodyName, enterpriseName } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, formatClock, formatDateTime, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { paths } from '#kernel/paths';
import {
  announceInspection,
  approveInspection,
  cancelInspection,
  closeInspection,
  declineInspection,
  findBeside,
  makeUpInspection,
  proposeInspection,
  recordInspection,
  refuseInspection,
  startInspection,
  tellInspection,
} from './inspection.commands.ts';
import { INSPECTION_KINDS, INSPECTION_STATUSES, type Inspection } from './inspection.model.ts';
import { causesOn, EMERGENCY, groundsOn, inspectionTerms, itemsOn, rightsOn } from './inspection.rules.ts';
import { finishDue, inspections, itemsText, makeUpDue } from './inspection.ts';

const ARRIVALS = [
  { code: 'scanned', label: '扫码入企' },
  { code: 'papers', label: '扫不了码，出示了执法证件' },
] as const;
const SIGNINGS = [
  { code: 'signed', label: '签了字' },
  { code: 'refused', label: '没有签字' },
] as const;
const causeLabel = ({ cause, createdAt }: Inspection): string => labelIn(causesOn(localDate(createdAt)), cause);
const groundLabel = ({ ground = '', since }: Inspection): string => labelIn(groundsOn(localDate(since)), ground);

async function handOf(row: Inspection) {
  const { status, bodyId, visitAt, isUnannounced } = row;
  const holder = await bodyName(bodyId);
  const until = formatDateTime(finishDue(row));
  switch (status) {
    case 'proposed':
      return { holder, next: `负责人在 ${formatDateTime(visitAt)} 以前批准；提出的人不能自己批准` };
    case 'approved':
      return { holder, next: isUnannounced ? '不先通知，到了企业亮明身份再开始' : '通知企业，再去检查' };
    case 'announced':
      return { holder, next: `${formatDateTime(visitAt)} 检查` };
    case 'started':
      return { holder, next: `${until} 以前写好检查记录，请企业签字` };
    case 'refused':
      return { holder, next: '补齐手续再查，或者依法处理后办结' };
    case 'recorded':
      return { holder, next: `${until} 以前把结果告知企业` };
    case 'told':
      return { holder, next: `${until} 以前办结` };
    default:
      return { holder: '', next: '已经办结' };
  }
}

/** What is for bodies alone: what brought it on, why, and who else comes. */
async function bodiesOnly(row: Inspection): Promise<Fact[]> {
  const beside = await Promise.all(
    (await findBeside(row)).map(async ({ reference, bodyId, visitAt, status }) =>
      [await bodyName(bodyId), formatDateTime(visitAt), reference, labelIn(INSPECTION_STATUSES, status)].join(' '),
    ),
  );
  return [
    {
      label: `别的部门前后 ${inspectionTerms(row.visitAt).besideDays} 天也查这家企业，请商量合成一次`,
      value: beside.join('；'),
    },
    { label: '种类', value: causeLabel(row) },
    { label: '为什么查', value: row.why },
    { label: '为什么不能书面核查', value: row.whyOnSite ?? '' },
    { label: '这个月再查的理由', value: row.whyOften ?? '' },
    { label: '占不占全年次数', value: row.slots.length > 0 ? '占' : '不占' },
    { label: '要不要先通知', value: row.isUnannounced ? '不先通知企业' : '先通知企业' },
    { label: '提出', value: `${await personName(row.proposedBy)} · ${formatDateTime(row.createdAt)}` },
  ];
}

const isPlanned = (kind: string): boolean => kind !== 'urgent';
const head = { name: 'head', label: '哪位负责人作的决定（姓名和职务）', kind: 'text' } as const;
const questions: readonly Question<string>[] = [
  { name: 'creditCode', label: '查哪家企业（统一社会信用代码）', kind: 'text' },
  {
    name: 'cause',
    of: (kind, { now }) =>
      isPlanned(kind)
        ? {
            ...{ label: '检查种类', kind: 'select', none: '请选择' },
            options: causesOn(localDate(now)).filter(({ code }) => code !== EMERGENCY),
          }
        : undefined,
  },
  {
    name: 'items',
    of: (_, { now }) => ({
      ...{ label: '查什么（公布的检查事项）', kind: 'checks' },
      options: itemsOn(localDate(now)).map(({ code, label }) => ({ code, label })),
    }),
  },
  { name: 'why', label: '为什么查', kind: 'area', rows: 3, hint: '只有监管部门看得到。' },
  {
    name: 'whyOnSite',
    of: (kind) =>
      kind === 'on-site' ? { label: '为什么不能书面核查', kind: 'area', rows: 2, hint: '企业看不到。' } : undefined,
  },
  {
    name: 'whyOften',
    of: (kind, { now }) =>
      kind === 'on-site'
        ? { label: `这家企业一个月内第 ${inspectionTerms(now).oftenFrom} 次起，为什么还要查`, kind: 'area', rows: 2 }
        : undefined,
  },
  {
    name: 'isUnannounced',
    of: (kind) =>
      kind === 'on-site'
        ? {
            ...{ label: '要不要先通知企业', kind: 'radios', hint: '不先通知的，开始以前企业看不到。' },
            options: [
              { code: 'no', label: '先通知' },
              { code: 'yes', label: '不先通知' },
            ],
          }
        : undefined,
  },
  {
    name: 'people',
    of: (_, { now }) => ({
      ...{ label: `谁去查，至少 ${inspectionTerms(now).leastPeople} 人，一行一人`, kind: 'area', rows: 3 },
      hint: '写成：姓名 执法证号。',
    }),
  },
  { name: 'experts', label: '专家（没有就不填）', kind: 'text', hint: '专家只提意见，没有执法权。' },
  { name: 'visitOn', of: (kind) => ({ label: isPlanned(kind) ? '哪天去查' : '哪天开始查的', kind: 'date' }) },
  {
    name: 'visitTime',
    of: (kind) => ({ label: isPlanned(kind) ? '几点' : '几点开始查的', kind: 'text', hint: '例如：08:30。' }),
  },
];

const lastLines = async (row: Inspection, ctx: Context): Promise<Fact[]> => [
  { label: '批准的负责人', value: row.head ?? '' },
  {
    label: '开始',
    value:
      row.startedAt === undefined ? '' : `${formatDateTime(row.startedAt)} ${labelIn(ARRIVALS, row.arrival ?? '')}`,
  },
  { label: '看到什么', value: row.findings ?? '' },
  { label: '查出的隐患', value: row.hazards.join('、') },
  {
    label: '企业签字',
    value: row.signing === undefined ? '' : [labelIn(SIGNINGS, row.signing), row.signNote ?? ''].join(' ').trim(),
  },
  { label: '告知企业', value: row.notice ?? '' },
  { label: '最后怎么处理', value: row.outcome ?? '' },
  { label: '部门', value: await bodyName(row.bodyId) },
  ...(actsAs(ctx.actor, 'regulator') ? await bodiesOnly(row) : []),
];

export const inspectionsInWords = putInWords(inspections, {
  lead: '到企业检查或者书面核查：先批准，再去查；亮明身份，有记录，有结果。',
  quick: [
    ['全部', {}],
    ['没办结', { isOpen: true }],
    ['等批准', { status: 'proposed' }],
    ['正在检查', { status: 'started' }],
    ['企业拒绝', { status: 'refused' }],
  ],
  besides: ({ actor }) =>
    actsAs(actor, 'regulator') ? [{ label: '不占次数的', href: `${paths.inspections}?exempt=1` }] : [],
  none: '没有检查。',
  meta: async ({ firmId, bodyId, visitAt }) =>
    [await enterpriseName(firmId), await bodyName(bodyId), formatDateTime(visitAt)].join(' · '),
  tags: ({ kind }) => (kind === 'urgent' ? [{ label: '紧急', tone: 'waiting' }] : []),
  standing: async (row) => ({
    ...(await handOf(row)),
    said: [
      { label: '因为什么拒绝', value: row.ground === undefined ? '' : groundLabel(row) },
      { label: '说明', value: row.reason ?? '' },
    ],
  }),
  facts: async (row, ctx) => [
    { label: '企业', value: await enterpriseName(row.firmId) },
    { label: '怎么查', value: labelIn(INSPECTION_KINDS, row.kind) },
    { label: '查什么', value: itemsText(row) },
    { label: '时间', value: formatDateTime(row.visitAt) },
    { label: '执法人员', value: row.people.map(({ name, certificate }) => `${name}（${certificate}）`).join('、') },
    { label: '专家', value: row.experts ?? '' },
    ...(await lastLines(row, ctx)),
    { label: '企业的权利', value: rightsOn(localDate(row.createdAt)).join('；') },
  ],
  brief: async (row) => [
    { label: '企业', value: await enterpriseName(row.firmId) },
    { label: '查什么', value: itemsText(row) },
    { label: '时间', value: formatDateTime(row.visitAt) },
  ],
  making: {
    roles: ['regulator'],
    title: (kind) => labelIn(INSPECTION_KINDS, kind),
    lead: (kind) =>
      kind === 'urgent' ? '正在查的先登记，企业马上看得到；请负责人马上补批。' : '负责人批准以后才能去查。',
    submit: '报负责人',
    sorts: { title: '怎么查？', of: INSPECTION_KINDS },
    fields: questions,
    values: (kind, now) =>
      isPlanned(kind)
        ? { visitOn: addDays(localDate(now), 1), isUnannounced: 'no' }
        : { visitOn: localDate(now), visitTime: formatClock(now) },
    run: proposeInspection,
  },
  doers: ['regulator'],
  steps: {
    propose: 'made',
    'start-urgent': 'elsewhere',
    approve: { lead: () => '批准以后才能去查。', fields: [head], run: approveInspection },
    decline: {
      fields: [head, { name: 'reason', label: '理由', kind: 'area' }],
      isDanger: true,
      run: declineInspection,
    },
    announce: { lead: () => '企业会收到时间、事项、执法人员和它的权利。', run: announceInspection },
    start: {
      lead: () => '先亮明身份再开始。企业马上看得到这次检查。',
      fields: [
        { name: 'visitOn', label: '哪天开始的', kind: 'date' },
        { name: 'visitTime', label: '几点开始的', kind: 'text', hint: '例如：08:30。' },
        {
          name: 'arrival',
          of: ({ kind }) =>
            kind === 'off-site' ? undefined : { label: '怎么亮明身份', kind: 'radios', options: ARRIVALS },
        },
      ],
      values: (_, now) => ({ visitOn: localDate(now), visitTime: formatClock(now) }),
      run: startInspection,
    },
    refuse: {
      lead: () => '企业没有让查的，写明原因。手续不全的，补齐再来。',
      fields: [
        {
          name: 'ground',
          of: (_, { now }) => ({
            ...{ label: '因为什么拒绝', kind: 'select', none: '请选择' },
            options: groundsOn(localDate(now)),
          }),
        },
        { name: 'reason', label: '当时的情况', kind: 'area' },
      ],
      isDanger: true,
      run: refuseInspection,
    },
    'make-up': {
      lead: (row) => `情况紧急先查的，${formatDateTime(makeUpDue(row))} 以前补批。`,
      fields: [head],
      run: makeUpInspection,
    },
    record: {
      lead: () => '企业看得到记录。查出隐患的，先照常上报，再把编号写在这里。',
      fields: [
        { name: 'findings', label: '查了什么、看到什么', kind: 'area', rows: 5 },
        { name: 'hazards', label: '查出的隐患编号（没有就不填）', kind: 'text', hint: 'H 开头，几条用逗号隔开。' },
        { name: 'signing', label: '企业签字了没有', kind: 'radios', options: SIGNINGS },
        { name: 'signNote', label: '为什么没有签字（签了的不用填）', kind: 'text' },
      ],
      run: recordInspection,
    },
    tell: {
      lead: () => '企业会收到您写的结果。',
      fields: [{ name: 'notice', label: '结果和要企业做什么', kind: 'area', rows: 4 }],
      run: tellInspection,
    },
    close: { fields: [{ name: 'outcome', label: '最后怎么处理的', kind: 'area', rows: 3 }], run: closeInspection },
    cancel: {
      lead: () => '取消以后不占次数；已经通知企业的，企业会收到。',
      fields: [{ name: 'reason', label: '为什么取消', kind: 'area', rows: 3 }],
      isDanger: true,
      run: cancelInspection,
    },
  },
  place: {
    icon: 'clipboard-check',
    group: 'work',
    words: '行政检查 执法 入企 书面核查 双随机',
    after: paths.referrals,
  },
  sheet: {
    kind: 'inspections',
    name: '行政检查清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '状态', width: 14, cell: ({ status }) => labelIn(INSPECTION_STATUSES, status) },
      { header: '怎么查', width: 12, cell: ({ kind }) => labelIn(INSPECTION_KINDS, kind) },
      { header: '企业', width: 34, cell: ({ firmId }) => enterpriseName(firmId) },
      { header: '部门', width: 26, cell: ({ bodyId }) => bodyName(bodyId) },
      { header: '查什么', width: 40, cell: itemsText },
      { header: '执法人员', width: 30, cell: ({ people }) => people.map(({ name }) => name).join('、') },
      { header: '日期', width: 12, cell: ({ visitAt }) => dayCell(localDate(visitAt)) },
      { header: '开始时间', width: 20, cell: ({ startedAt }) => timeCell(startedAt) },
      { header: '查出的隐患', width: 30, cell: ({ hazards }) => hazards.join('、') },
    ],
  },
});
