import type { NounWords, Question } from '#domain/engine';
import { findPeople } from '#domain/identity';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';
import { localDate } from '#kernel/dates';
import type { Option } from '#kernel/fields';
import { yuanOf } from '#kernel/money';
import { rulingOn } from '#kernel/rules';
import { findFirmBudgets } from '../budget/budgets.ts';
import { type CatalogueItem, catalogueInForce } from '../catalogues/catalogue.ts';
import { COVERED } from '../policies/policy.model.ts';
import { policies } from '../policies/policy.ts';
import { COMPLAINT_CLOCK, NO_ACTIVITY, programmeActivities } from '../serviceRules.ts';
import { answerComplaint, callComplex, complainOfService, putOffAnswer } from './complaints.ts';
import type { ServiceAction } from './service.acts.ts';
import {
  acceptService,
  agreeService,
  attendService,
  cancelService,
  deliverService,
  denyAttendance,
  nameAttendees,
  refuseService,
  returnService,
  reverseService,
  settleService,
} from './service.commands.ts';
import { PURPOSES, type Service } from './service.model.ts';
import { services } from './service.ts';

export const SCORES: readonly Option[] = [
  { code: '5', label: '很满意' },
  { code: '4', label: '满意' },
  { code: '3', label: '一般' },
  { code: '2', label: '不满意' },
  { code: '1', label: '很不满意' },
];

const ownPolicies = (ctx: Context) => readOnce(ctx, 'policies-to-use', () => policies.find(ctx, { limit: 100 }));

const policyOptions = async (ctx: Context): Promise<Option[]> => {
  const { rows } = await ownPolicies(ctx);
  return rows
    .filter(({ status }) => COVERED.includes(status))
    .map((policy) => ({ code: policy.reference, label: `${policy.reference}　${policies.textOf(policy)}` }));
};

/** What is left of the firm's budgets, for whoever asks out of them. */
async function leftOf(ctx: Context): Promise<string> {
  if (!runsEnterprise(ctx.actor)) return '';
  const budgets = await findFirmBudgets(ctx);
  return budgets.map((one) => `${one.policyReference} 现在可用 ${yuanOf(one.availableFen)}。`).join('');
}

/** Items of the catalogues of the firm's insurers. */
async function itemsFor(ctx: Context): Promise<CatalogueItem[]> {
  const { rows } = await ownPolicies(ctx);
  const insurers = [...new Set(rows.filter(({ status }) => COVERED.includes(status)).map((one) => one.insurerId))];
  return readOnce(ctx, 'items-to-use', async () =>
    (await Promise.all(insurers.map(catalogueInForce))).flatMap((one) => one?.items ?? []),
  );
}

/** What one unit of each item may cost, where the catalogue says so. */
async function pricesFor(ctx: Context): Promise<string> {
  const priced = (await itemsFor(ctx)).flatMap(({ activity, label, unit = '', priceFen }) =>
    activity === undefined || priceFen === undefined ? [] : [`${label}每${unit}最多 ${yuanOf(priceFen)}`],
  );
  return priced.length === 0 ? '' : `目录单价：${priced.join('，')}。`;
}

/** Activities, each with what the catalogues of the firm's insurers call it; what stands in none is not paid for. */
async function activityOptions(ctx: Context): Promise<Option[]> {
  const activities = programmeActivities(ctx.now);
  if (actsAs(ctx.actor, 'insurer')) return [...activities];
  const items = await itemsFor(ctx);
  return activities.map(({ code, label }) => {
    const own = [...new Set(items.filter(({ activity }) => activity === code).map((item) => item.label))];
    return {
      code,
      label: own.length === 0 ? `${label}（目录里没有，不能用额度）` : `${label}（目录：${own.join('、')}）`,
    };
  });
}

const servicesBefore = (ctx: Context) => readOnce(ctx, 'services-before', () => services.find(ctx, { limit: 25 }));

/** Providers whom this side has asked before, to choose from. */
const providersBefore = async (
  ctx: Context,
  of: 'providerName' | 'providerCode' | 'qualification',
): Promise<string[]> => [...new Set((await servicesBefore(ctx)).rows.map((row) => row[of]))];

/** What is asked of whoever asks for a service. */
export const SERVICE_ASKED: readonly Question<string>[] = [
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
    of: async (_, ctx) => ({
      label: '做什么活动',
      kind: 'select',
      none: '请选择',
      options: [...(await activityOptions(ctx)), { code: NO_ACTIVITY, label: '都不是' }],
    }),
  },
  { name: 'what', label: '请谁做什么', kind: 'text', hint: '例如：请两名专家查一遍储罐区。' },
  { name: 'serviceOn', label: '哪天服务', kind: 'date' },
  {
    name: 'beneficiary',
    label: '给别的企业用的，填它的统一社会信用代码（自己用就空着）',
    kind: 'text',
  },
  {
    name: 'providerName',
    of: async (_, ctx) => ({ label: '服务机构名称', kind: 'text', list: await providersBefore(ctx, 'providerName') }),
  },
  {
    name: 'providerCode',
    of: async (_, ctx) => ({
      label: '服务机构的统一社会信用代码',
      kind: 'text',
      list: await providersBefore(ctx, 'providerCode'),
    }),
  },
  {
    name: 'qualification',
    of: async (_, ctx) => ({
      label: '服务机构资质证书编号',
      kind: 'text',
      list: await providersBefore(ctx, 'qualification'),
    }),
  },
  { name: 'qualifiedUntil', label: '资质有效期到哪天', kind: 'date' },
  {
    name: 'quantity',
    of: async (_, ctx) => ({
      label: '做几次、几天或几个人（按服务目录的单位）',
      kind: 'number',
      hint: ['没有约定单价的填 1。', await pricesFor(ctx)].join(''),
    }),
  },
  {
    name: 'amountFen',
    of: async (_, ctx) => ({
      label: '最多多少钱（元）',
      kind: 'yuan',
      hint: ['提交时就从预防服务额度里预留；由保险机构付给服务机构。', await leftOf(ctx)].join(''),
    }),
  },
];

const attendees: Question<Service> = {
  name: 'attendeeIds',
  of: async ({ enterpriseId }) => ({
    label: '哪些员工参加了',
    kind: 'checks',
    hint: '至少一名。他们会收到消息，自己确认参加了才能结算。',
    options: (await findPeople({ role: 'worker', enterpriseId })).map(({ _id, name }) => ({
      code: _id,
      label: name,
    })),
  }),
};
const reason = (label: string): Question<Service> => ({ name: 'reason', label, kind: 'area' });

/** The form of each step. */
export const SERVICE_STEPS: NounWords<Service, ServiceAction>['steps'] = {
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
  'not-there': { lead: () => '企业会重新选参加的人。', submit: '我没有参加', isDanger: true, run: denyAttendance },
  complain: {
    lead: ({ createdAt }) => rulingOn(COMPLAINT_CLOCK, localDate(createdAt)),
    submit: '投诉',
    fields: [{ name: 'text', label: '哪里不满意', kind: 'area', rows: 5 }],
    run: complainOfService,
  },
  'call-complex': {
    lead: ({ createdAt }) => rulingOn(COMPLAINT_CLOCK, localDate(createdAt)),
    fields: [reason('为什么复杂')],
    run: callComplex,
  },
  'put-off-answer': {
    lead: ({ createdAt }) => rulingOn(COMPLAINT_CLOCK, localDate(createdAt)),
    fields: [{ name: 'until', label: '哪天以前答复', kind: 'date' }, reason('为什么要延长')],
    run: putOffAnswer,
  },
  'answer-complaint': {
    lead: ({ complaints }) => `企业说：${complaints?.at(-1)?.text ?? ''}`,
    submit: '答复',
    fields: [{ name: 'answer', label: '怎么处理的', kind: 'area', rows: 5 }],
    run: answerComplaint,
  },
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
};
