import { localDate } from '#kernel/dates';
import { defineRule, outOfOrder, ruleOn } from '#kernel/rules';

interface MonthRule {
  listDays: number;
  objectDays: number;
  answerDays: number;
  /** Calendar days an objection nobody answers holds the closing up: where its raiser alone could answer, nobody ever may. */
  unansweredDays: number;
  monthsBack: number;
}

const MONTH_RULE = defineRule<MonthRule>({
  key: 'reward-month',
  isSettable: true,
  contradiction: ({ answerDays, unansweredDays }) =>
    outOfOrder([answerDays, unansweredDays], '答复异议的天数不能多于不再等的天数'),
  label: '奖励月结',
  says: ({ listDays, objectDays, answerDays, unansweredDays, monthsBack }) => [
    `一个月过完，${listDays} 天内列出当月奖励请大家核对；${objectDays} 天内可以提异议，由另一个人 ${answerDays} 天内答复。`,
    `异议提出满 ${unansweredDays} 天还没有人答复的，照样月结，写明没有答复，并告诉提出的人；例如企业只有提出的那一个人能答复。`,
    `核对期满、异议都答复了，自动月结；月结以后不再改，后来的记进发生的那个月。最多补列前 ${monthsBack} 个月。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号',
      source: '设计值：文件没有规定月结和异议的天数',
      standing: 'reference',
      value: { listDays: 10, objectDays: 5, answerDays: 3, unansweredDays: 30, monthsBack: 3 },
    },
  ],
});

export const monthRule = (at: Date) => ruleOn(MONTH_RULE, localDate(at)).value;
