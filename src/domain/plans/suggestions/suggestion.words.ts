import { type Link, putInWords, type Question, timeCell } from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { type Role, runsEnterprise } from '#kernel/actor';
import { formatDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { planItems } from '../items/item.ts';
import { findOpenPlan } from '../plan/plan.ts';
import {
  adoptSuggestion,
  carryOutSuggestion,
  confirmSuggestion,
  convertSuggestion,
  declineSuggestion,
  denySuggestion,
  proposeSuggestion,
  reviewSuggestion,
} from './suggestion.commands.ts';
import type { Suggestion } from './suggestion.model.ts';
import { suggestions } from './suggestion.ts';

const OF_FIRM: readonly Role[] = ['worker', 'enterprise-manager', 'safety-officer'];
const reason = (hint: string): Question<Suggestion> => ({ name: 'reason', label: '理由', kind: 'area', hint });

/** Who has it now, and what comes next. */
function handOf({ status, itemReference, proposerName }: Suggestion): { holder: string; next: string } {
  const firm = '企业负责人或安全管理员';
  switch (status) {
    case 'proposed':
      return { holder: firm, next: '答复：采纳，或写明为什么不采纳' };
    case 'reviewed':
      return { holder: firm, next: '研究后答复' };
    case 'adopted':
      return itemReference === undefined
        ? { holder: firm, next: '落实，再由提出人确认' }
        : { holder: '改进事项的责任人', next: '按改进事项落实，再由提出人确认' };
    case 'carried-out':
      return { holder: proposerName, next: '看看是不是真的落实了' };
    case 'confirmed':
      return { holder: '', next: '已落实' };
    case 'declined':
      return { holder: '', next: '没有采纳，理由见下面' };
    case 'converted':
      return { holder: '', next: '已转为隐患，进度和奖励看隐患' };
  }
}

/** What it has become. */
const becameOf = ({ hazardReference, itemReference }: Suggestion): Link[] => [
  ...(hazardReference === undefined
    ? []
    : [{ label: `看隐患 ${hazardReference}`, href: paths.hazard(hazardReference) }]),
  ...(itemReference === undefined
    ? []
    : [{ label: `看改进事项 ${itemReference}`, href: planItems.pathOf(itemReference) }]),
];

export const suggestionsInWords = putInWords(suggestions, {
  quick: [
    ['全部', {}],
    ['我提的', { isMine: true }],
    ['没办结', { isOpen: true }],
    ['待答复', { status: 'proposed' }],
    ['待落实', { status: 'adopted' }],
    ['已落实', { status: 'confirmed' }],
  ],
  none: '这里还没有建议。想到更安全、更省事的办法，写一句就行。',
  meta: ({ proposerName, placeText, createdAt }) =>
    [proposerName, placeText, `${formatDay(localDate(createdAt))}提出`].filter(Boolean).join(' · '),
  standing: (suggestion) => ({ ...handOf(suggestion), links: becameOf(suggestion) }),
  facts: ({ proposerName, placeText = '', answer = '', doneNote = '', reason = '' }) => [
    { label: '提出人', value: proposerName },
    { label: '在哪里', value: placeText },
    { label: '答复', value: answer },
    { label: '做了什么', value: doneNote },
    { label: '理由', value: reason },
  ],
  // Of one that became a hazard the photos are the hazard's.
  photoIds: ({ hazardReference, photoIds }) => (hazardReference === undefined ? photoIds : []),
  links: async ({ actor }, { enterpriseId, reference, status, itemReference }) => {
    if (!runsEnterprise(actor) || status !== 'adopted' || itemReference !== undefined) return [];
    const plan = await findOpenPlan(enterpriseId);
    const from = `origin=suggestion&from=${reference}`;
    return plan === undefined ? [] : [{ label: '列入发展计划', href: `${paths.newItem(plan.reference)}?${from}` }];
  },
  detailOf: (text) => [text('itemReference'), text('hazardReference')],
  making: {
    roles: OF_FIRM,
    title: () => '提建议',
    lead: () => '想到更安全、更省事的办法，写一句就行。采纳、落实都会告诉您。',
    submit: '提交建议',
    fields: [
      { name: 'text', label: '您的建议', kind: 'area', hint: '例如：把叉车通道用黄线划出来。' },
      { name: 'placeText', label: '在哪里（可以不填）', kind: 'text' },
      { name: 'photos', label: '照片（可以不放）', kind: 'photos' },
    ],
    run: proposeSuggestion,
  },
  doers: OF_FIRM,
  steps: {
    'propose-suggestion': 'made',
    'review-suggestion': { run: reviewSuggestion },
    'adopt-suggestion': {
      lead: () => '采纳后全企业都看得到，落实了由提出人确认。',
      fields: [{ name: 'note', label: '打算怎么落实（可以不填）', kind: 'area' }],
      run: adoptSuggestion,
    },
    'decline-suggestion': {
      lead: () => '提出人会看到您写的理由。',
      fields: [reason('写清楚为什么，别让人觉得白提了。')],
      run: declineSuggestion,
    },
    'convert-suggestion': {
      lead: () => '这条建议说的是一处隐患：替提出人上报为隐患，奖励和进度按隐患办理，建议到此结束。',
      run: convertSuggestion,
    },
    'carry-out': {
      lead: () => '写明做了什么，再由提出人确认。',
      fields: [{ name: 'note', label: '做了什么', kind: 'area' }],
      run: carryOutSuggestion,
    },
    // With the item it is put into, and with that item's end.
    'link-item': 'elsewhere',
    'unlink-item': 'elsewhere',
    'confirm-suggestion': { run: confirmSuggestion },
    'not-yet': {
      lead: () => '告诉我们还差什么，企业会接着做。',
      fields: [reason('现在是什么样？')],
      run: denySuggestion,
    },
  },
  tab: 'plans',
  place: { icon: 'bulb', group: 'programme', after: planItems.path },
  sheet: {
    kind: 'suggestions',
    name: '合理化建议清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '企业', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(suggestions.lifecycle, status).label },
      { header: '提出人', width: 12, cell: ({ proposerName }) => proposerName },
      { header: '提出时间', width: 20, cell: ({ createdAt }) => timeCell(createdAt) },
      { header: '在哪里', width: 20, cell: ({ placeText = '' }) => placeText },
      { header: '建议', width: 50, cell: ({ text }) => text },
      { header: '答复', width: 40, cell: ({ answer = '' }) => answer },
      { header: '做了什么', width: 40, cell: ({ doneNote = '' }) => doneNote },
      { header: '理由', width: 30, cell: ({ reason = '' }) => reason },
      { header: '改进事项', width: 14, cell: ({ itemReference = '' }) => itemReference },
      { header: '转为隐患', width: 14, cell: ({ hazardReference = '' }) => hazardReference },
    ],
  },
});
