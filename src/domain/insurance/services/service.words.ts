import { dayCell, type Fact, putInWords, type Question, type Section } from '#domain/engine';
import { findPeople, personName } from '#domain/identity';
import { bodyName, enterpriseName, insurerName } from '#domain/organisations';
import { actsAs, type Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate, formatDay, localDate } from '#kernel/dates';
import type { Option } from '#kernel/fields';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { serviceTypeLabel } from '../mustInsureRules.ts';
import { policies } from '../policies/policy.ts';
import { activityLabel, NO_ACTIVITY, programmeActivities } from '../serviceRules.ts';
import {
  acceptService,
  agreeService,
  askService,
  attendService,
  cancelService,
  deliverService,
  nameAttendees,
  refuseService,
  returnService,
  reverseService,
  settleService,
} from './service.commands.ts';
import { PURPOSES, type Service } from './service.model.ts';
import { services } from './service.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const purposeLabel = (code: string): string => labelIn(PURPOSES, code);
const SCORES: readonly Option[] = [
  { code: '5', label: '很满意' },
  { code: '4', label: '满意' },
  { code: '3', label: '一般' },
  { code: '2', label: '不满意' },
  { code: '1', label: '很不满意' },
];

/** Who has it now, and what comes next. */
async function handOf(service: Service): Promise<{ holder: string; next: string }> {
  const { status, askedBySide, attendedIds } = service;
  const [insurer, firm] = [await insurerName(service.insurerId), '企业负责人或安全管理员'];
  switch (status) {
    case 'asked':
      return { holder: askedBySide === 'firm' ? insurer : firm, next: '看过后同意或不同意。额度已经预留。' };
    case 'agreed':
      return { holder: insurer, next: `${formatDay(service.serviceOn)}服务，做完写服务记录` };
    case 'delivered':
      return { holder: firm, next: '核对服务记录，打分并选参加的员工' };
    case 'accepted':
      return attendedIds.length === 0
        ? { holder: '参加的员工', next: '员工自己确认参加了，保险机构才能结算' }
        : { holder: insurer, next: '付款给服务机构，登记凭证' };
    case 'settled':
      return { holder: '', next: '已结算' };
    case 'refused':
      return { holder: '', next: '没有同意，额度已释放' };
    case 'cancelled':
      return { holder: '', next: '已取消，额度已释放' };
    case 'reversed':
      return { holder: '', next: '结算已冲回，额度回到可用' };
  }
}

/** A worker reads what they took part in, and no sum of their firm's. */
const isWorker = ({ actor }: Context): boolean => actsAs(actor, 'worker');

const policyOptions = async (ctx: Context): Promise<Option[]> => {
  const { rows } = await policies.find(ctx, { limit: 100 });
  return rows
    .filter(({ status }) => status === 'confirmed' || status === 'ended')
    .map((policy) => ({ code: policy.reference, label: `${policy.reference}　${policies.textOf(policy)}` }));
};

const ASK: readonly Question<string>[] = [
  {
    name: 'policy',
    of: async (_, ctx) =>
      actsAs(ctx.actor, 'insurer')
        ? { label: '保单编号', kind: 'text', hint: '例如：B2026-0001。' }
        : { label: '用哪张保单', kind: 'select', none: '请选择', options: await policyOptions(ctx) },
  },
  { name: 'purpose', label: '用在哪里', kind: 'radios', options: PURPOSES },
  {
    name: 'activity',
    of: (_, { now }) => ({
      label: '做什么活动',
      kind: 'select',
      none: '请选择',
      options: [...programmeActivities(now), { code: NO_ACTIVITY, label: '都不是' }],
    }),
  },
  { name: 'what', label: '请谁做什么', kind: 'text', hint: '例如：请两名专家查一遍储罐区。' },
  { name: 'serviceOn', label: '哪天服务', kind: 'date' },
  {
    name: 'beneficiary',
    label: '给别的企业用的，填它的统一社会信用代码（自己用就空着）',
    kind: 'text',
  },
  { name: 'providerName', label: '服务机构名称', kind: 'text' },
  { name: 'providerCode', label: '服务机构的统一社会信用代码', kind: 'text' },
  { name: 'qualification', label: '服务机构资质证书编号', kind: 'text' },
  { name: 'qualifiedUntil', label: '资质有效期到哪天', kind: 'date' },
  {
    name: 'amountFen',
    label: '最多多少钱（元）',
    kind: 'yuan',
    hint: '提交时就从预防服务额度里预留；由保险机构付给服务机构。',
  },
];

const attendees: Question<Service> = {
  name: 'attendeeIds',
  of: async ({ enterpriseId }) => ({
    label: '哪些员工参加了',
    kind: 'checks',
    hint: '至少一名。他们会收到消息，自己确认参加了才能结算。',
    options: (await findPeople({ role: 'worker', enterpriseId }, 100)).map(({ _id, name }) => ({
      code: _id,
      label: name,
    })),
  }),
};
const reason = (label: string): Question<Service> => ({ name: 'reason', label, kind: 'area' });

async function recordSections(ctx: Context, service: Service): Promise<Section[]> {
  const { record, score, opinion = '', attendeeIds, attendedIds } = service;
  if (record === undefined) return [];
  const names = isWorker(ctx) ? [] : await Promise.all(attendeeIds.map(personName));
  return [
    {
      title: '服务记录',
      text: record.measures,
      entries: [
        { text: `${formatDay(record.servedOn)} · ${record.place}`, by: record.people },
        ...(record.followUp === undefined ? [] : [{ text: `回访：${record.followUp}` }]),
      ],
    },
    {
      title: '查到的隐患',
      entries: record.hazardReferences.map((reference) => ({
        files: [],
        text: reference,
        by: '已立案，由企业整改',
      })),
      none: '没有。',
    },
    ...(score === undefined
      ? []
      : [
          {
            title: '企业的评价',
            text: [SCORES.find(({ code }) => code === String(score))?.label, opinion].filter(Boolean).join('：'),
            entries: names.map((name, index) => ({
              text: name,
              tags: attendedIds.includes(attendeeIds[index] ?? '')
                ? [{ label: '本人已确认', tone: 'good' as const }]
                : [{ label: '等本人确认', tone: 'waiting' as const }],
            })),
          },
        ]),
  ];
}

const moneyFacts = (service: Service): Fact[] => [
  { label: '预留', value: yuanOf(service.amountFen) },
  { label: '结算', value: service.settledFen === undefined ? '' : yuanOf(service.settledFen) },
  { label: '凭证', value: service.voucher ?? '' },
];

export const servicesInWords = putInWords(services, {
  lead: '保险机构出钱、服务机构上门，帮企业防事故。钱由保险机构付给服务机构，不给企业现金。',
  quick: [
    ['全部', {}],
    ['没办完', { isOpen: true }],
    ['待同意', { status: 'asked' }],
    ['待确认', { status: 'delivered' }],
    ['待结算', { status: 'accepted' }],
  ],
  none: '还没有预防服务。',
  meta: async (service, ctx) =>
    [
      await enterpriseName(service.enterpriseId),
      formatDay(service.serviceOn),
      ...(isWorker(ctx) ? [] : [yuanOf(service.settledFen ?? service.amountFen)]),
    ].join(' · '),
  standing: async (service) => ({
    ...(await handOf(service)),
    said: [{ label: '说明', value: service.reason ?? '' }],
  }),
  facts: async (service, ctx) => [
    { label: '企业', value: await enterpriseName(service.enterpriseId) },
    { label: '保险机构', value: await insurerName(service.insurerId) },
    { label: '保单', value: isWorker(ctx) ? '' : service.policyReference },
    { label: '用在哪里', value: purposeLabel(service.purpose) },
    { label: '活动', value: activityLabel(service.activity, service.createdAt) },
    { label: '目录项目', value: `${service.itemCode} ${service.itemLabel}（${serviceTypeLabel(service.type)}）` },
    { label: '服务日期', value: formatDay(service.serviceOn) },
    { label: '服务机构', value: service.providerName },
    { label: '资质', value: `${service.qualification}，有效期到 ${service.qualifiedUntil}` },
    ...(isWorker(ctx) ? [] : moneyFacts(service)),
    { label: '监管部门', value: await bodyName(service.bodyId) },
  ],
  brief: async (service) => [
    { label: '企业', value: await enterpriseName(service.enterpriseId) },
    { label: '服务日期', value: formatDay(service.serviceOn) },
  ],
  sections: recordSections,
  links: async (ctx, { record, policyReference }) => [
    ...(isWorker(ctx) ? [] : [{ label: '看保单和额度', href: policies.pathOf(policyReference) }]),
    ...(actsAs(ctx.actor, ...FIRM, 'regulator')
      ? (record?.hazardReferences ?? []).map((reference) => ({ label: reference, href: paths.hazard(reference) }))
      : []),
  ],
  making: {
    roles: [...FIRM, 'insurer'],
    title: () => '申请预防服务',
    lead: () => '另一方同意后安排服务。额度够不够、合同和目录里有没有，提交时就会告诉您。',
    submit: '申请并预留额度',
    fields: ASK,
    values: (_, now) => ({ purpose: 'programme', serviceOn: localDate(now) }),
    run: askService,
  },
  doers: ['worker', ...FIRM, 'insurer'],
  steps: {
    ask: 'made',
    agree: { run: agreeService },
    refuse: { lead: () => '预留的额度会释放。', fields: [reason('为什么不同意')], isDanger: true, run: refuseService },
    deliver: {
      lead: () => '写完交企业确认，双方确认后才能结算。查到的隐患会立案，由企业整改。',
      submit: '交企业确认',
      fields: [
        { name: 'servedOn', label: '哪天去的', kind: 'date' },
        { name: 'place', label: '在哪里', kind: 'text' },
        { name: 'people', label: '谁去的', kind: 'text', hint: '例如：服务机构张三、李四。' },
        { name: 'measures', label: '做了什么', kind: 'area', rows: 5 },
        { name: 'followUp', label: '怎样回访（可以不填）', kind: 'text' },
        {
          name: 'hazards',
          label: '查到的隐患，一行一条（没有就空着）',
          kind: 'area',
          hint: '重大隐患在前面写“重大”，监管部门会收到通知。例如：重大 储罐区可燃气体报警器停用',
        },
        { name: 'photos', label: '签到、现场照片和报告（可以不传）', kind: 'photos' },
      ],
      values: ({ serviceOn, record }) => ({
        servedOn: serviceOn,
        place: record?.place ?? '',
        people: record?.people ?? '',
        measures: record?.measures ?? '',
        followUp: record?.followUp ?? '',
      }),
      photoIds: ({ photoIds }) => photoIds,
      run: deliverService,
    },
    accept: {
      lead: () => '核对服务记录属实，再确认。',
      submit: '确认服务',
      fields: [
        { name: 'score', label: '满意吗', kind: 'radios', options: SCORES },
        { name: 'opinion', label: '意见（可以不填）', kind: 'area' },
        attendees,
      ],
      values: () => ({ score: '5' }),
      run: acceptService,
    },
    return: { lead: () => '保险机构会收到您的意见，改好后再交。', fields: [reason('哪里不对')], run: returnService },
    attend: { submit: '我参加了', run: attendService },
    'name-attendees': {
      lead: () => '原来选的人没有确认的，换成真正参加的人。',
      submit: '改好了',
      fields: [attendees],
      run: nameAttendees,
    },
    settle: {
      lead: ({ amountFen }) => `最多结算预留的 ${yuanOf(amountFen)}，没有用完的会释放。`,
      submit: '结算',
      fields: [
        { name: 'amountFen', label: '实际付了多少（元）', kind: 'yuan' },
        { name: 'voucher', label: '发票或付款凭证号', kind: 'text' },
        { name: 'photos', label: '凭证照片（可以不传）', kind: 'photos' },
      ],
      values: ({ amountFen }) => ({ amountFen: String(amountFen / 100) }),
      photoIds: ({ photoIds }) => photoIds,
      run: settleService,
    },
    cancel: {
      lead: () => '预留的额度会释放，双方都会收到通知。',
      submit: '取消服务',
      fields: [reason('理由')],
      isDanger: true,
      run: cancelService,
    },
    reverse: {
      lead: () => '结算错了才冲回。原来的记录留着，另记一笔。',
      fields: [reason('为什么冲回')],
      isDanger: true,
      run: reverseService,
    },
  },
  tab: 'insurance',
  place: {
    icon: 'shield-check',
    group: 'reward',
    words: '预防费用 额度 服务 结算',
    after: policies.path,
  },
  sheet: {
    kind: 'prevention-services',
    name: '事故预防服务',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '状态', width: 14, cell: ({ status }) => statusRow(services.lifecycle, status).label },
      { header: '企业', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '保险机构', width: 34, cell: ({ insurerId }) => insurerName(insurerId) },
      { header: '保单', width: 14, cell: ({ policyReference }) => policyReference },
      { header: '用在哪里', width: 18, cell: ({ purpose }) => purposeLabel(purpose) },
      { header: '活动', width: 14, cell: ({ activity, createdAt }) => activityLabel(activity, createdAt) },
      { header: '服务日期', width: 12, cell: ({ serviceOn }) => dayCell(serviceOn) },
      { header: '服务机构', width: 30, cell: ({ providerName }) => providerName },
      { header: '预留（元）', width: 14, cell: ({ amountFen }) => amountFen / 100 },
      { header: '结算（元）', width: 14, cell: ({ settledFen }) => (settledFen === undefined ? '' : settledFen / 100) },
      { header: '凭证', width: 22, cell: ({ voucher = '' }) => voucher },
      { header: '评价', width: 8, cell: ({ score = '' }) => score },
      { header: '申请时间', width: 20, cell: ({ createdAt }) => formatDate(createdAt) },
    ],
  },
});
