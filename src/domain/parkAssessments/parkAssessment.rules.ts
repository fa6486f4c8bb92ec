import { type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, outOfOrder, ruleOn } from '#kernel/rules';

/** Why a park is to be assessed as a whole: its time, or something that changed. */
export const TRIGGERS = [
  { code: 'calendar', label: '到期重新评估' },
  { code: 'T1', label: '四至发生较大变化' },
  { code: 'T2', label: '危险源明显增多' },
  { code: 'T3', label: '发生较大及以上事故' },
  { code: 'T4', label: '危化品品种、数量、布局变化' },
  { code: 'T5', label: '上级责令' },
] as const;
export type Trigger = (typeof TRIGGERS)[number]['code'];
export const triggerLabel = (code: Trigger): string => labelIn(TRIGGERS, code);

interface Triggers {
  /** Those that stand by themselves; of the others the body decides, with its reason. */
  byItself: readonly Trigger[];
  decided: readonly Trigger[];
  /** Of chemical parks alone. */
  chemicalOnly: readonly Trigger[];
  /** Decided to be needed, they have the park's emergency plans revised too. */
  revisesPlans: readonly Trigger[];
}
const names = (codes: readonly Trigger[]): string => codes.map(triggerLabel).join('、');
const TRIGGER_RULE = defineRule<Triggers>({
  key: 'park-assessment-triggers',
  label: '园区重新评估的事由',
  says: ({ byItself, decided, chemicalOnly, revisesPlans }) => [
    `${names(decided)}：由监管部门决定要不要重新评估，不需要的写明理由，上级看得到。`,
    `${names(byItself)}：不用决定，直接要做。事故等级变了，跟着变。`,
    ...(chemicalOnly.length === 0 ? [] : [`${names(chemicalOnly)}只适用于化工园区。`]),
    ...(revisesPlans.length === 0 ? [] : [`${names(revisesPlans)}，定为要重新评估的，园区有效的应急预案也要修订。`]),
  ],
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '意见（八）',
      source: '关于加强产业园区安全生产工作的意见（第三次征求意见稿）；怎么决定为设计值',
      standing: 'reference',
      value: { byItself: ['calendar', 'T3', 'T5'], decided: ['T1', 'T2'], chemicalOnly: [], revisesPlans: [] },
    },
    {
      version: '2026-2',
      from: '2026-05-01',
      article: '危险化学品安全法第十九条；意见（八）',
      source: '危险化学品安全法第十六至二十条；意见（第三次征求意见稿）；怎么决定为设计值',
      standing: 'read',
      value: {
        byItself: ['calendar', 'T3', 'T5'],
        decided: ['T1', 'T2', 'T4'],
        chemicalOnly: ['T4'],
        revisesPlans: ['T4'],
      },
    },
  ],
});
export const triggersOn = (at: Date): Triggers => ruleOn(TRIGGER_RULE, localDate(at)).value;

/** When the sources of danger of a park are clearly more than they were. */
export interface GrowthTerms {
  /** Least R of the first, second and third grade. */
  gradeR: readonly number[];
  /** Percent by which the sum of R, or the firms that have any, must be more. */
  rUpPercent: number;
  firmsUpPercent: number;
}
export const SOURCE_GRADES = ['一级', '二级', '三级', '四级'] as const;
/** Of these one new one is enough. */
const HIGH_GRADES = 2;
const GROWTH_RULE = defineRule<GrowthTerms>({
  key: 'park-assessment-growth',
  label: '危险源明显增多',
  isSettable: true,
  says: ({ gradeR, rUpPercent, firmsUpPercent }) => [
    `重大危险源按 R 值分级：${gradeR.map((least, at) => `不小于 ${least} 的${SOURCE_GRADES[at]}`).join('、')}，再小的${SOURCE_GRADES[gradeR.length]}。`,
    `跟采纳报告时比，新增${SOURCE_GRADES.slice(0, HIGH_GRADES).join('、')}重大危险源，或者 R 值合计增加 ${rUpPercent}% 以上，或者有重大危险源的企业增加 ${firmsUpPercent}% 以上，系统就提出重新评估，由监管部门决定。`,
  ],
  contradiction: ({ gradeR }) => outOfOrder(gradeR.toReversed(), '级别越高，R 值要越大'),
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '意见（八）；GB 18218',
      source: '一级的 R 值见于转载，其余级别按记忆；增多多少算明显为设计值，可由主管部门另定',
      standing: 'reference',
      value: { gradeR: [100, 50, 10], rUpPercent: 20, firmsUpPercent: 20 },
    },
  ],
});
export const growthTerms = (at: Date): GrowthTerms => ruleOn(GROWTH_RULE, localDate(at)).value;

/** The grade of an R in hundredths, as its place in `SOURCE_GRADES`. */
export function gradeOfR(r: number, { gradeR }: GrowthTerms): number {
  const at = gradeR.findIndex((least) => r >= least * 100);
  return at < 0 ? gradeR.length : at;
}
export const isHighGrade = (r: number, terms: GrowthTerms): boolean => gradeOfR(r, terms) < HIGH_GRADES;

interface AssessmentYears {
  /** Months from one adopted report to the next, and of a chemical park. */
  months: number;
  chemicalMonths: number;
}
const YEARS_SAYS = ({ months, chemicalMonths }: AssessmentYears): string[] => [
  `园区整体性安全风险评估每 ${months / 12} 年一次，化工园区每 ${chemicalMonths / 12} 年一次。`,
];
const YEARS: AssessmentYears = { months: 60, chemicalMonths: 36 };
const YEARS_RULE = defineRule<AssessmentYears>({
  key: 'park-assessment-clock',
  label: '园区整体性安全风险评估',
  says: YEARS_SAYS,
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '意见（八）',
      source: '意见（第三次征求意见稿）',
      standing: 'reference',
      value: YEARS,
    },
    {
      version: '2026-2',
      from: '2026-05-01',
      article: '危险化学品安全法第十九条；意见（八）',
      source: '危险化学品安全法第十六至二十条；意见（第三次征求意见稿）',
      standing: 'read',
      value: YEARS,
    },
  ],
});

interface AssessmentDays {
  /** Working days the body has to decide, and to look a report over. */
  decideWorkingDays: number;
  /** Days the park has for the report once it is to be done. */
  redoDays: number;
}
const DAYS_RULE = defineRule<AssessmentDays>({
  key: 'park-assessment-days',
  label: '园区重新评估的期限',
  isSettable: true,
  says: ({ decideWorkingDays, redoDays }) => [
    `有重新评估的事由，监管部门 ${decideWorkingDays} 个工作日内决定，报告也在这么多天内审完；要做的，园区 ${redoDays} 天内交报告。`,
    '报告要逐条回应上一次评估的措施，少一条都交不上。措施由园区落实，另一个人核对。',
  ],
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '意见（八）；危险化学品安全法第十九条“及时”',
      source: '设计值，可由主管部门另定',
      standing: 'reference',
      value: { decideWorkingDays: 15, redoDays: 180 },
    },
  ],
});
export const assessmentClock = (at: Date): AssessmentYears & AssessmentDays => ({
  ...ruleOn(YEARS_RULE, localDate(at)).value,
  ...ruleOn(DAYS_RULE, localDate(at)).value,
});

/** Levels a whole park comes out with. */
export const RISK_LEVELS = [
  { code: 'low', label: '低风险' },
  { code: 'general', label: '一般风险' },
  { code: 'larger', label: '较大风险' },
  { code: 'major', label: '重大风险' },
] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number]['code'];
export const riskLabel = (code: RiskLevel): string => labelIn(RISK_LEVELS, code);

/** One measure of a report as somebody types it in one line. */
export interface TypedMeasure {
  text: string;
  owner: string;
  due: LocalDate;
}
