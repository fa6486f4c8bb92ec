import { addDays, type LocalDate, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface SettingRule {
  /** How many times as much, or as little, as is shipped: more is a slip of the pen. */
  times: number;
  /** Calendar days from the day somebody asks to the first day it may be in force. */
  leadDays: number;
  mostDays: number;
}

/** What may be set, and from when. */
export const SETTING_RULE = defineRule<SettingRule>({
  key: 'rule-settings',
  label: '规则里的数字怎样改',
  says: ({ times, leadDays, mostDays }) => [
    `文件没有规定的参考值，自治区主管部门可以另定：系统管理员或者自治区监管人员提出，自治区另一位监管人员同意。`,
    `最早提出后 ${leadDays} 天起施行，最晚 ${mostDays} 天；到施行那天还没有同意的，作废。`,
    `一个数最多改到参考值的 ${times} 倍，最少改到 ${times} 分之一。`,
    '以前办的事照办的时候的规定，不重新算。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十六）',
      source: '设计值',
      standing: 'reference',
      value: { times: 5, leadDays: 1, mostDays: 366 },
    },
  ],
});

/** The first and the last day a rule may be set for, asked on that of `now`. */
export function daysToSet(now: Date): { first: LocalDate; last: LocalDate } {
  const today = localDate(now);
  const { leadDays, mostDays } = ruleOn(SETTING_RULE, today).value;
  return { first: addDays(today, leadDays), last: addDays(today, mostDays) };
}

/** The least and the most a number that is shipped as `shipped` may be set to. */
export function boundsOf(shipped: number, now: Date): { least: number; most: number } {
  const { times } = ruleOn(SETTING_RULE, localDate(now)).value;
  return { least: Math.max(1, Math.ceil(shipped / times)), most: Math.max(1, shipped) * times };
}
