import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

/** How long the clock may take before somebody has to look. */
const CLOCK_RULE = defineRule<{ lateMinutes: number; lateHours: number }>({
  key: 'clock-late',
  label: '后台落后',
  says: ({ lateMinutes, lateHours }) => [
    `随时要办的后台事项超过 ${lateMinutes} 分钟没有办完，每晚一次的超过 ${lateHours} 小时没有办完，就提醒管理员。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值',
      standing: 'reference',
      value: { lateMinutes: 10, lateHours: 26 },
    },
  ],
});

export const clockRule = (now: Date) => ruleOn(CLOCK_RULE, localDate(now)).value;
