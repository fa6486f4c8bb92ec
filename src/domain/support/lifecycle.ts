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

/**
 * A decision: first only the names, so that everybody can say whether they are close to one of them; then the
 * comparison, open to those who are not; then it stands, or is withdrawn with a reason and kept.
 */
export const supportDecisionLifecycle = defineLifecycle(
  'support-decision',
  [
    { code: 'naming', label: '拟定名单', tone: 'waiting', isOpen: true },
    { code: 'comparing', label: '比较中', tone: 'active', isOpen: true },
    { code: 'decided', label: '已决定', tone: 'good', isOpen: false },
    { code: 'withdrawn', label: '已撤销', tone: 'bad', isOpen: false },
    { code: 'cancelled', label: '已取消', tone: 'quiet', isOpen: false },
  ],
  [
    { action: 'name-candidate', label: '加入候选企业', from: ['naming'], to: 'stay', done: '加入一家候选企业' },
    { action: 'remove-candidate', label: '去掉候选企业', from: ['naming'], to: 'stay', done: '去掉一家候选企业' },
    { action: 'fix-list', label: '名单定下', from: ['naming'], to: 'comparing', done: '名单已定，等申报利害关系' },
    {
      action: 'reopen-list',
      label: '改动名单',
      from: ['comparing'],
      to: 'naming',
      done: '重新打开名单',
      needs: ['reason'],
    },
    { action: 'declare', label: '申报利害关系', from: ['comparing'], to: 'stay', done: '已申报利害关系' },
    { action: 'fill', label: '填写条件', from: ['comparing'], to: 'stay', done: '填写了比较条件' },
    { action: 'decide', label: '作出决定', from: ['comparing'], to: 'decided', done: '已作出决定' },
    {
      action: 'cancel',
      label: '取消这次比较',
      from: ['naming', 'comparing'],
      to: 'cancelled',
      done: '取消了这次比较',
      needs: ['reason'],
    },
    {
      action: 'withdraw',
      label: '撤销决定',
      from: ['decided'],
      to: 'withdrawn',
      done: '决定已撤销',
      needs: ['reason'],
    },
  ],
);
export type SupportDecisionStatus = (typeof supportDecisionLifecycle)['statuses'][number]['code'];
export type SupportDecisionAction = (typeof supportDecisionLifecycle)['actions'][number]['action'];
