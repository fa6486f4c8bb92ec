import { defineLifecycle } from '#kernel/lifecycle';

/** 扶持政策 (意见（十五）): once published its text changes only by a new version, and not at all once decided by. */
export const supportPolicyLifecycle = defineLifecycle(
  'support-policy',
  [
    { code: 'draft', label: '草稿', tone: 'quiet', isOpen: true },
    { code: 'published', label: '已发布', tone: 'active', isOpen: true },
    { code: 'closed', label: '已结束', tone: 'quiet', isOpen: false },
  ],
  [
    { action: 'edit', label: '修改', from: ['draft', 'published'], to: 'stay', done: '已修改草稿' },
    { action: 'publish', label: '发布', from: ['draft'], to: 'published', done: '已发布' },
    { action: 'begin-correction', label: '更正', from: ['published'], to: 'stay', done: '开始起草更正' },
    {
      action: 'publish-correction',
      label: '发布更正',
      from: ['published'],
      to: 'stay',
      done: '已发布更正',
      needs: ['reason'],
    },
    { action: 'drop-correction', label: '放弃更正', from: ['published'], to: 'stay', done: '放弃了更正' },
    { action: 'start-decision', label: '开始比较', from: ['published'], to: 'stay', done: '开始比较候选企业' },
    { action: 'settle', label: '记下决定', from: ['published', 'closed'], to: 'stay', done: '决定有了变化' },
    { action: 'close', label: '结束政策', from: ['published'], to: 'closed', done: '政策已结束' },
  ],
);
export type SupportPolicyStatus = (typeof supportPolicyLifecycle)['statuses'][number]['code'];
export type SupportPolicyAction = (typeof supportPolicyLifecycle)['actions'][number]['action'];
