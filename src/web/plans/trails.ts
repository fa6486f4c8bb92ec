import { formatDay } from '#kernel/dates';
import type { TrailWords } from '../presentTrail.ts';

const REMINDER = { 'deadlines.step-reached': { title: '到期提醒', icon: 'clock' } };

export const PLAN_TRAIL: TrailWords = {
  'plans.drafted': { title: '新建计划', icon: 'clipboard-list' },
  'plans.changed': { title: '修改目标', icon: 'pencil' },
  'plans.team-named': { title: '组建改进小组', icon: 'users' },
  'plans.approval-asked': { title: '请主要负责人批准', icon: 'upload' },
  'plans.started': { title: '主要负责人批准，计划启动', icon: 'check' },
  'plans.closed': { title: '计划结束', icon: 'check' },
};

export const ITEM_TRAIL: TrailWords = {
  'plans.item-proposed': { title: '隐患反复出现，建议列入计划', icon: 'refresh' },
  'plans.item-added': { title: '列入计划', icon: 'clipboard-list' },
  'plans.item-accepted': { title: '采纳，列入计划', icon: 'check' },
  'plans.item-dismissed': { title: '没有采纳', icon: 'x' },
  'plans.item-started': { title: '开始做', icon: 'tool' },
  'plans.item-done': { title: '做完，等另一个人检查', icon: 'upload' },
  'plans.evidence-added': { title: '加了证明材料', icon: 'upload' },
  'plans.evidence-lapsed': { title: '证明材料过期', icon: 'alert-triangle' },
  'plans.item-effective': { title: '检查有效', icon: 'check' },
  'plans.item-not-effective': { title: '检查没有效果，重做', icon: 'arrow-back-up' },
  'plans.item-changed': { title: '修改了事项', icon: 'pencil' },
  'plans.item-handed-over': { title: '换了责任人', icon: 'users' },
  'plans.item-cancelled': { title: '取消', icon: 'x' },
  ...REMINDER,
};

export const SUGGESTION_TRAIL: TrailWords = {
  'plans.suggestion-proposed': { title: '提出建议', icon: 'flag' },
  'plans.suggestion-reviewed': { title: '开始研究', icon: 'search' },
  'plans.suggestion-adopted': { title: '采纳', icon: 'check' },
  'plans.suggestion-declined': { title: '没有采纳', icon: 'x' },
  'plans.suggestion-planned': { title: '列入改进事项', icon: 'clipboard-list' },
  'plans.suggestion-carried-out': { title: '已经落实，等提出人确认', icon: 'upload' },
  'plans.suggestion-confirmed': { title: '提出人确认落实了', icon: 'check' },
  'plans.suggestion-not-yet': { title: '提出人说还没有落实', icon: 'arrow-back-up' },
  'plans.suggestion-converted': { title: '转为隐患', icon: 'alert-triangle' },
  ...REMINDER,
};

/** What an event adds to its title. */
export function detailOf(facts: Readonly<Record<string, unknown>>): string {
  const text = (key: string): string => (typeof facts[key] === 'string' ? (facts[key] as string) : '');
  const parts = [
    text('reason'),
    text('note'),
    text('dueOn') && `${formatDay(text('dueOn'))}之前做完`,
    text('expiresOn') && `有效期到${formatDay(text('expiresOn'))}`,
    text('itemReference'),
    text('hazardReference'),
    text('title'),
  ];
  return parts.filter((part) => part !== '').join('；');
}
