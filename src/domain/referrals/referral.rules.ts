import { type LocalDate, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface ReferralTerms {
  /** Calendar days the head of the body has from the report. */
  decideDays: number;
  /** Hours to hand it over, from the decision. */
  handHours: number;
}
const TERMS = defineRule<ReferralTerms>({
  key: 'referral-terms',
  label: '涉嫌犯罪案件移送时限',
  says: ({ decideDays, handHours }) => [
    `负责人接到移送报告后 ${decideDays} 天内决定；不批准的，理由记录在案。`,
    `批准后 ${handHours} 小时内移送公安机关。`,
  ],
  versions: [
    {
      version: '2019-1',
      from: '2019-04-16',
      article: '安全生产行政执法与刑事司法衔接工作办法第七条',
      source: '应急〔2019〕54号（转载）',
      standing: 'read',
      value: { decideDays: 3, handHours: 24 },
    },
  ],
});
export const referralTerms = (at: Date): ReferralTerms => ruleOn(TERMS, localDate(at)).value;

interface Offence {
  code: string;
  label: string;
}
const OFFENCES = defineRule<readonly Offence[]>({
  key: 'referral-offences',
  label: '安全生产涉嫌犯罪的罪名',
  says: (rows) => rows.map(({ label }) => `${label}。`),
  versions: [
    {
      version: '2021-1',
      from: '2020-01-01',
      article: '安全生产行政执法与刑事司法衔接工作办法第三条；刑法第一百三十四条至第一百三十九条之一',
      source: '应急〔2019〕54号；刑法修正案（十一），罪名凭记忆，原文待核',
      standing: 'unread',
      value: [
        { code: 'liability', label: '重大责任事故罪' },
        { code: 'forced', label: '强令、组织他人违章冒险作业罪' },
        { code: 'dangerous-work', label: '危险作业罪' },
        { code: 'working-conditions', label: '重大劳动安全事故罪' },
        { code: 'dangerous-goods', label: '危险物品肇事罪' },
        { code: 'building', label: '工程重大安全事故罪' },
        { code: 'fire', label: '消防责任事故罪、失火罪' },
        { code: 'concealing', label: '不报、谎报安全事故罪' },
        { code: 'false-papers', label: '提供虚假证明文件罪' },
        { code: 'other', label: '其他安全生产犯罪' },
      ],
    },
  ],
});
export const offencesOn = (day: LocalDate): readonly Offence[] => ruleOn(OFFENCES, day).value;
