import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface ExpansionTerms {
  /** Calendar days the autonomous region has to answer. */
  answerDays: number;
}
const TERMS_RULE = defineRule<ExpansionTerms>({
  key: 'expansion-answer-days',
  isSettable: true,
  label: '化工园区扩区申请',
  says: ({ answerDays }) => [`自治区在 ${answerDays} 天内决定。`],
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '意见（十七）',
      source: '意见第三次征求意见稿只说哪一级可以申请扩区；天数为设计值',
      standing: 'reference',
      value: { answerDays: 30 },
    },
  ],
});
export const expansionTerms = (now: Date): ExpansionTerms => ruleOn(TERMS_RULE, localDate(now)).value;
