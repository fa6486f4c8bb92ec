import { dayCell, putInWords, type Question } from '#domain/engine';
import { enterpriseName, parkName } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import { formatDay, formatDays, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { applyForPass, approvePass, askCore, confirmCore, issuePass, refusePass, revokePass } from './pass.commands.ts';
import type { Pass } from './pass.model.ts';
import { PASS_KINDS, type PassKind, passKindLabel, ZONES, zoneLabel } from './pass.rules.ts';
import { passes } from './pass.ts';

const CARRIES: readonly string[] = ['hazchem', 'material'];
const only = (isAsked: (kind: string) => boolean, label: string, kind: 'text' | 'date', hint?: string) => ({
  of: (one: string) => (isAsked(one) ? { label, kind, ...(hint === undefined ? {} : { hint }) } : undefined),
});

const FIELDS: readonly Question<string>[] = [
  { name: 'holder', label: '来的人或司机姓名', kind: 'text' },
  {
    name: 'plate',
    of: (kind) => ({
      label: CARRIES.includes(kind) ? '车牌' : '车牌（不开车不用填）',
      kind: 'text',
      hint: '例如：桂A12345。',
    }),
  },
  {
    name: 'company',
    of: (kind) => ({ label: kind === 'contractor' ? '承包单位' : '哪个单位（可以不填）', kind: 'text' }),
  },
  { name: 'purpose', label: '来做什么', kind: 'text' },
  { name: 'zone', label: '到哪个区', kind: 'select', options: ZONES, hint: '进核心控制区，每次还要另外授权。' },
  { name: 'startsOn', label: '哪天开始', kind: 'date' },
  { name: 'endsOn', label: '哪天结束', kind: 'date' },
  {
    name: 'cardUntil',
    ...only(
      (kind) => ['contractor', 'hazchem'].includes(kind),
      '上岗证或从业资格证有效期到',
      'date',
      '在卡口当天核对，过期不能进。',
    ),
  },
  { name: 'contractUntil', ...only((kind) => kind === 'contractor', '安全协议有效期到', 'date') },
  { name: 'insuranceUntil', ...only((kind) => kind === 'hazchem', '承运人责任险有效期到', 'date') },
  { name: 'goods', ...only((kind) => CARRIES.includes(kind), '品名', 'text', '和运单上写的一样，例如：乙醇。') },
  { name: 'un', ...only((kind) => kind === 'hazchem', 'UN 编号', 'text', '例如：1170。') },
  { name: 'tonnes', ...only((kind) => CARRIES.includes(kind), '多少吨', 'text') },
  { name: 'waybill', ...only((kind) => CARRIES.includes(kind), '运单号', 'text') },
];
const daysOf = ({ startsOn, endsOn }: Pass): string => formatDays(startsOn, endsOn);
const until = (day: string | undefined): string => (day === undefined ? '' : formatDay(day));

async function handOf({ status, enterpriseId, parkId, endsOn }: Pass): Promise<{ holder: string; next: string }> {
  switch (status) {
    case 'applied':
      return { holder: await enterpriseName(enterpriseId), next: '接待企业同意或退回' };
    case 'host-approved':
      return { holder: parkId === undefined ? '' : await parkName(parkId), next: '园区签发或退回' };
    case 'issued':
      return { holder: '持证人', next: `${formatDay(endsOn)}前凭编号或二维码过卡口；证件、合同、保险当天核对` };
    default:
      return { holder: '', next: '不能再用，要来请重新申请' };
  }
}

/** What stands of a core entry. */
function coreOf({ coreOn, coreConfirmedBy, coreWhy = '' }: Pass): string {
  if (coreOn === undefined) return '';
  return `${formatDay(coreOn)}进一次（${coreWhy}），${coreConfirmedBy === undefined ? '等园区确认' : '两人已批准'}`;
}

export const passesInWords = putInWords(passes, {
  lead: '进园区的人、车和物料，先由企业同意，再由园区签发。',
  quick: [
    ['全部', {}],
    ['待企业同意', { status: 'applied' }],
    ['待园区签发', { status: 'host-approved' }],
    ['已签发', { status: 'issued' }],
    ...PASS_KINDS.map(({ code, label }) => [label, { kind: code }] as const),
  ],
  choices: { kind: PASS_KINDS },
  none: '还没有通行证。有人、车、货要进园区，先申请一张。',
  meta: async (pass) => [await enterpriseName(pass.enterpriseId), daysOf(pass), zoneLabel(pass.zone)].join(' · '),
  tags: ({ status, endsOn }, now) =>
    status === 'issued' && endsOn < localDate(now) ? [{ label: '过了最后一天', tone: 'bad', icon: 'clock' }] : [],
  standing: async (pass) => ({ ...(await handOf(pass)), said: [{ label: '理由', value: pass.reason ?? '' }] }),
  facts: async (pass) => [
    { label: '种类', value: passKindLabel(pass.kind) },
    { label: '来的人或司机', value: pass.holder },
    { label: '车牌', value: pass.plate ?? '' },
    { label: '单位', value: pass.company ?? '' },
    { label: '接待企业', value: await enterpriseName(pass.enterpriseId) },
    { label: '来做什么', value: pass.purpose },
    { label: '到哪个区', value: zoneLabel(pass.zone) },
    { label: '日期', value: daysOf(pass) },
    { label: '证件有效期到', value: until(pass.cardUntil) },
    { label: '协议有效期到', value: until(pass.contractUntil) },
    { label: '保险有效期到', value: until(pass.insuranceUntil) },
    { label: '品名', value: pass.goods ?? '' },
    { label: 'UN 编号', value: pass.un ?? '' },
    { label: '吨数', value: pass.tonnes === undefined ? '' : `${pass.tonnes}` },
    { label: '运单号', value: pass.waybill ?? '' },
    { label: '核心区授权', value: coreOf(pass) },
    { label: '园区', value: pass.parkId === undefined ? '' : await parkName(pass.parkId) },
  ],
  // A body reads the pass; it is shown by those it lets in, and by the park.
  links: async ({ actor }, { status, reference }) =>
    status === 'issued' && !actsAs(actor, 'regulator')
      ? [{ label: '出示二维码', href: paths.passCode(reference) }]
      : [],
  making: {
    roles: ['worker', 'enterprise-manager', 'safety-officer'],
    title: (kind) => `申请${passKindLabel(kind as PassKind)}通行证`,
    lead: () => '写清谁来、来做什么、到哪个区。证件、合同和保险在卡口当天核对。',
    submit: '申请通行证',
    sorts: { title: '申请哪一种通行证？', of: PASS_KINDS },
    fields: FIELDS,
    values: (_kind, now) => ({ startsOn: localDate(now), endsOn: localDate(now), zone: 'general' }),
    run: applyForPass,
  },
  doers: ['enterprise-manager', 'safety-officer', 'park-officer'],
  steps: {
    apply: 'made',
    visit: 'elsewhere',
    approve: { run: approvePass },
    issue: { run: issuePass },
    refuse: {
      lead: () => '申请人会收到您写的理由。',
      fields: [{ name: 'reason', label: '理由', kind: 'area', hint: '例如：日期和检修计划对不上。' }],
      isDanger: true,
      run: refusePass,
    },
    'ask-core': {
      lead: () => '核心控制区一人一次授权：企业提出，园区另一人确认，当天进一次。',
      fields: [
        { name: 'coreOn', label: '哪天进', kind: 'date' },
        { name: 'coreWhy', label: '进去做什么', kind: 'text' },
      ],
      values: (_pass, now) => ({ coreOn: localDate(now) }),
      run: askCore,
    },
    'confirm-core': {
      lead: (pass) => coreOf(pass),
      run: confirmCore,
    },
    revoke: {
      lead: () => '吊销后卡口马上不放行；人或车还在园里的，照样可以出。',
      fields: [{ name: 'reason', label: '为什么吊销', kind: 'area' }],
      isDanger: true,
      run: revokePass,
    },
    expire: 'elsewhere',
  },
  place: { icon: 'id-badge', group: 'park', words: '通行证 卡口 车辆 来访 门禁' },
  sheet: {
    kind: 'passes',
    name: '通行证清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '种类', width: 14, cell: ({ kind }) => passKindLabel(kind) },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(passes.lifecycle, status).label },
      { header: '接待企业', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '来的人或司机', width: 16, cell: ({ holder }) => holder },
      { header: '车牌', width: 12, cell: ({ plate = '' }) => plate },
      { header: '来做什么', width: 40, cell: ({ purpose }) => purpose },
      { header: '到哪个区', width: 14, cell: ({ zone }) => zoneLabel(zone) },
      { header: '开始', width: 12, cell: ({ startsOn }) => dayCell(startsOn) },
      { header: '结束', width: 12, cell: ({ endsOn }) => dayCell(endsOn) },
      { header: '品名', width: 16, cell: ({ goods = '' }) => goods },
      { header: '运单号', width: 22, cell: ({ waybill = '' }) => waybill },
    ],
  },
});
