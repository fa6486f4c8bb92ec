import { dayCell, type Entry, type Link, putInWords, timeCell } from '#domain/engine';
import { wordsOfPlaces } from '#domain/evidence';
import { enterpriseName } from '#domain/organisations';
import { assessments, visits } from '#domain/stages';
import type { Role } from '#kernel/actor';
import { daysBetween, formatDateTime, formatDay, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { plans } from '../plan/plan.ts';
import { suggestions } from '../suggestions/suggestion.ts';
import { seenBeforeOf } from './evidence.ts';
import {
  acceptItem,
  addEvidence,
  cancelItem,
  changeItem,
  completeItem,
  dismissItem,
  findEffective,
  findNotEffective,
  startItem,
} from './item.commands.ts';
import { ITEM_TYPES, type ItemCheck, type ItemEvidence, ORIGINS, type PlanItem, WORKED_ON } from './item.model.ts';
import { AGREED_QUESTIONS, agreedOf, PROOF, REPLACED, reason } from './item.questions.ts';
import { isItemLate, planItems } from './item.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const originOf = ({ origin }: PlanItem): string => labelIn(ORIGINS, origin.kind) || '其他';

/** `12月10日`, with what that means today while something is owed. */
function dueOf({ dueOn, status }: PlanItem, now: Date): string {
  if (dueOn === undefined) return '';
  const day = formatDay(dueOn);
  if (!WORKED_ON.includes(status)) return day;
  const days = daysBetween(localDate(now), dueOn);
  return `${day}（${days > 0 ? `还有 ${days} 天` : days === 0 ? '今天到期' : `已逾期 ${-days} 天`}）`;
}

/** Who has it now, and what comes next. */
function handOf({ status, round, isLapsed, ownerName: owner = '' }: PlanItem): { holder: string; next: string } {
  switch (status) {
    case 'proposed':
      return { holder: '企业负责人或安全管理员', next: '看要不要采纳；不采纳要写理由' };
    case 'planned':
      return { holder: owner, next: '开始做；做完放上证明材料' };
    case 'doing':
      return { holder: owner, next: round > 1 ? '按检查意见重做，再放上证明材料' : '做完后放上证明材料' };
    case 'done':
      return { holder: '做的人以外的另一个人', next: '到现场看有没有效果' };
    case 'effective':
      return isLapsed ? { holder: owner, next: '证明材料过期了，要换一份有效的' } : { holder: '', next: '已办结' };
    case 'cancelled':
      return { holder: '', next: '已取消' };
    case 'dismissed':
      return { holder: '', next: '没有采纳' };
  }
}

const ORIGIN_PAGES: Readonly<Record<string, (reference: string) => string>> = {
  H: paths.hazard,
  S: suggestions.pathOf,
  V: (reference) => visits.pathOf(reference.replace(/#.*/, '')),
  E: (reference) => assessments.pathOf(reference.replace(/#.*/, '')),
};
function originLink({ origin: { reference = '' } }: PlanItem): Link[] {
  const page = ORIGIN_PAGES[reference.slice(0, 1)];
  return page === undefined
    ? []
    : [{ label: `看来源${/^E/.test(reference) ? '评估' : ` ${reference.replace(/#.*/, '')}`}`, href: page(reference) }];
}

function proofEntry(item: PlanItem, one: ItemEvidence, today: string): Entry {
  const { note, photoIds, files, byName, at, expiresOn, isReplaced, seenBefore } = one;
  const until = expiresOn === undefined ? [] : [`有效期到 ${expiresOn.slice(0, 4)}年${formatDay(expiresOn)}`];
  const isOver = !isReplaced && expiresOn !== undefined && expiresOn < today;
  return {
    ...(note === undefined ? {} : { text: note }),
    photoIds,
    files: files.map(({ _id, fileName }) => ({ label: fileName, href: paths.file(_id) })),
    by: [byName, formatDateTime(at), ...until].join(' · '),
    tags: [
      ...(isOver ? [{ label: '已过期', tone: 'waiting' } as const] : []),
      ...(seenBefore === undefined
        ? []
        : [{ label: `照片和${wordsOfPlaces(item, seenBefore)}的相同`, tone: 'bad' } as const]),
      ...(isReplaced ? [{ label: '已有新的', tone: 'quiet' } as const] : []),
    ],
  };
}
const checkEntry = ({ result, note, byName, at }: ItemCheck): Entry => ({
  tags: [result === 'effective' ? { label: '有效', tone: 'good' } : { label: '没有效果，重做', tone: 'bad' }],
  ...(note === undefined ? {} : { text: note }),
  by: `${byName} · ${formatDateTime(at)}`,
});

const resultOf = (check: ItemCheck | undefined): string =>
  check === undefined ? '' : check.result === 'effective' ? '有效' : '没有效果';

export const itemsInWords = putInWords(planItems, {
  quick: [
    ['全部', {}],
    ['我负责的', { isMine: true }],
    ['未办结', { isOpen: true }],
    ['逾期', { isOverdue: true }],
    ['材料过期', { isLapsed: true }],
    ['待检查', { status: 'done' }],
    ['待采纳', { status: 'proposed' }],
  ],
  choices: { origin: ORIGINS, type: ITEM_TYPES },
  besides: [{ label: '发展计划', href: plans.path }],
  none: () => ({ text: '还没有改进事项。', link: { label: '看发展计划', href: plans.path } }),
  meta: (item, { now }) =>
    [
      originOf(item),
      item.ownerName === undefined ? '' : `责任人 ${item.ownerName}`,
      dueOf(item, now),
      item.round > 1 ? `第 ${item.round} 轮` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  tags: (item, now) => [
    ...(isItemLate(item, now) ? [{ label: '逾期', tone: 'bad', icon: 'clock' } as const] : []),
    ...(item.isLapsed ? [{ label: '材料过期', tone: 'waiting', icon: 'alert-triangle' } as const] : []),
  ],
  standing: (item, { now }) => ({
    ...handOf(item),
    said: [{ label: '期限', value: dueOf(item, now) }],
    links: originLink(item),
  }),
  facts: (item, { now }) => [
    { label: '从哪里来', value: [originOf(item), item.origin.reference ?? ''].join(' ') },
    { label: '问题', value: item.problem },
    { label: '根本原因', value: item.rootCause ?? '' },
    { label: '怎么做', value: item.measure ?? '' },
    { label: '类型', value: labelIn(ITEM_TYPES, item.type) },
    { label: '责任人', value: item.ownerName ?? '' },
    { label: '期限', value: dueOf(item, now) },
    { label: '资源', value: item.resources ?? '' },
    { label: '资金', value: yuanOf(item.fundFen) },
    { label: '怎样算有效', value: item.indicator ?? '' },
    { label: '理由', value: item.reason ?? '' },
  ],
  brief: ({ problem, measure = '', indicator = '' }) => [
    ...(measure === '' ? [] : [{ label: '问题', value: problem }]),
    { label: '怎样算有效', value: indicator },
  ],
  sections: async ({ now }, item) => [
    {
      title: '证明材料',
      entries: item.evidence.map((one) => proofEntry(item, one, localDate(now))).reverse(),
      none: '还没有。做完要放一句话、一张照片或一份文件。',
    },
    ...(item.checks.length === 0 ? [] : [{ title: '检查', entries: item.checks.map(checkEntry).reverse() }]),
  ],
  partOf: ({ planReference }) => ({ label: `返回计划 ${planReference}`, href: plans.pathOf(planReference) }),
  // They stand with the evidence they are part of.
  photoIds: () => [],
  detailOf: (text) => [
    text('dueOn') && `${formatDay(text('dueOn'))}之前做完`,
    text('expiresOn') && `有效期到${formatDay(text('expiresOn'))}`,
  ],
  doers: ['worker', ...FIRM],
  steps: {
    'propose-item': 'elsewhere',
    // In the plan it is put into.
    'add-item': 'elsewhere',
    'accept-item': {
      lead: () => '采纳后就是计划里的事项，责任人会收到通知和到期提醒。',
      fields: AGREED_QUESTIONS,
      values: agreedOf,
      run: acceptItem,
    },
    'dismiss-item': {
      lead: () => '不采纳也要写清楚为什么，大家都看得到。',
      fields: [reason('例如：已经单独立项。')],
      run: dismissItem,
    },
    'start-item': { run: startItem },
    'complete-item': {
      lead: () => '做完要有证明，再由另一个人来检查有没有效果。',
      fields: PROOF,
      run: completeItem,
    },
    'check-effective': {
      lead: (item) => {
        const seen = seenBeforeOf(item);
        const warning = seen === '' ? '' : `证明照片和${seen}的照片相同，通过要写明理由。`;
        return `${warning}到现场看过、确实有效，再通过。做的人不能自己检查。`;
      },
      fields: [{ name: 'note', label: '看到了什么（可以不填）', kind: 'area' }],
      run: findEffective,
    },
    'check-not-effective': {
      lead: () => '责任人会收到您写的理由，重新做一轮。',
      fields: [reason('哪里没有效果，要怎么改。')],
      run: findNotEffective,
    },
    'add-evidence': {
      lead: () => '补充材料，或者换一份新的。过期的材料会被新的代替。',
      submit: '加上',
      fields: [...PROOF, REPLACED],
      run: addEvidence,
    },
    'change-item': {
      lead: () => '改了责任人或日期，会通知到人。',
      submit: '保存',
      fields: AGREED_QUESTIONS,
      values: agreedOf,
      run: changeItem,
    },
    'cancel-item': {
      lead: () => '取消后就不用做了，理由大家都看得到。',
      fields: [reason('为什么不做了。')],
      isDanger: true,
      run: cancelItem,
    },
    'lapse-evidence': 'elsewhere',
  },
  tab: 'plans',
  place: { icon: 'list-check', group: 'programme', words: '证明材料', after: plans.path },
  sheet: {
    kind: 'plan-items',
    name: '改进事项清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '计划', width: 14, cell: ({ planReference }) => planReference },
      { header: '企业', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(planItems.lifecycle, status).label },
      { header: '是否逾期', width: 10, cell: (item, now) => (isItemLate(item, now) ? '逾期' : '') },
      { header: '证明材料', width: 10, cell: ({ isLapsed }) => (isLapsed ? '过期' : '') },
      { header: '来源', width: 12, cell: ({ origin }) => labelIn(ORIGINS, origin.kind) },
      { header: '来源编号', width: 14, cell: ({ origin: { reference = '' } }) => reference },
      { header: '类型', width: 10, cell: ({ type }) => labelIn(ITEM_TYPES, type) },
      { header: '问题', width: 40, cell: ({ problem }) => problem },
      { header: '原因', width: 30, cell: ({ rootCause = '' }) => rootCause },
      { header: '措施', width: 40, cell: ({ measure = '' }) => measure },
      { header: '预期指标', width: 30, cell: ({ indicator = '' }) => indicator },
      { header: '责任人', width: 12, cell: ({ ownerName = '' }) => ownerName },
      { header: '期限', width: 12, cell: ({ dueOn }) => dayCell(dueOn) },
      { header: '所需资源', width: 20, cell: ({ resources = '' }) => resources },
      { header: '预算（元）', width: 14, cell: ({ fundFen }) => fundFen / 100 },
      { header: '有效材料份数', width: 12, cell: ({ evidence }) => evidence.filter((one) => !one.isReplaced).length },
      { header: '完成时间', width: 20, cell: ({ doneAt }) => timeCell(doneAt) },
      { header: '完成人', width: 12, cell: ({ doneByName = '' }) => doneByName },
      { header: '检查结果', width: 12, cell: ({ checks }) => resultOf(checks.at(-1)) },
      { header: '检查人', width: 12, cell: ({ checks }) => checks.at(-1)?.byName ?? '' },
      { header: '检查意见', width: 30, cell: ({ checks }) => checks.at(-1)?.note ?? '' },
    ],
  },
});
