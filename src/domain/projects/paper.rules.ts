import { addMonths, type LocalDate, localDate } from '#kernel/dates';
import { defineRule, type RuleVersion, ruleOn } from '#kernel/rules';

interface ConditionsRule {
  /** Projects that are asked for it, by their code among those that need a pre-assessment. */
  risks: readonly string[];
  acceptWorkingDays: number;
  /** Calendar days to answer, from taking the papers on. */
  decideDays: number;
  /** Months an opinion is good for, where building has not begun. */
  validMonths: number;
}
const CONDITIONS_RULE = defineRule<ConditionsRule>({
  key: 'safety-conditions',
  isSettable: true,
  label: '危险化学品建设项目安全条件审查',
  says: ({ acceptWorkingDays, decideDays, validMonths }) => [
    '生产、储存危险化学品的项目，安全条件审查同意后才作安全设施设计审查。',
    `监管部门 ${acceptWorkingDays} 个工作日内受理或者退回，受理后 ${decideDays} 天内答复。`,
    `意见 ${validMonths} 个月内有效，到期没有开工的重新申请。`,
  ],
  versions: [
    {
      version: '2012-1',
      from: '2012-04-01',
      article: '危险化学品建设项目安全监督管理办法；危险化学品安全管理条例第十二条',
      source: '国家安全监管总局令第45号考试题解析；危险化学品安全法施行后是否仍为 45 日没有读到',
      standing: 'unread',
      value: { risks: ['hazchem'], acceptWorkingDays: 5, decideDays: 45, validMonths: 24 },
    },
  ],
});
export const conditionsRule = (at: Date): ConditionsRule => ruleOn(CONDITIONS_RULE, localDate(at)).value;
/** The same with the law it stands in. */
export const conditionsLaw = (day: LocalDate): RuleVersion<ConditionsRule> => ruleOn(CONDITIONS_RULE, day);
/** Whether a project is asked for it, by the law of the day it was entered. */
export const needsConditions = ({ risk, createdAt }: { risk: string; createdAt: Date }): boolean =>
  conditionsRule(createdAt).risks.includes(risk);
/** The last day an opinion of a day is good for. */
export const opinionUntil = (on: LocalDate): LocalDate => addMonths(on, conditionsLaw(on).value.validMonths);

interface FireRule {
  acceptWorkingDays: number;
  reviewWorkingDays: number;
  /** At most so many more where experts are asked. */
  expertWorkingDays: number;
}
const FIRE_RULE = defineRule<FireRule>({
  key: 'fire-design-review',
  isSettable: true,
  label: '特殊建设工程消防设计审查',
  says: ({ acceptWorkingDays, reviewWorkingDays, expertWorkingDays }) => [
    `住房城乡建设部门 ${acceptWorkingDays} 个工作日内受理或者退回，受理后 ${reviewWorkingDays} 个工作日内答复；要专家评审的另加，最多 ${expertWorkingDays} 个工作日。`,
  ],
  versions: [
    {
      version: '2020-1',
      from: '2020-06-01',
      article: '建设工程消防设计审查验收管理暂行规定第二十二条',
      source: '暂行规定的转载；受理天数按行政许可法第三十二条',
      standing: 'reference',
      value: { acceptWorkingDays: 5, reviewWorkingDays: 15, expertWorkingDays: 20 },
    },
  ],
});
export const fireRule = (at: Date): FireRule => ruleOn(FIRE_RULE, localDate(at)).value;

const FIRE_FILE_RULE = defineRule<{ workingDays: number }>({
  key: 'fire-filing',
  isSettable: true,
  label: '其他建设工程消防验收备案',
  says: ({ workingDays }) => [
    `不是特殊建设工程的，建设单位验收合格后 ${workingDays} 个工作日内报住房城乡建设部门备案；没有备案的不能投产。`,
  ],
  versions: [
    {
      version: '2020-1',
      from: '2020-06-01',
      article: '建设工程消防设计审查验收管理暂行规定；消防法第十三条',
      source: '暂行规定，凭记忆，原文待核',
      standing: 'unread',
      value: { workingDays: 5 },
    },
  ],
});
export const fireFileDays = (day: LocalDate): number => ruleOn(FIRE_FILE_RULE, day).value.workingDays;
