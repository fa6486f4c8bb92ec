import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

/** How long what could not be done rests before it is tried again. */
const ASIDE_RULE = defineRule<{ firstMinutes: number; longestMinutes: number; most: number }>({
  key: 'set-aside',
  label: '没能办成的后台事项',
  says: ({ firstMinutes, longestMinutes, most }) => [
    `先放在一边，不耽误其他；${firstMinutes} 分钟后再试，每次间隔加倍，最长 ${longestMinutes} 分钟。`,
    `当天第一次出现时通知管理员；一类超过 ${most} 件时，多出的不再等待、每次都试。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值',
      standing: 'reference',
      value: { firstMinutes: 1, longestMinutes: 60, most: 5_000 },
    },
  ],
});

export const asideRule = (now: Date) => ruleOn(ASIDE_RULE, localDate(now)).value;
