import { type Entry, putInWords, type Question, type Section } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { hazardLifecycle, sharedCasesOf } from '#domain/hazards';
import { bodyName, enterpriseName, parkName } from '#domain/organisations';
import { actsAs, type Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, formatYearDay, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { findLeadingTenant } from './sharing.ts';
import {
  acceptLead,
  agreeOnSafety,
  checkTogether,
  confirmTenancy,
  declineTenancy,
  endTenancy,
  enterTenancy,
  sharePlace,
  unsharePlace,
} from './tenancy.commands.ts';
import { type SafetyAgreement, SIDES, type Tenancy } from './tenancy.model.ts';
import { hasAgreement, isCheckLate, lacksAgreement, leadsIn, tenancies } from './tenancy.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const MAKERS: readonly Role[] = [...FIRM, 'park-officer'];
const SHOWN = 20;
const REASON = { name: 'reason', label: '理由', kind: 'area' } as const;

const partQuestion = (label: string, isWanted: (part: Tenancy['shared'][number]) => boolean): Question<Tenancy> => ({
  name: 'partId',
  of: ({ shared }) => ({
    label,
    kind: 'select',
    none: '请选择',
    options: shared.filter(isWanted).map(({ id, name }) => ({ code: id, label: name })),
  }),
});

/** Whose turn it is: until it is confirmed whoever did not enter it, then the landlord, who co-ordinates. */
function whoseTurn({ status, isOpen, enterpriseId, tenantId, enteredFor }: Tenancy): [string, string][] {
  const both: [string, string][] = [
    [enterpriseId, labelIn(SIDES, 'landlord')],
    [tenantId, labelIn(SIDES, 'tenant')],
  ];
  if (status === 'proposed') return both.filter(([id]) => id !== enteredFor);
  return isOpen ? both.slice(0, 1) : [];
}

/** Who leads in a part, in words: perhaps another tenant, who uses it as well. */
async function leadWords({ _id, enterpriseId }: Tenancy, part: Tenancy['shared'][number]): Promise<string> {
  const leading = await findLeadingTenant(enterpriseId, part.name);
  if (leading !== undefined && leading._id !== _id) return `另一家承租方 ${await enterpriseName(leading.tenantId)}`;
  return part.lead === 'tenant' && leadsIn(part) === 'landlord'
    ? '出租方（请承租方牵头，还没同意）'
    : labelIn(SIDES, leadsIn(part));
}

async function casesOf(ctx: Context, row: Tenancy): Promise<Section> {
  const title = '共用部位的隐患';
  const { actor, now } = ctx;
  // Whoever has moved out reads nothing of what goes on there.
  const hasLeft = !row.isOpen && actsAs(actor, ...FIRM) && actor.scope.enterpriseId === row.tenantId;
  if (hasLeft) return { title, none: '已退租，共用部位没办完的隐患归出租方。' };
  const found = await sharedCasesOf(ctx, row._id, SHOWN);
  return {
    title,
    entries: await Promise.all(
      found.map(async ({ reference, status, placeText, enterpriseId, dueAt, isMajor, words }): Promise<Entry> => {
        const { label, tone, isOpen } = statusRow(hazardLifecycle, status);
        const isLate = isOpen && dueAt !== undefined && dueAt < now;
        // Whoever is of no firm is shown those they may open.
        const mayOpen = !actsAs(actor, ...FIRM) || actor.scope.enterpriseId === enterpriseId;
        return {
          tags: [
            { label, tone },
            ...(isMajor ? [{ label: '重大', tone: 'bad' as const }] : []),
            ...(isLate ? [{ label: '超期', tone: 'bad' as const }] : []),
          ],
          text: `${placeText}：${words}`,
          by: [
            `${await enterpriseName(enterpriseId)}牵头`,
            dueAt === undefined || !isOpen ? '' : `${formatDateTime(dueAt)}前`,
          ]
            .filter(Boolean)
            .join(' · '),
          ...(mayOpen ? { link: { label: reference, href: paths.hazard(reference) } } : {}),
        };
      }),
    ),
    none: '没有。',
  };
}

/** What was agreed, and what shows it. */
const agreed = async ({ duties, photoIds, fileIds, coordinator, fireLead }: SafetyAgreement) => ({
  text: duties,
  photoIds,
  files: await linksToFiles(fileIds),
  by: `统一协调：${coordinator} · 消防由${labelIn(SIDES, fireLead)}牵头`,
});

/** Agreements that another took the place of, the latest first. */
const formerEntries = ({ formerAgreements = [] }: Tenancy): Promise<Entry[]> =>
  Promise.all(
    formerAgreements.toReversed().map(
      async (one): Promise<Entry> => ({
        ...(await agreed(one)),
        tags: [{ label: `${formatDateTime(one.replacedAt)}被后登记的代替`, tone: 'quiet' }],
      }),
    ),
  );

async function sectionsOf(ctx: Context, row: Tenancy): Promise<Section[]> {
  const { agreement, shared, checks } = row;
  return [
    {
      title: '安全生产管理协议',
      ...(agreement === undefined
        ? {}
        : {
            entries: [
              {
                tags: [
                  hasAgreement(row, localDate(ctx.now))
                    ? ({ label: `到${formatYearDay(agreement.until)}`, tone: 'good' } as const)
                    : ({ label: `${formatYearDay(agreement.until)}过期`, tone: 'bad' } as const),
                ],
                ...(await agreed(agreement)),
              },
            ],
          }),
      none: '缺少：还没有签协议。',
    },
    ...(row.formerAgreements === undefined ? [] : [{ title: '以前的协议', entries: await formerEntries(row) }]),
    {
      title: '共用部位',
      table: {
        heads: ['哪里', '谁牵头'],
        rows: await Promise.all(shared.map(async (part) => [part.name, await leadWords(row, part)])),
      },
      none: '没有登记共用部位。共用的楼梯、消防通道、配电房请登记，那里有隐患时双方都会收到。',
    },
    await casesOf(ctx, row),
    {
      title: '联合检查',
      entries: checks
        .toReversed()
        .slice(0, SHOWN)
        .map(({ on, found, photoIds, byName }) => ({ text: found, photoIds, by: `${formatYearDay(on)} · ${byName}` })),
      none: '还没有一起检查过。',
    },
  ];
}

/** What is wrong with it, worst first. */
const lacks = (row: Tenancy, now: Date): { label: string; tone: 'bad' | 'waiting' }[] => {
  if (row.status !== 'in-force') return [];
  const isMissing = lacksAgreement(row, localDate(now));
  return [
    ...(isMissing ? [{ label: row.agreement === undefined ? '没有协议' : '协议过期', tone: 'bad' as const }] : []),
    ...(isCheckLate(row, now) ? [{ label: '该联合检查了', tone: 'waiting' as const }] : []),
    ...(row.apartSince === undefined ? [] : [{ label: '不在同一个园区了', tone: 'waiting' as const }]),
  ];
};

const NEXT: Readonly<Record<Tenancy['status'], string>> = {
  proposed: '对方或园区确认是不是这样',
  'in-force': '按协议各管各的，一起检查；共用部位由牵头的一方整改',
  ended: '已退租，不用做什么',
  declined: '不算，不用做什么',
};

export const tenanciesInWords = putInWords(tenancies, {
  lead: '园中园、厂中厂：谁租给谁、签没签安全生产管理协议、共用的地方谁牵头。',
  quick: [
    ['全部', {}],
    ['没有有效协议', { isGap: true }],
    ['待对方确认', { status: 'proposed' }],
    ['在租', { status: 'in-force' }],
    ['已退租', { status: 'ended' }],
  ],
  none: '还没有登记租赁。把厂房租给别人、租别人厂房的，都登记一下。',
  meta: async ({ enterpriseId, tenantId, agreement }) =>
    [
      `${await enterpriseName(enterpriseId)}租给${await enterpriseName(tenantId)}`,
      agreement === undefined ? '没有协议' : `协议到${formatYearDay(agreement.until)}`,
    ].join(' · '),
  tags: lacks,
  standing: async (row) => ({
    holder: (
      await Promise.all(whoseTurn(row).map(async ([id, side]) => `${await enterpriseName(id)}（${side}）`))
    ).join('、'),
    next: NEXT[row.status],
    said: [{ label: '理由', value: row.reason ?? '' }],
    links:
      row.gap === undefined || !row.isOpen
        ? []
        : [{ label: `疑似重大隐患 ${row.gap.hazardReference}`, href: paths.hazard(row.gap.hazardReference) }],
  }),
  facts: async (row) => [
    { label: '出租方', value: await enterpriseName(row.enterpriseId) },
    { label: '承租方', value: await enterpriseName(row.tenantId) },
    { label: '租的是', value: row.area },
    { label: '从哪天起', value: formatYearDay(row.startsOn) },
    { label: '退租', value: row.endedOn === undefined ? '' : formatYearDay(row.endedOn) },
    { label: '园区', value: row.parkId === undefined ? '' : await parkName(row.parkId) },
    { label: '监管部门', value: await bodyName(row.bodyId) },
  ],
  photoIds: () => [],
  sections: sectionsOf,
  detailOf: (text) => [text('said')],
  making: {
    roles: MAKERS,
    title: () => '登记租赁',
    lead: () => '对方（或园区）确认以后才算。本企业那一方不用填代码。',
    submit: '登记',
    fields: [
      { name: 'landlordCode', label: '出租方统一社会信用代码', kind: 'text', hint: '出租方是本企业的不用填。' },
      { name: 'tenantCode', label: '承租方统一社会信用代码', kind: 'text', hint: '承租方是本企业的不用填。' },
      { name: 'area', label: '租的是哪一部分', kind: 'text', hint: '例如：2 号厂房二层。' },
      { name: 'startsOn', label: '从哪天起租', kind: 'date' },
    ],
    values: (_sort, now) => ({ startsOn: localDate(now) }),
    run: enterTenancy,
  },
  doers: MAKERS,
  steps: {
    enter: 'made',
    confirm: { lead: () => '确认以后就算在租。还没签安全生产管理协议的，请马上签。', run: confirmTenancy },
    decline: { fields: [REASON], isDanger: true, run: declineTenancy },
    agree: {
      lead: () => '按签好的协议填，后登记的代替先登记的。',
      submit: '登记',
      fields: [
        { name: 'until', label: '协议到哪一天', kind: 'date' },
        { name: 'duties', label: '双方各管什么', kind: 'area', rows: 5 },
        { name: 'coordinator', label: '统一协调管理的人', kind: 'text', hint: '写姓名和是哪一方的。' },
        { name: 'fireLead', label: '消防由哪一方牵头', kind: 'radios', options: SIDES },
        { name: 'photos', label: '签好的协议', kind: 'uploads' },
      ],
      run: agreeOnSafety,
    },
    share: {
      lead: () => '这里有人上报隐患，双方都会收到，由牵头的一方整改。',
      submit: '登记',
      fields: [
        { name: 'part', label: '共用的是哪里', kind: 'text', hint: '和海报、平时的叫法一样，例如：东侧楼梯。' },
        { name: 'lead', label: '由哪一方牵头', kind: 'radios', options: SIDES },
      ],
      run: sharePlace,
    },
    'accept-lead': {
      lead: () => '同意以后，那里的隐患由本企业整改。',
      fields: [partQuestion('哪一处', ({ lead, isAgreed }) => lead === 'tenant' && isAgreed !== true)],
      run: acceptLead,
    },
    unshare: { fields: [partQuestion('哪一处', () => true)], isDanger: true, run: unsharePlace },
    check: {
      submit: '登记',
      fields: [
        { name: 'on', label: '哪一天检查的', kind: 'date' },
        { name: 'found', label: '查了哪里、查出什么', kind: 'area', rows: 4 },
        { name: 'photos', label: '照片（可以不传）', kind: 'photos' },
      ],
      values: (_row, now) => ({ on: localDate(now) }),
      run: checkTogether,
    },
    end: {
      lead: () => '退租以后，共用部位没办完的隐患归出租方。',
      fields: [REASON],
      isDanger: true,
      run: endTenancy,
    },
    'find-gap': 'elsewhere',
    'tell-hazard': 'elsewhere',
  },
  tab: 'filings',
  place: { icon: 'building', group: 'park', words: '园中园 厂中厂 出租 承租 共用' },
  sheet: {
    kind: 'tenancies',
    name: '租赁清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(tenancies.lifecycle, status).label },
      { header: '出租方', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '承租方', width: 34, cell: ({ tenantId }) => enterpriseName(tenantId) },
      { header: '租的是', width: 30, cell: ({ area }) => area },
      { header: '从哪天起', width: 14, cell: ({ startsOn }) => startsOn },
      { header: '协议到', width: 14, cell: ({ agreement }) => agreement?.until ?? '' },
      { header: '统一协调', width: 20, cell: ({ agreement }) => agreement?.coordinator ?? '' },
      {
        header: '消防牵头',
        width: 12,
        cell: ({ agreement }) => (agreement === undefined ? '' : labelIn(SIDES, agreement.fireLead)),
      },
      {
        header: '共用部位',
        width: 40,
        cell: ({ shared }) => shared.map((part) => `${part.name}（${labelIn(SIDES, leadsIn(part))}牵头）`).join('、'),
      },
      { header: '上次联合检查', width: 14, cell: ({ checkedOn = '' }) => checkedOn },
      {
        header: '缺什么',
        width: 24,
        cell: (row, now) =>
          lacks(row, now)
            .map(({ label }) => label)
            .join('、'),
      },
    ],
  },
});
