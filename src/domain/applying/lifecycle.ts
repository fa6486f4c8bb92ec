import { defineLifecycle } from '#kernel/lifecycle';

/**
 * 申请: from the first line of the draft to the decision (意见（十四）). Where the firm lies in a park, the park recommends
 * first; the competent body decides, and whoever sends it back says what is missing.
 */
export const applicationLifecycle = defineLifecycle(
  'application',
  [
    { code: 'draft', label: '草稿', tone: 'quiet', isOpen: true },
    { code: 'submitted', label: '待审核', tone: 'waiting', isOpen: true },
    { code: 'returned', label: '退回补正', tone: 'bad', isOpen: true },
    { code: 'resubmitted', label: '已重报', tone: 'waiting', isOpen: true },
    { code: 'recommended', label: '园区已推荐', tone: 'active', isOpen: true },
    { code: 'admitted', label: '已批准加入', tone: 'good', isOpen: false },
    { code: 'refused', label: '不予批准', tone: 'bad', isOpen: false },
    { code: 'withdrawn', label: '已撤回', tone: 'quiet', isOpen: false },
  ],
  [
    { action: 'save-draft', label: '保存草稿', from: ['draft', 'returned'], to: 'stay', done: '已保存草稿' },
    { action: 'move-cohort', label: '换到别的批次', from: ['draft', 'returned'], to: 'stay', done: '已换批次' },
    { action: 'submit', label: '提交申请', from: ['draft'], to: 'submitted', done: '已提交申请' },
    {
      action: 'return',
      label: '退回补正',
      from: ['submitted', 'resubmitted', 'recommended'],
      to: 'returned',
      done: '已退回补正',
      needs: ['reasonCode', 'reason', 'contentHash'],
    },
    { action: 'resubmit', label: '重新提交', from: ['returned'], to: 'resubmitted', done: '已重新提交' },
    {
      action: 'recommend',
      label: '园区推荐',
      from: ['submitted', 'resubmitted'],
      to: 'recommended',
      done: '园区已推荐',
      needs: ['contentHash'],
      differsFrom: ['submit', 'resubmit'],
    },
    {
      action: 'wait',
      label: '列入候补',
      from: ['submitted', 'resubmitted', 'recommended'],
      to: 'stay',
      done: '已列入候补',
      differsFrom: ['submit', 'resubmit'],
    },
    {
      action: 'admit',
      label: '批准加入',
      from: ['submitted', 'resubmitted', 'recommended'],
      to: 'admitted',
      done: '已批准加入',
      needs: ['contentHash'],
      differsFrom: ['submit', 'resubmit', 'recommend'],
    },
    {
      action: 'refuse',
      label: '不予批准',
      from: ['submitted', 'resubmitted', 'recommended'],
      to: 'refused',
      done: '不予批准',
      needs: ['reasonCode', 'reason', 'wouldChange', 'contentHash'],
      differsFrom: ['submit', 'resubmit'],
    },
    {
      action: 'withdraw',
      label: '撤回申请',
      from: ['draft', 'submitted', 'returned', 'resubmitted', 'recommended'],
      to: 'withdrawn',
      done: '企业已撤回申请',
    },
  ],
);
export type ApplicationStatus = (typeof applicationLifecycle)['statuses'][number]['code'];
export type ApplicationAction = (typeof applicationLifecycle)['actions'][number]['action'];
