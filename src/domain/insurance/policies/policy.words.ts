import { readEach, UNREADABLE } from '#domain/aside';
import { dayCell, putInWords, type Question, type Section } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { bodyName, enterpriseName, findInsurers, getEnterprise, insurerName } from '#domain/organisations';
import { actsAs, type Role, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, formatDay, formatDays, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { budgetsOf } from '../budget/budgets.ts';
import { insuranceClock, insuranceTerms, mustInsureLine, SERVICE_TYPES, serviceTypeLabel } from '../mustInsureRules.ts';
import { cancelPolicy, confirmPolicy, enterPolicy, notePremium, rejectPolicy } from './policy.commands.ts';
import { COVERED, DISPATCHED, ORDERS, type Policy, PREMIUM_KINDS, premiumOf } from './policy.model.ts';
import { policies } from './policy.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const percent = (hundredths: number): string => `${hundredths / 100}%`;
const soonAfter = (now: Date): string => addDays(localDate(now), insuranceClock(now).expiringDays);

/** `八桂财产保险 60%、…` */
const sharesOf = async ({ shares = [] }: Policy): Promise<string> =>
  (await Promise.all(shares.map(async (one) => `${await insurerName(one.insurerId)} ${percent(one.share)}`))).join(
    '、',
  );

/** Who has it now, and what comes next. */
async function handOf({
  status,
  insurerId,
  endsOn,
  cancelledOn = '',
}: Policy): Promise<{ holder: string; next: string }> {
  switch (status) {
    case 'pending':
      return { holder: await insurerName(insurerId), next: '核对保单，写上预防服务的约定并确认。确认之前不算投保。' };
    case 'confirmed':
      return { holder: '企业', next: `保险到 ${formatDay(endsOn)} 24 时为止，到期前续保` };
    case 'ended':
      return { holder: '', next: '已到期，不用做什么' };
    case 'cancelled':
      return { holder: '企业', next: `已退保或注销，${formatDay(cancelledOn)}起不在保；还要投保的，重新投保` };
    case 'rejected':
      return { holder: '', next: '保险机构说不是它的保单，请企业核对后重新登记' };
  }
}

/** 预防服务额度 of every year of the policy, the latest first; each leads to its statement. */
async function budgetSections({ _id, reference }: Policy): Promise<Section[]> {
  return (await budgetsOf(_id)).map(({ year, from, until, ...sums }) => ({
    title: `预防服务额度（第 ${year} 个保险年度）`,
    link: { label: '看每一笔', href: paths.budget(reference, String(year)) },
    text: `${formatDays(from, until)}：计入 ${yuanOf(sums.accruedFen)}，可用 ${yuanOf(sums.availableFen)}，预留 ${yuanOf(sums.reservedFen)}，已结算 ${yuanOf(sums.spentFen)}`,
    progress: { value: sums.spentFen, of: Math.max(1, sums.accruedFen) },
  }));
}

/** The policy itself, as it was sent. */
async function fileSections({ fileIds = [] }: Policy): Promise<Section[]> {
  if (fileIds.length === 0) return [];
  const files = await linksToFiles(fileIds);
  return [{ title: '保单文件', entries: [{ files }] }];
}

async function premiumSection(ctx: Context, { _id, premiumFen }: Policy): Promise<Section> {
  const entries = await premiumOf(_id);
  return {
    title: '保费收退',
    text: `实际收取 ${yuanOf(premiumFen)}`,
    entries: await readEach(
      ctx,
      'premium-entry',
      entries,
      async ({ kind, amountFen, day, voucher, photoIds = [], fileIds = [] }) => ({
        text: `${formatDay(day)} ${labelIn(PREMIUM_KINDS, kind)} ${yuanOf(amountFen)}`,
        by: `凭证 ${voucher}`,
        photoIds,
        files: await linksToFiles(fileIds),
      }),
      () => ({ text: UNREADABLE, by: '' }),
    ),
    none: '还没有收到保费。',
  };
}

const COVER: readonly Question<string>[] = [
  {
    name: 'insurerId',
    of: async (_, { actor }) =>
      actsAs(actor, 'insurer')
        ? undefined
        : {
            label: '保险机构',
            kind: 'select',
            none: '请选择',
            options: (await findInsurers({ limit: 500 })).map(({ _id, name }) => ({ code: _id, label: name })),
          },
  },
  {
    name: 'creditCode',
    of: (_, { actor }) =>
      actsAs(actor, 'insurer')
        ? { label: '被保险企业的统一社会信用代码', kind: 'text', hint: '18 位，见营业执照。' }
        : undefined,
  },
  { name: 'number', label: '保单号', kind: 'text' },
  { name: 'startsOn', label: '保险从哪天开始', kind: 'date' },
  { name: 'endsOn', label: '保险到哪天结束', kind: 'date', hint: '这一天 24 时为止。' },
  { name: 'headcount', label: '承保多少人', kind: 'number' },
  { name: 'limitFen', label: '每人死亡伤残责任限额（元）', kind: 'yuan', hint: '例如：400000。' },
  { name: 'photos', label: '保单的照片或 PDF（可以不传）', kind: 'uploads' },
];

const TERMS: readonly Question<Policy>[] = [
  {
    name: 'ratio',
    of: ({ startsOn }) => ({
      label: '事故预防费用占实际收取保费的比例（%）',
      kind: 'number',
      hint: `没有约定填 0。最高 ${percent(insuranceTerms(startsOn).mostRatio)}，这是上限，不是必须用足。`,
    }),
  },
  {
    name: 'clause',
    label: '合同里哪一条约定了预防服务（没有就空着）',
    kind: 'text',
    hint: '没有这一条，就不产生预防服务额度。',
  },
  { name: 'serviceTypes', label: '约定了哪些预防服务', kind: 'checks', options: SERVICE_TYPES },
  { name: 'frequency', label: '每年约定几次基本服务（没有约定填 0）', kind: 'number' },
  { name: 'order', label: '额度先用在哪里', kind: 'radios', options: ORDERS },
  { name: 'dispatched', label: '派遣人员由谁承保', kind: 'radios', options: DISPATCHED },
  {
    name: 'shares',
    label: '共保的各家和比例（独家承保就空着）',
    kind: 'area',
    hint: '一行一家，本机构也要写。例如：八桂财产保险股份有限公司 60%',
  },
  {
    name: 'affiliates',
    label: '被保险企业的关联单位的统一社会信用代码（没有就空着）',
    kind: 'area',
    hint: '一行一个。服务费用不付给企业自己和它的关联单位。',
  },
];

/** Whether the actor's own firm must insure, where it asks; a firm that need not is never told it must. */
async function mustInWords({ actor, now }: Context): Promise<string> {
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) return '';
  const line = mustInsureLine(await getEnterprise(actor.scope.enterpriseId), localDate(now));
  return line === undefined
    ? '按登记的行业，贵企业不在必须投保的行业里；自愿投保的也可以登记。'
    : `贵企业属于「${line.label}」，必须投保安全生产责任保险。`;
}

export const policiesInWords = putInWords(policies, {
  lead: '安全生产责任保险的保单，由保险机构确认后才算数。',
  besides: ({ actor }) =>
    actsAs(actor, 'insurer')
      ? [
          { label: '成批登记', href: paths.policyImports },
          { label: '额度使用情况', href: paths.budgetUse },
        ]
      : [],
  quick: [
    ['全部', {}],
    ['待确认', { status: 'pending' }],
    ['在保', { status: 'confirmed' }],
    ['快到期', { isExpiring: true }],
    ['已到期', { status: 'ended' }],
    ['已退保', { status: 'cancelled' }],
  ],
  none: async (ctx) => ({ text: `还没有保单。${await mustInWords(ctx)}` }),
  meta: async ({ enterpriseId, insurerId }) =>
    [await enterpriseName(enterpriseId), await insurerName(insurerId)].join(' · '),
  tags: (policy, now) =>
    policy.status === 'confirmed' && policy.endsOn <= soonAfter(now)
      ? [{ label: '快到期', tone: 'waiting', icon: 'clock' }]
      : [],
  standing: async (policy) => ({
    ...(await handOf(policy)),
    said: [{ label: policy.status === 'cancelled' ? '停止的理由' : '退回的理由', value: policy.reason ?? '' }],
  }),
  facts: async (policy) => {
    const { serviceTypes = [], affiliateCodes = [], ratio, frequency } = policy;
    const isLate = policy.opensOn !== undefined && policy.opensOn > policy.startsOn;
    return [
      { label: '被保险企业', value: await enterpriseName(policy.enterpriseId) },
      { label: '统一社会信用代码', value: policy.creditCode },
      { label: '保险机构', value: await insurerName(policy.insurerId) },
      { label: '共保', value: await sharesOf(policy) },
      { label: '保单号', value: policy.number },
      { label: '保险期间', value: formatDays(policy.startsOn, policy.endsOn) },
      { label: '从哪天起算数', value: isLate ? `${formatDay(policy.opensOn ?? '')}（补登记，之前的日期不认）` : '' },
      { label: '停止承保', value: policy.cancelledOn === undefined ? '' : `${formatDay(policy.cancelledOn)}起` },
      { label: '承保人数', value: `${policy.headcount} 人` },
      { label: '每人责任限额', value: yuanOf(policy.limitFen) },
      { label: '派遣人员', value: labelIn(DISPATCHED, policy.dispatched) },
      { label: '事故预防费用比例', value: ratio === undefined ? '' : percent(ratio) },
      { label: '约定预防服务的条款', value: policy.clause ?? '' },
      { label: '约定的服务', value: serviceTypes.map(serviceTypeLabel).join('、') },
      { label: '每年基本服务', value: frequency === undefined ? '' : `${frequency} 次` },
      {
        label: '服务目录',
        value: policy.catalogueReference === undefined ? '' : `确认时的 ${policy.catalogueReference}`,
      },
      { label: '先用在哪里', value: labelIn(ORDERS, policy.order) },
      { label: '关联单位', value: affiliateCodes.join('、') },
      { label: '监管部门', value: await bodyName(policy.bodyId) },
    ];
  },
  brief: async ({ enterpriseId, number, startsOn, endsOn, headcount, limitFen }) => [
    { label: '被保险企业', value: await enterpriseName(enterpriseId) },
    { label: '保单号', value: number },
    { label: '保险期间', value: formatDays(startsOn, endsOn) },
    { label: '承保人数', value: `${headcount} 人` },
    { label: '每人责任限额', value: yuanOf(limitFen) },
  ],
  sections: async (ctx, policy) => [
    ...(COVERED.includes(policy.status) ? [...(await budgetSections(policy)), await premiumSection(ctx, policy)] : []),
    ...(await fileSections(policy)),
  ],
  detailOf: (_text, { facts: { amountFen } }) => (typeof amountFen === 'number' ? [yuanOf(amountFen)] : []),
  making: {
    roles: [...FIRM, 'insurer'],
    title: () => '登记保单',
    lead: () => '登记后由保险机构确认。确认之前不算投保；开始以后才补登记的，不管谁登记，确认之前的日期不认。',
    submit: '登记',
    fields: COVER,
    values: (_, now) => ({ startsOn: localDate(now) }),
    run: enterPolicy,
  },
  doers: [...FIRM, 'insurer'],
  steps: {
    enter: 'made',
    confirm: {
      lead: () => '确认这是本机构的保单，并写上预防服务的约定。确认后不能再改。',
      submit: '确认保单',
      fields: TERMS,
      values: () => ({ frequency: '0', order: 'programme', dispatched: 'this' }),
      run: confirmPolicy,
    },
    reject: {
      lead: () => '企业会收到您写的理由。',
      fields: [{ name: 'reason', label: '为什么不是', kind: 'area' }],
      isDanger: true,
      run: rejectPolicy,
    },
    'note-premium': {
      lead: ({ startsOn, headcount }) =>
        `只有实际收到的保费才产生预防服务额度；记错了用另一笔冲回，不能删改。先记对的、再冲错的：冲到不足 ${yuanOf(headcount * insuranceTerms(startsOn).leastPerHeadFen)} 就算退保，从今天起不在保。`,
      submit: '记下',
      fields: [
        { name: 'kind', label: '收到还是退还', kind: 'radios', options: PREMIUM_KINDS },
        { name: 'amountFen', label: '金额（元）', kind: 'yuan' },
        { name: 'day', label: '哪天到账或退还', kind: 'date' },
        { name: 'voucher', label: '凭证号', kind: 'text' },
        {
          name: 'photos',
          label: '凭证的照片或文件（可以不传）',
          kind: 'uploads',
          hint: '例如收款回单、批单、退费单。看得到这张保单的人都能看。',
        },
      ],
      values: (_, now) => ({ kind: 'received', day: localDate(now) }),
      run: notePremium,
    },
    cancel: {
      lead: () => '从今天起不再算在保，企业会收到通知；今天以前做的预防服务照常结算。退还的保费另外记。',
      fields: [{ name: 'reason', label: '为什么停止', kind: 'area', hint: '例如：企业退保。' }],
      isDanger: true,
      run: cancelPolicy,
    },
    end: 'elsewhere',
  },
  tab: 'insurance',
  place: { icon: 'umbrella', group: 'reward', words: '安责险 保险 投保 续保 到期' },
  sheet: {
    kind: 'policies',
    name: '安责险保单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '状态', width: 16, cell: ({ status }) => statusRow(policies.lifecycle, status).label },
      { header: '企业', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '统一社会信用代码', width: 22, cell: ({ creditCode }) => creditCode },
      { header: '保险机构', width: 34, cell: ({ insurerId }) => insurerName(insurerId) },
      { header: '保单号', width: 26, cell: ({ number }) => number },
      { header: '开始', width: 12, cell: ({ startsOn }) => dayCell(startsOn) },
      { header: '结束', width: 12, cell: ({ endsOn }) => dayCell(endsOn) },
      { header: '承保人数', width: 10, cell: ({ headcount }) => headcount },
      { header: '每人责任限额（元）', width: 18, cell: ({ limitFen }) => limitFen / 100 },
      { header: '实际收取保费（元）', width: 18, cell: ({ premiumFen }) => premiumFen / 100 },
      { header: '预防费用比例', width: 14, cell: ({ ratio }) => (ratio === undefined ? '' : percent(ratio)) },
      {
        header: '约定的服务',
        width: 30,
        cell: ({ serviceTypes = [] }) => serviceTypes.map(serviceTypeLabel).join('、'),
      },
    ],
  },
});
