import { dayCell, type Fact, putInWords, type Section } from '#domain/engine';
import { personName } from '#domain/identity';
import { lateWords } from '#domain/journal';
import { bodyName, enterpriseName, insurerName } from '#domain/organisations';
import { actsAs, type Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate, formatDay, formatYearDay, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { formatReckoned, reckoningOf } from '#kernel/workingDays';
import { serviceTypeLabel } from '../mustInsureRules.ts';
import { policies } from '../policies/policy.ts';
import { activityLabel } from '../serviceRules.ts';
import { complaintDue } from './complaintDue.ts';
import { askService } from './service.commands.ts';
import { SCORES, SERVICE_ASKED, SERVICE_STEPS } from './service.forms.ts';
import { PURPOSES, type Service } from './service.model.ts';
import { services } from './service.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const purposeLabel = (code: string): string => labelIn(PURPOSES, code);
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

/** What somebody who was named says of being there. */
function attendanceOf({ attendedIds, absentIds = [] }: Service, id: string) {
  if (attendedIds.includes(id)) return { label: '本人已确认', tone: 'good' as const };
  if (absentIds.includes(id)) return { label: '本人说没有参加', tone: 'bad' as const };
  return { label: '等本人确认', tone: 'waiting' as const };
}

async function recordSections(ctx: Context, service: Service): Promise<Section[]> {
  const { record, score, opinion = '', attendeeIds } = service;
  if (record === undefined) return [];
  const names = isWorker(ctx) ? [] : await Promise.all(attendeeIds.map(personName));
  return [
    {
      title: '服务记录',
      text: record.measures,
      entries: [
        {
          text: `${formatDay(record.servedOn)}${lateWords(record.servedOn, record.writtenAt ?? service.since)} · ${record.place}`,
          by: record.people,
        },
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
              tags: [attendanceOf(service, attendeeIds[index] ?? '')],
            })),
          },
        ]),
  ];
}

/** The day a complaint is answered by: one reckoned in working days says where it is expected only, an agreed one never. */
const sayDue = (due: Date): string =>
  reckoningOf(due) === undefined ? formatDate(due) : formatReckoned(localDate(due), formatYearDay);

/** What the firm was not content with, the last first; a worker reads none of it. */
function complaintSections(ctx: Context, service: Service): Section[] {
  const { complaints = [] } = service;
  if (complaints.length === 0 || isWorker(ctx)) return [];
  const due = complaintDue(service);
  return [
    {
      title: '投诉和答复',
      ...(due === undefined ? {} : { text: `${sayDue(due)}前答复` }),
      entries: complaints.toReversed().map(({ text, at, answer, answeredAt, complexBecause, extendedTo }) => ({
        text,
        by: [
          `${formatDate(at)}企业投诉`,
          complexBecause === undefined ? '' : `情况复杂：${complexBecause}`,
          extendedTo === undefined ? '' : `延长到 ${formatDay(extendedTo)}`,
          answer === undefined || answeredAt === undefined ? '' : `${formatDate(answeredAt)}答复：${answer}`,
        ]
          .filter(Boolean)
          .join(' · '),
        tags: answer === undefined ? [{ label: '待答复', tone: 'waiting' as const }] : [],
      })),
    },
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
    ['有投诉', { isComplained: true }],
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
    { label: '数量', value: (service.quantity ?? 1) > 1 ? String(service.quantity) : '' },
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
  sections: async (ctx, service) => [...(await recordSections(ctx, service)), ...complaintSections(ctx, service)],
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
    fields: SERVICE_ASKED,
    values: (_, now) => ({ serviceOn: localDate(now), quantity: '1' }),
    run: askService,
  },
  doers: ['worker', ...FIRM, 'insurer'],
  steps: SERVICE_STEPS,
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
