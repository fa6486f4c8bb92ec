import { type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';

export const PLAN_KINDS = [
  { code: 'comprehensive', label: '综合应急预案' },
  { code: 'special', label: '专项应急预案' },
  { code: 'on-site', label: '现场处置方案' },
] as const;
export type PlanKind = (typeof PLAN_KINDS)[number]['code'];
export const planKindLabel = (kind: PlanKind): string => labelIn(PLAN_KINDS, kind);

/** Why a later edition is made (生产安全事故应急条例第六条). */
export const REVISION_GROUNDS = [
  { code: 'law', label: '法律、标准变了' },
  { code: 'command', label: '指挥机构或者人员变了' },
  { code: 'risk', label: '面临的风险变了' },
  { code: 'resources', label: '应急资源变了' },
  { code: 'flaw', label: '演练或者救援里发现重大问题' },
  { code: 'other', label: '其他' },
] as const;
export type RevisionGround = (typeof REVISION_GROUNDS)[number]['code'];

interface PlanTerms {
  /** Kinds that are filed, of parks and of firms of high-risk trades. */
  filed: readonly PlanKind[];
  /** Working days to ask for the filing, and for the body to answer. */
  fileWorkingDays: number;
  answerWorkingDays: number;
  /** Months from one evaluation to the next. */
  evaluateMonths: number;
  /** Calendar days for a later edition an evaluation found needed. */
  reviseDays: number;
  /** Most minutes a step may take. */
  mostMinutes: number;
}
const PLAN_RULE = defineRule<PlanTerms>({
  key: 'emergency-plans',
  label: '应急预案',
  isSettable: true,
  choices: [{ path: 'filed', label: '哪几类要备案', options: PLAN_KINDS }],
  says: (terms) => [
    `园区和高危行业企业的${terms.filed.map(planKindLabel).join('、')}，签署公布以后 ${terms.fileWorkingDays} 个工作日内报备案，监管部门 ${terms.answerWorkingDays} 个工作日内答复。`,
    `每 ${terms.evaluateMonths} 个月评估一次；评估认为要修订的，${terms.reviseDays} 天内出新版。`,
    `签署以前要有风险评估和应急资源调查。处置步骤一行一步，写明谁办、几分钟内办，最长 ${terms.mostMinutes} 分钟。`,
    '同一类的预案只有一版有效，新版签署时旧版失效。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十三）；生产安全事故应急条例第五条至第七条；应急预案管理办法第二十六条、第三十五条',
      source: '条例已核对；备案 20 个工作日和三年评估按记忆，答复和修订天数为设计值，可由主管部门另定',
      standing: 'reference',
      value: {
        filed: ['comprehensive', 'special'],
        fileWorkingDays: 20,
        answerWorkingDays: 5,
        evaluateMonths: 36,
        reviseDays: 90,
        mostMinutes: 1_440,
      },
    },
  ],
});
export const planTerms = (at: Date): PlanTerms => ruleOn(PLAN_RULE, localDate(at)).value;

interface DrillClock {
  /** Months from one evaluated drill to the next. */
  firm: Readonly<Record<PlanKind, number>>;
  highRisk: Readonly<Record<PlanKind, number>>;
  park: Readonly<Record<PlanKind, number>>;
  /** Calendar days a firm of a high-risk trade has to report a drill that was evaluated. */
  reportDays: number;
  /** Working days to evaluate one that was held. */
  evaluateWorkingDays: number;
}
const monthsOf = (rows: Readonly<Record<PlanKind, number>>): string =>
  PLAN_KINDS.map(({ code, label }) => `${label} ${rows[code]} 个月`).join('、');
const DRILL_CLOCK = defineRule<DrillClock>({
  key: 'emergency-drills',
  label: '应急演练周期',
  says: ({ firm, highRisk, park, reportDays, evaluateWorkingDays }) => [
    `企业演练一次隔多久：${monthsOf(firm)}。`,
    `高危行业企业：${monthsOf(highRisk)}，评估以后 ${reportDays} 天内报送监管部门。`,
    `园区：${monthsOf(park)}。`,
    `演练以后 ${evaluateWorkingDays} 个工作日内评估，评估的人不是组织演练的人。没有评估的演练不算。`,
    '预案出了新版，按旧版做的演练不再算数；演练的期限不因为出新版往后推。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十三）；生产安全事故应急条例第八条；应急预案管理办法第三十三条',
      source: '国家安全生产应急救援中心答复，按企业计，综合或专项演一次即可；园区周期、评估和报送天数为设计值',
      standing: 'read',
      value: {
        firm: { comprehensive: 12, special: 12, 'on-site': 6 },
        highRisk: { comprehensive: 6, special: 6, 'on-site': 6 },
        park: { comprehensive: 12, special: 12, 'on-site': 12 },
        reportDays: 15,
        evaluateWorkingDays: 10,
      },
    },
  ],
});
export const drillClock = (at: Date): DrillClock => ruleOn(DRILL_CLOCK, localDate(at)).value;

/** Months from one evaluated drill of a plan to the next, by the table of a day. */
export function drillMonths(
  { kind, enterpriseId, isHighRisk }: { kind: PlanKind; enterpriseId?: string; isHighRisk?: boolean },
  at: Date,
): number {
  const { firm, highRisk, park } = drillClock(at);
  if (enterpriseId === undefined) return park[kind];
  return (isHighRisk ? highRisk : firm)[kind];
}

/** The earlier of two days. */
export const earlier = (one: LocalDate | undefined, other: LocalDate): LocalDate =>
  one === undefined || other < one ? other : one;
