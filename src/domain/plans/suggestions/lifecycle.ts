import { defineLifecycle } from '#kernel/lifecycle';

/** 合理化建议: from a worker's words to their own word that it was done. One that is a hazard becomes a hazard. */
export const suggestionLifecycle = defineLifecycle(
  'suggestion',
  [
    { code: 'proposed', label: '待答复', tone: 'waiting', isOpen: true },
    { code: 'reviewed', label: '研究中', tone: 'active', isOpen: true },
    { code: 'adopted', label: '已采纳，待落实', tone: 'active', isOpen: true },
    { code: 'declined', label: '未采纳', tone: 'quiet', isOpen: false },
    { code: 'carried-out', label: '待本人确认', tone: 'waiting', isOpen: true },
    { code: 'confirmed', label: '已落实', tone: 'good', isOpen: false },
    { code: 'converted', label: '已转为隐患', tone: 'quiet', isOpen: false },
  ],
  [
    { action: 'propose-suggestion', label: '提建议', from: [], to: 'proposed', done: '提出建议' },
    { action: 'review-suggestion', label: '开始研究', from: ['proposed'], to: 'reviewed', done: '开始研究' },
    { action: 'adopt-suggestion', label: '采纳', from: ['proposed', 'reviewed'], to: 'adopted', done: '采纳了建议' },
    {
      action: 'decline-suggestion',
      label: '不采纳',
      from: ['proposed', 'reviewed'],
      to: 'declined',
      done: '没有采纳',
      needs: ['reason'],
    },
    {
      action: 'convert-suggestion',
      label: '这是隐患，转为隐患',
      from: ['proposed', 'reviewed'],
      to: 'converted',
      done: '转为隐患',
    },
    {
      action: 'carry-out',
      label: '已经落实',
      from: ['adopted'],
      to: 'carried-out',
      done: '已经落实，等提出人确认',
      needs: ['note'],
    },
    { action: 'link-item', label: '列入计划', from: ['adopted'], to: 'stay', done: '列入改进事项' },
    {
      action: 'confirm-suggestion',
      label: '确认落实了',
      from: ['carried-out'],
      to: 'confirmed',
      done: '提出人确认落实了',
    },
    {
      action: 'not-yet',
      label: '还没有落实',
      from: ['carried-out'],
      to: 'adopted',
      done: '提出人说还没有落实',
      needs: ['reason'],
    },
  ],
);
export type SuggestionStatus = (typeof suggestionLifecycle)['statuses'][number]['code'];
export type SuggestionAction = (typeof suggestionLifecycle)['actions'][number]['action'];
