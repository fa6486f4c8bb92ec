import type { EnrolmentAction } from '#domain/programme';
import type { ActForm } from '../actPage.ts';

/** Steps with a page of the usual kind. Ticking and the panel's decision have their own. */
export type StepAction = Extract<
  EnrolmentAction,
  'start-implementing' | 'start-acceptance' | 'assign-adviser' | 'pause' | 'resume' | 'withdraw-certificate' | 'exit'
>;

const reason = (hint: string): ActForm['fields'][number] => ({ name: 'reason', label: '理由', kind: 'area', hint });

export const STEP_FORMS: Readonly<Record<StepAction, ActForm>> = {
  'start-implementing': {
    lead: '准备动员的必做事项都完成了，才能进入组织实施。',
    submit: '进入组织实施',
    said: '已进入组织实施，企业会收到通知。',
    fields: [],
  },
  'start-acceptance': {
    lead: '组织实施的必做事项都完成了，才能申请验收。进入后由主管部门组织验收。',
    submit: '进入验收评估',
    said: '已进入验收评估，主管部门会收到通知。',
    fields: [],
  },
  'assign-adviser': {
    lead: '辅导员能看到这家企业的资料，负责评估和入企辅导。换人后，原来的辅导员就看不到了。',
    submit: '安排',
    said: '已安排辅导员，双方会收到通知。',
    fields: [
      {
        name: 'adviserId',
        label: '辅导员',
        kind: 'select',
        none: '请选择',
        hint: '后面是手上已有的企业数，少的排在前面。',
      },
    ],
  },
  pause: {
    lead: '暂停期间，提醒停下，没到期的日子顺延；企业不享受项目的优先扶持。',
    submit: '暂停',
    said: '已暂停。',
    fields: [reason('例如：停产检修到年底。')],
    isDanger: true,
  },
  resume: { lead: '回到暂停前的阶段，没到期的日子顺延。', submit: '恢复', said: '已恢复。', fields: [] },
  'withdraw-certificate': {
    lead: '证书马上失效，查验页面会显示“已撤销”，企业回到组织实施。',
    submit: '撤销证书',
    said: '证书已撤销。',
    fields: [reason('哪里不符合验收时的情况。')],
    isDanger: true,
  },
  exit: {
    lead: '退出后不能恢复，证书同时失效；企业以后可以重新申请。',
    submit: '退出项目',
    said: '已退出项目。',
    fields: [{ name: 'reasonCode', label: '原因', kind: 'radios' }, reason('写一两句情况。')],
    isDanger: true,
  },
};
