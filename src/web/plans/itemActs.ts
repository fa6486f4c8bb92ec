import {
  acceptItem,
  addEvidence,
  cancelItem,
  changeItem,
  completeItem,
  dismissItem,
  findColleagues,
  findEffective,
  findNotEffective,
  ITEM_TYPES,
  type ItemAction,
  type ItemStatus,
  type PlanItem,
  planItems,
  startItem,
} from '#domain/plans';
import { formatDay } from '#kernel/dates';
import { type ActField, type ActForm, actPage } from '../actPage.ts';
import { type Option, optionsOf } from '../forms.ts';

type PageAction = Exclude<ItemAction, 'propose-item' | 'add-item' | 'lapse-evidence'>;

/** What is agreed on for an item; asked when it is added, accepted and changed. */
export const AGREED_FIELDS: readonly ActField[] = [
  { name: 'problem', label: '问题是什么', kind: 'area' },
  { name: 'rootCause', label: '根本原因（可以不填）', kind: 'area', hint: '多问几个“为什么”，找到能改的那一条。' },
  { name: 'measure', label: '怎么做', kind: 'area' },
  {
    name: 'type',
    label: '类型',
    kind: 'radios',
    options: ITEM_TYPES,
  },
  { name: 'ownerId', label: '谁来做', kind: 'select', none: '请选择' },
  { name: 'dueOn', label: '哪天之前做完', kind: 'date', isFuture: true },
  { name: 'resources', label: '要什么人、什么东西（可以不填）', kind: 'area' },
  { name: 'fundFen', label: '要多少钱（元）', kind: 'yuan', hint: '不花钱就填 0。' },
  { name: 'indicator', label: '怎样算有效', kind: 'area', hint: '例如：连续三个月没有再发生。' },
];

const EVIDENCE_FIELDS: readonly ActField[] = [
  { name: 'note', label: '做了什么', kind: 'area', hint: '一句话也行；写一句、放照片、放文件，至少要有一样。' },
  {
    name: 'photos',
    label: '照片或文件',
    kind: 'uploads',
    hint: '照片，或 PDF、Word、Excel、PPT 文件。',
  },
  { name: 'expiresOn', label: '有效期到哪一天（没有就不填）', kind: 'date', hint: '例如证书的有效期。到期前会提醒。' },
];
const reason = (hint: string): ActField => ({ name: 'reason', label: '理由', kind: 'area', hint });

const { acts } = planItems;

/** One row an action. */
export const ITEM_FORMS: Readonly<Record<PageAction, ActForm>> = {
  'accept-item': {
    lead: '采纳后就是计划里的事项，责任人会收到通知和到期提醒。',
    submit: '采纳，列入计划',
    said: acts['accept-item'].said,
    fields: AGREED_FIELDS,
  },
  'dismiss-item': {
    lead: '不采纳也要写清楚为什么，大家都看得到。',
    submit: '不采纳',
    said: acts['dismiss-item'].said,
    fields: [reason('例如：已经单独立项。')],
  },
  'start-item': { lead: '', submit: '开始做', said: acts['start-item'].said, fields: [] },
  'complete-item': {
    lead: '做完要有证明，再由另一个人来检查有没有效果。',
    submit: '做完了',
    said: acts['complete-item'].said,
    fields: EVIDENCE_FIELDS,
  },
  'check-effective': {
    lead: '到现场看过、确实有效，再通过。做的人不能自己检查。',
    submit: '检查有效',
    said: acts['check-effective'].said,
    fields: [{ name: 'note', label: '看到了什么（可以不填）', kind: 'area' }],
  },
  'check-not-effective': {
    lead: '责任人会收到您写的理由，重新做一轮。',
    submit: '没有效果，重做',
    said: acts['check-not-effective'].said,
    fields: [reason('哪里没有效果，要怎么改。')],
  },
  'add-evidence': {
    lead: '补充材料，或者换一份新的。过期的材料会被新的代替。',
    submit: '加上',
    said: acts['add-evidence'].said,
    fields: [...EVIDENCE_FIELDS, { name: 'replaces', label: '代替哪一份（可以不选）', kind: 'select', none: '不代替' }],
  },
  'change-item': {
    lead: '改了责任人或日期，会通知到人。',
    submit: '保存',
    said: acts['change-item'].said,
    fields: AGREED_FIELDS,
  },
  'cancel-item': {
    lead: '取消后就不用做了，理由大家都看得到。',
    submit: '取消事项',
    said: acts['cancel-item'].said,
    fields: [reason('为什么不做了。')],
    isDanger: true,
  },
};

/** People of a firm to choose from. */
export const peopleOptions = async (enterpriseId: string): Promise<Option[]> =>
  optionsOf(await findColleagues(enterpriseId));

/** What the form of an item starts with. */
export const itemValues = (item: PlanItem) => ({
  problem: item.problem,
  rootCause: item.rootCause ?? '',
  measure: item.measure ?? '',
  type: item.type,
  ownerId: item.ownerId ?? '',
  dueOn: item.dueOn ?? '',
  resources: item.resources ?? '',
  fundFen: String(item.fundFen / 100),
  indicator: item.indicator ?? '',
});

async function replaceable(item: PlanItem): Promise<Option[]> {
  const ending = item.evidence.filter((one) => !one.isReplaced && one.expiresOn !== undefined);
  return ending.map((one) => ({
    code: one._id,
    label: `${one.files[0]?.fileName ?? one.note ?? '照片'}（到${formatDay(one.expiresOn as string)}）`,
  }));
}

/** Pages of the steps of an item. */
export const { showAct: showItemAct, postAct: postItemAct } = actPage<PlanItem, ItemStatus, ItemAction, PageAction>({
  lifecycle: planItems.lifecycle,
  forms: ITEM_FORMS,
  commands: {
    'accept-item': acceptItem,
    'dismiss-item': dismissItem,
    'start-item': startItem,
    'complete-item': completeItem,
    'check-effective': findEffective,
    'check-not-effective': findNotEffective,
    'add-evidence': addEvidence,
    'change-item': changeItem,
    'cancel-item': cancelItem,
  },
  load: planItems.get,
  statusOf: planItems.statusOf,
  actionsFor: planItems.actionsFor,
  pathOf: planItems.pathOf,
  facts: (item) => [
    { label: '编号', value: item.reference },
    { label: '问题', value: item.problem },
    ...(item.measure === undefined ? [] : [{ label: '怎么做', value: item.measure }]),
  ],
  choices: { ownerId: ({ enterpriseId }) => peopleOptions(enterpriseId), replaces: replaceable },
  values: (item, action) => (action === 'accept-item' || action === 'change-item' ? itemValues(item) : {}),
});
