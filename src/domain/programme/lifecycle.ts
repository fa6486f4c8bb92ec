import { defineLifecycle } from '#kernel/lifecycle';

/**
 * 入项企业 through its stages 准备动员 → 组织实施 → 验收评估 → 持续改进 (the order of the 玉林 pilot, facts.md §3.1), or
 * paused, or out of the programme with a reason.
 */
export const enrolmentLifecycle = defineLifecycle(
  'enrolment',
  [
    { code: 'preparing', label: '准备动员', tone: 'waiting', isOpen: true },
    { code: 'implementing', label: '组织实施', tone: 'active', isOpen: true },
    { code: 'accepting', label: '验收评估', tone: 'active', isOpen: true },
    { code: 'improving', label: '持续改进', tone: 'good', isOpen: true },
    { code: 'paused', label: '暂停', tone: 'bad', isOpen: true },
    { code: 'exited', label: '已退出', tone: 'quiet', isOpen: false },
  ],
  [
    { action: 'enrol', label: '加入项目', from: [], to: 'preparing', done: '加入项目，进入准备动员' },
    {
      action: 'tick-item',
      label: '完成清单事项',
      from: ['preparing', 'implementing', 'accepting', 'improving'],
      to: 'stay',
      done: '完成一项阶段清单',
    },
    {
      action: 'untick-item',
      label: '改为未完成',
      from: ['preparing', 'implementing', 'accepting', 'improving'],
      to: 'stay',
      done: '把一项阶段清单改为未完成',
      needs: ['reason'],
    },
    {
      action: 'assign-adviser',
      label: '安排辅导员',
      from: ['preparing', 'implementing', 'accepting', 'improving', 'paused'],
      to: 'stay',
      done: '已安排辅导员',
      needs: ['adviserId'],
    },
    {
      action: 'start-implementing',
      label: '进入组织实施',
      from: ['preparing'],
      to: 'implementing',
      done: '进入组织实施',
    },
    {
      action: 'start-acceptance',
      label: '进入验收评估',
      from: ['implementing'],
      to: 'accepting',
      done: '进入验收评估',
    },
    {
      action: 'pass-acceptance',
      label: '验收通过',
      from: ['accepting'],
      to: 'improving',
      done: '验收通过，进入持续改进',
    },
    {
      action: 'fail-acceptance',
      label: '验收不通过',
      from: ['accepting'],
      to: 'implementing',
      done: '验收不通过，回到组织实施',
      needs: ['reason'],
    },
    {
      action: 'withdraw-certificate',
      label: '撤销证书',
      from: ['improving'],
      to: 'implementing',
      done: '撤销证书，回到组织实施',
      needs: ['reason'],
    },
    {
      action: 'pause',
      label: '暂停',
      from: ['preparing', 'implementing', 'accepting', 'improving'],
      to: 'paused',
      done: '已暂停',
      needs: ['reason'],
    },
    // The target is the stage that was paused; the command says which.
    { action: 'resume', label: '恢复', from: ['paused'], to: 'stay', done: '已恢复' },
    {
      action: 'exit',
      label: '退出项目',
      from: ['preparing', 'implementing', 'accepting', 'improving', 'paused'],
      to: 'exited',
      done: '已退出项目',
      needs: ['reasonCode', 'reason'],
    },
    // The firm moves to another park; stage, clocks and numbers stay.
    {
      action: 'transfer',
      label: '转到另一园区',
      from: ['preparing', 'implementing', 'accepting', 'improving', 'paused'],
      to: 'stay',
      done: '已转到另一园区',
    },
  ],
);
export type EnrolmentStage = (typeof enrolmentLifecycle)['statuses'][number]['code'];
export type EnrolmentAction = (typeof enrolmentLifecycle)['actions'][number]['action'];
/** The stages in which work is done: every one but a pause and the end. */
export type WorkStage = Exclude<EnrolmentStage, 'paused' | 'exited'>;
