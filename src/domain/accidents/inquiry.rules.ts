import { localDate } from '#kernel/dates';
import { defineRule, outOfOrder, ruleOn } from '#kernel/rules';

const FAST_CALL = defineRule<{ hours: number }>({
  key: 'accident-fast-call',
  isSettable: true,
  label: '较大以上事故电话快报',
  says: ({ hours }) => [
    `较大以上的事故，县、市的部门知道后 ${hours} 小时内打电话报自治区，谁打给谁、几点打的都记下来。`,
  ],
  versions: [
    {
      version: '2009-1',
      from: '2009-07-01',
      article: '生产安全事故信息报告和处置办法',
      source: '国家安全监管总局令第21号，凭记忆，原文待核',
      standing: 'unread',
      value: { hours: 1 },
    },
  ],
});
/** Hours within which an accident that is 较大 or worse is told to the autonomous region by telephone. */
export const fastCallHours = (at: Date): number => ruleOn(FAST_CALL, localDate(at)).value.hours;

interface InquiryTerms {
  /** Calendar days to answer the report of the investigation, of one that is 特别重大 apart. */
  approveDays: number;
  approveExtremeDays: number;
  /** By how many days at most the answer may be put off once, of one that is 特别重大 alone. */
  putOffDays: number;
  /** Months after the answer within which what became of the measures is looked into and published. */
  evaluateMonths: number;
}
const INQUIRY_TERMS = defineRule<InquiryTerms>({
  key: 'accident-inquiry',
  label: '事故调查报告批复和整改评估',
  contradiction: ({ approveDays, approveExtremeDays }) =>
    outOfOrder([approveDays, approveExtremeDays], '特别重大事故的批复天数不能少于其他事故'),
  says: ({ approveDays, approveExtremeDays, putOffDays, evaluateMonths }) => [
    `负责调查的人民政府收到调查报告后 ${approveDays} 天内批复；特别重大事故 ${approveExtremeDays} 天，可以写明理由延长一次，最多 ${putOffDays} 天。`,
    `批复后 ${evaluateMonths} 个月内评估整改和防范措施落实情况，向社会公开结果。`,
  ],
  versions: [
    {
      version: '2021-1',
      from: '2021-09-01',
      article: '事故报告条例第三十二条；安全生产法第八十六条',
      source: '生产安全事故报告和调查处理条例（国务院令第493号）；安全生产法（2021年修正）',
      standing: 'read',
      value: { approveDays: 15, approveExtremeDays: 30, putOffDays: 30, evaluateMonths: 12 },
    },
  ],
});
export const inquiryTerms = (at: Date): InquiryTerms => ruleOn(INQUIRY_TERMS, localDate(at)).value;
