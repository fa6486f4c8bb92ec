import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface PlanRule {
  /** Working days another person has to check an item that was done. */
  checkWorkingDays: number;
  /** Working days the firm has to answer a suggestion, or to say whether a proposed item goes into the plan. */
  answerWorkingDays: number;
  /** Working days the firm has to carry out a suggestion that no item of the plan carries out. */
  carryOutWorkingDays: number;
  /** Working days the 主要负责人 has to approve a plan they were asked to. */
  approveWorkingDays: number;
  /** Working days the proposer has to say whether a suggestion was really carried out. */
  confirmWorkingDays: number;
  /** Day of the following month by which a month's injuries and headcount are told. */
  monthlyRecordDay: number;
  /** Most people of the improvement team. */
  mostMembers: number;
}

/** Numbers of the development plan. */
const PLAN_RULE = defineRule<PlanRule>({
  key: 'development-plan',
  isSettable: true,
  label: '企业安全发展计划',
  says: (days) => [
    `计划 ${days.approveWorkingDays} 个工作日内批准，建议 ${days.answerWorkingDays} 个工作日内答复、采纳后 ${days.carryOutWorkingDays} 个工作日内落实。`,
    `改进事项完成后 ${days.checkWorkingDays} 个工作日内由他人核对，建议落实后 ${days.confirmWorkingDays} 个工作日内由提出人确认。`,
    `每月 ${days.monthlyRecordDay} 日前填报上月工伤和人数；改进小组最多 ${days.mostMembers} 人。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十六）',
      source: '天数为设计值；改进小组由管理层和员工共同组成，见国际劳工组织 SCORE 单元一（工作场所合作）',
      standing: 'reference',
      value: {
        checkWorkingDays: 5,
        answerWorkingDays: 10,
        carryOutWorkingDays: 20,
        approveWorkingDays: 5,
        confirmWorkingDays: 5,
        monthlyRecordDay: 5,
        mostMembers: 12,
      },
    },
  ],
});

export const planRule = (now: Date): PlanRule => ruleOn(PLAN_RULE, localDate(now)).value;
