import {
  adoptSuggestion,
  carryOutSuggestion,
  confirmSuggestion,
  convertSuggestion,
  declineSuggestion,
  denySuggestion,
  reviewSuggestion,
  type Suggestion,
  type SuggestionAction,
  type SuggestionStatus,
  suggestions,
} from '#domain/plans';
import { type ActField, type ActForm, actPage } from '../actPage.ts';

type PageAction = Exclude<SuggestionAction, 'propose-suggestion' | 'link-item' | 'unlink-item'>;

const reason = (hint: string): ActField => ({ name: 'reason', label: '理由', kind: 'area', hint });

const { acts } = suggestions;

/** One row an action. */
export const SUGGESTION_FORMS: Readonly<Record<PageAction, ActForm>> = {
  'review-suggestion': {
    lead: '',
    submit: '开始研究',
    said: acts['review-suggestion'].said,
    fields: [],
  },
  'adopt-suggestion': {
    lead: '采纳后全企业都看得到，落实了由提出人确认。',
    submit: '采纳',
    said: acts['adopt-suggestion'].said,
    fields: [{ name: 'note', label: '打算怎么落实（可以不填）', kind: 'area' }],
  },
  'decline-suggestion': {
    lead: '提出人会看到您写的理由。',
    submit: '不采纳',
    said: acts['decline-suggestion'].said,
    fields: [reason('写清楚为什么，别让人觉得白提了。')],
  },
  'convert-suggestion': {
    lead: '这条建议说的是一处隐患：替提出人上报为隐患，奖励和进度按隐患办理，建议到此结束。',
    submit: '转为隐患',
    said: acts['convert-suggestion'].said,
    fields: [],
  },
  'carry-out': {
    lead: '写明做了什么，再由提出人确认。',
    submit: '已经落实',
    said: acts['carry-out'].said,
    fields: [{ name: 'note', label: '做了什么', kind: 'area' }],
  },
  'confirm-suggestion': {
    lead: '',
    submit: '确认落实了',
    said: acts['confirm-suggestion'].said,
    fields: [],
  },
  'not-yet': {
    lead: '告诉我们还差什么，企业会接着做。',
    submit: '还没有落实',
    said: acts['not-yet'].said,
    fields: [reason('现在是什么样？')],
  },
};

/** Pages of the steps of a suggestion. */
export const { showAct: showSuggestionAct, postAct: postSuggestionAct } = actPage<
  Suggestion,
  SuggestionStatus,
  SuggestionAction,
  PageAction
>({
  lifecycle: suggestions.lifecycle,
  forms: SUGGESTION_FORMS,
  commands: {
    'review-suggestion': reviewSuggestion,
    'adopt-suggestion': adoptSuggestion,
    'decline-suggestion': declineSuggestion,
    'convert-suggestion': convertSuggestion,
    'carry-out': carryOutSuggestion,
    'confirm-suggestion': confirmSuggestion,
    'not-yet': denySuggestion,
  },
  load: suggestions.get,
  statusOf: suggestions.statusOf,
  actionsFor: suggestions.actionsFor,
  pathOf: suggestions.pathOf,
  facts: (suggestion) => [
    { label: '编号', value: suggestion.reference },
    { label: '建议', value: suggestion.text },
  ],
});
