import { defineLifecycle } from '#kernel/lifecycle';

/** 改进事项: plan, do, check, act. What was found not effective is done again, in its next round. */
export const itemLifecycle = defineLifecycle(
  'plan-item',
  [
    { code: 'proposed', label: '待采纳', tone: 'waiting', isOpen: true },
    { code: 'planned', label: '待开始', tone: 'waiting', isOpen: true },
    { code: 'doing', label: '进行中', tone: 'active', isOpen: true },
    { code: 'done', label: '待检查', tone: 'waiting', isOpen: true },
    { code: 'effective', label: '检查有效', tone: 'good', isOpen: false },
    { code: 'cancelled', label: '已取消', tone: 'quiet', isOpen: false },
    { code: 'dismissed', label: '未采纳', tone: 'quiet', isOpen: false },
  ],
  [
    { action: 'propose-item', label: '提出', from: [], to: 'proposed', done: '同一处反复出现隐患，建议列入计划' },
    { action: 'add-item', label: '增加事项', from: [], to: 'planned', done: '列入计划' },
    {
      action: 'accept-item',
      label: '采纳，列入计划',
      from: ['proposed'],
      to: 'planned',
      done: '采纳，列入计划',
      needs: ['measure', 'ownerId', 'dueOn', 'indicator', 'type'],
    },
    {
      action: 'dismiss-item',
      label: '不采纳',
      from: ['proposed'],
      to: 'dismissed',
      done: '没有采纳',
      needs: ['reason'],
    },
    { action: 'start-item', label: '开始做', from: ['planned'], to: 'doing', done: '开始做' },
    {
      action: 'complete-item',
      label: '做完了',
      from: ['planned', 'doing'],
      to: 'done',
      done: '做完，等另一个人检查',
      needs: ['evidence'],
    },
    {
      action: 'check-effective',
      label: '检查有效',
      from: ['done'],
      to: 'effective',
      done: '检查有效',
      differsFrom: ['complete-item'],
    },
    {
      action: 'check-not-effective',
      label: '没有效果，重做',
      from: ['done'],
      to: 'doing',
      done: '检查没有效果，重做',
      needs: ['reason'],
      differsFrom: ['complete-item'],
    },
    {
      action: 'add-evidence',
      label: '加证明材料',
      from: ['planned', 'doing', 'done', 'effective'],
      to: 'stay',
      done: '加了证明材料',
    },
    {
      action: 'change-item',
      label: '修改事项',
      from: ['planned', 'doing'],
      to: 'stay',
      done: '修改了事项',
      needs: ['measure', 'ownerId', 'dueOn', 'indicator', 'type'],
    },
    {
      action: 'cancel-item',
      label: '取消事项',
      from: ['planned', 'doing', 'done'],
      to: 'cancelled',
      done: '取消了事项',
      needs: ['reason'],
    },
    // By the clock alone.
    {
      action: 'lapse-evidence',
      label: '材料过期',
      from: ['planned', 'doing', 'done', 'effective'],
      to: 'stay',
      done: '证明材料过期',
    },
  ],
);
export type ItemStatus = (typeof itemLifecycle)['statuses'][number]['code'];
export type ItemAction = (typeof itemLifecycle)['actions'][number]['action'];
