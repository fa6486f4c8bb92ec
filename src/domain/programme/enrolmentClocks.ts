import { desk } from '#domain/deadlines';
import type { Clocks } from '#domain/engine';
import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';
import { inWorkingDays } from '#kernel/workingDays';
import type { Enrolment } from './enrolment.model.ts';
import { isWorking } from './policy.ts';

/** Working days somebody has for a step that waits for them. */
interface StageClock {
  /** The competent body finds an adviser for a firm that has none. */
  assignWorkingDays: number;
  /** The adviser signs what they wrote of a visit. */
  signWorkingDays: number;
  /** The firm signs it too, or sends it back. */
  countersignWorkingDays: number;
  /** The firm's manager confirms a round, or sends it back. */
  confirmWorkingDays: number;
  /** The adviser goes through the questionnaire of the acceptance with a firm that asked for it. */
  acceptanceRoundWorkingDays: number;
  /** The competent body brings a panel together and writes down what it decided. */
  acceptWorkingDays: number;
  /** Calendar days after which the competent body looks again at a firm that is paused. */
  pauseDays: number;
  /** Calendar days in which a stage is gone through, pauses not counted. */
  stageDays: Readonly<Record<'preparing' | 'implementing', number>>;
  /** Calendar days a firm has at least that comes back to a stage: after a pause, or an acceptance that failed. */
  againDays: number;
}

const STAGE_CLOCK = defineRule<StageClock>({
  key: 'programme-stage-clock',
  isSettable: true,
  label: '项目各步时限',
  says: (days) => [
    `主管部门安排辅导员 ${days.assignWorkingDays} 个工作日，组织验收、填写结果 ${days.acceptWorkingDays} 个工作日。`,
    `辅导记录：辅导员签字 ${days.signWorkingDays} 个工作日，企业签字 ${days.countersignWorkingDays} 个工作日。`,
    `准备动员 ${days.stageDays.preparing} 天、组织实施 ${days.stageDays.implementing} 天内进入下一阶段，暂停的日子不算，回到这个阶段的至少再给 ${days.againDays} 天；暂停满 ${days.pauseDays} 天，主管部门看要不要恢复。`,
    `评估：企业负责人确认 ${days.confirmWorkingDays} 个工作日；申请验收后，辅导员 ${days.acceptanceRoundWorkingDays} 个工作日内做验收评估。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十四）（十六）',
      source: '设计值：意见没有规定天数',
      standing: 'reference',
      value: {
        assignWorkingDays: 10,
        signWorkingDays: 2,
        countersignWorkingDays: 3,
        confirmWorkingDays: 5,
        acceptanceRoundWorkingDays: 10,
        acceptWorkingDays: 20,
        pauseDays: 90,
        stageDays: { preparing: 60, implementing: 270 },
        againDays: 60,
      },
    },
  ],
});

export const stageClock = (now: Date): StageClock => ruleOn(STAGE_CLOCK, localDate(now)).value;

/** What the competent body owes a firm in the programme. */
export const BODY_CLOCKS = {
  'adviser-assign': {
    ladder: 'programme-body',
    title: () => '安排辅导员',
    runs: (enrolment) => isWorking(enrolment) && enrolment.adviserId === undefined,
    dueAt: ({ admittedAt }) => inWorkingDays(admittedAt, stageClock(admittedAt).assignWorkingDays),
    owedBy: ({ bodyId }) => [desk.body(bodyId)],
  },
  'acceptance-decide': {
    ladder: 'programme-body',
    title: () => '组织验收，填写验收结果',
    runs: ({ status }) => status === 'accepting',
    dueAt: ({ stageSince }) => inWorkingDays(stageSince, stageClock(stageSince).acceptWorkingDays),
    owedBy: ({ bodyId }) => [desk.body(bodyId)],
  },
  // A pause has no end of its own: without a day it would be forgotten.
  'enrolment-resume': {
    ladder: 'programme-body',
    title: () => '项目暂停中，看要恢复还是退出',
    runs: ({ status }) => status === 'paused',
    dueAt: ({ stageSince }) => endOfLocalDay(addDays(localDate(stageSince), stageClock(stageSince).pauseDays)),
    owedBy: ({ bodyId }) => [desk.body(bodyId)],
  },
} as const satisfies Clocks<Enrolment>;
