import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';
import { inWorkingDays } from '#kernel/workingDays';

/** How long the other park has to answer. */
export const TRANSFER_CLOCK = defineRule<{ answerWorkingDays: number }>({
  key: 'transfer-clock',
  isSettable: true,
  label: '园区转移答复时限',
  says: ({ answerWorkingDays }) => [`对方园区 ${answerWorkingDays} 个工作日内答复。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（二）',
      source: '设计值：意见未规定天数',
      standing: 'reference',
      value: { answerWorkingDays: 10 },
    },
  ],
});

export const answerDueAt = (now: Date): Date =>
  inWorkingDays(now, ruleOn(TRANSFER_CLOCK, localDate(now)).value.answerWorkingDays);
