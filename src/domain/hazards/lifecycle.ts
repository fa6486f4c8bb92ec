import { defineLifecycle } from '#kernel/lifecycle';

/**
 * A hazard from report to closing (安委〔2024〕7号: 核实、整改、闭环). A general hazard is closed by another person of the
 * firm; one marked major only by the competent body (意见（十）销号).
 */
export const hazardLifecycle = defineLifecycle(
  'hazard',
  [
    { code: 'reported', label: '待受理', tone: 'waiting', isOpen: true },
    { code: 'accepted', label: '核实中', tone: 'active', isOpen: true },
    { code: 'valid', label: '待安排整改', tone: 'waiting', isOpen: true },
    { code: 'not-valid', label: '不属实', tone: 'quiet', isOpen: false },
    { code: 'duplicate', label: '已合并', tone: 'quiet', isOpen: false },
    { code: 'rectifying', label: '整改中', tone: 'active', isOpen: true },
    { code: 'submitted', label: '待验收', tone: 'waiting', isOpen: true },
    { code: 'closure-requested', label: '待销号', tone: 'waiting', isOpen: true },
    { code: 'closed', label: '已关闭', tone: 'good', isOpen: false },
  ],
  [
    { action: 'accept', label: '受理', from: ['reported'], to: 'accepted', done: '已受理' },
    { action: 'verify-valid', label: '核实属实', from: ['accepted'], to: 'valid', done: '核实属实', needs: ['grade'] },
    {
      action: 'verify-not-valid',
      label: '核实不属实',
      from: ['accepted'],
      to: 'not-valid',
      done: '核实不属实',
      needs: ['reason'],
    },
    {
      action: 'mark-duplicate',
      label: '合并到原件',
      from: ['reported', 'accepted'],
      to: 'duplicate',
      done: '已合并到原件',
      needs: ['duplicateOf'],
    },
    {
      action: 'plan-rectification',
      label: '安排整改',
      from: ['valid', 'rectifying'],
      to: 'rectifying',
      done: '已安排整改',
      needs: ['ownerId', 'measure', 'fundFen', 'dueOn', 'contingency'],
    },
    {
      action: 'fix-on-spot',
      label: '当场整改',
      from: ['valid'],
      to: 'submitted',
      done: '当场整改',
      needs: ['text', 'photoIds'],
    },
    {
      action: 'submit-rectification',
      label: '提交验收',
      from: ['rectifying'],
      to: 'submitted',
      done: '已提交验收',
      needs: ['text', 'photoIds'],
    },
    {
      action: 'approve-rectification',
      label: '验收通过',
      from: ['submitted'],
      to: 'closed',
      done: '验收通过，已关闭',
      differsFrom: ['plan-rectification', 'fix-on-spot', 'submit-rectification'],
    },
    {
      action: 'return-rectification',
      label: '退回重做',
      from: ['submitted'],
      to: 'rectifying',
      done: '验收退回',
      needs: ['reason'],
    },
    {
      action: 'request-closure',
      label: '申请销号',
      from: ['submitted'],
      to: 'closure-requested',
      done: '已申请销号',
      differsFrom: ['fix-on-spot', 'submit-rectification'],
    },
    { action: 'close-major', label: '准予销号', from: ['closure-requested'], to: 'closed', done: '监管部门已销号' },
    {
      action: 'return-closure',
      label: '不予销号',
      from: ['closure-requested'],
      to: 'rectifying',
      done: '监管部门不予销号',
      needs: ['reason'],
    },
    {
      action: 'reopen',
      label: '还没有解决',
      from: ['closed', 'not-valid'],
      to: 'accepted',
      done: '上报人说还没有解决，重新核实',
      needs: ['reason'],
    },
    {
      action: 'urge',
      label: '催办',
      from: ['reported', 'accepted', 'valid', 'rectifying', 'submitted'],
      to: 'stay',
      done: '催办',
    },
    {
      action: 'endorse',
      label: '附议',
      from: ['reported', 'accepted', 'valid', 'rectifying', 'submitted'],
      to: 'stay',
      done: '附议',
    },
    {
      action: 'mark-major',
      label: '列为重大隐患',
      from: ['accepted', 'valid', 'rectifying', 'submitted'],
      to: 'stay',
      done: '列为重大隐患',
      needs: ['majorBasis'],
    },
    {
      action: 'downgrade',
      label: '改为一般隐患',
      from: ['valid', 'rectifying', 'submitted'],
      to: 'stay',
      done: '监管部门改为一般隐患',
      needs: ['reason'],
    },
  ],
);

export type HazardStatus = (typeof hazardLifecycle)['statuses'][number]['code'];
export type HazardAction = (typeof hazardLifecycle)['actions'][number]['action'];
