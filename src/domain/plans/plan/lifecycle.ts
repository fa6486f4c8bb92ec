import { defineLifecycle } from '#kernel/lifecycle';

/** 企业安全发展计划 of one firm and year: drafted by those who run safety, started by the 主要负责人, closed when all is checked. */
export const planLifecycle = defineLifecycle(
  'plan',
  [
    { code: 'draft', label: '草拟中', tone: 'waiting', isOpen: true },
    { code: 'running', label: '实施中', tone: 'active', isOpen: true },
    { code: 'closed', label: '已结束', tone: 'good', isOpen: false },
  ],
  [
    { action: 'draft-plan', label: '新建计划', from: [], to: 'draft', done: '新建计划' },
    {
      action: 'change-plan',
      label: '修改目标',
      from: ['draft', 'running'],
      to: 'stay',
      done: '修改了目标',
      needs: ['goals'],
    },
    {
      action: 'name-team',
      label: '组建改进小组',
      from: ['draft', 'running'],
      to: 'stay',
      done: '组建了改进小组',
      needs: ['leaderId'],
    },
    { action: 'ask-approval', label: '请负责人批准', from: ['draft'], to: 'stay', done: '已请主要负责人批准' },
    { action: 'start-plan', label: '批准并启动', from: ['draft'], to: 'running', done: '主要负责人批准，计划启动' },
    {
      action: 'close-plan',
      label: '结束计划',
      from: ['running'],
      to: 'closed',
      done: '计划结束',
      needs: ['effectivenessNote'],
    },
  ],
);
export type PlanStatus = (typeof planLifecycle)['statuses'][number]['code'];
export type PlanAction = (typeof planLifecycle)['actions'][number]['action'];
