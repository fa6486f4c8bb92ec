import { formatDay, type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';

/** Grades of a chemical park by its score, the worst first; a code is for ever, for sealed events carry it. */
export const GRADES = [
  { code: 'A', label: 'A级（高安全风险）' },
  { code: 'B', label: 'B级（较高安全风险）' },
  { code: 'C', label: 'C级（一般安全风险）' },
  { code: 'D', label: 'D级（较低安全风险）' },
] as const;
export type Grade = (typeof GRADES)[number]['code'];

/** Scores are whole tenths of a point: 59.9 is 599. */
export const pointsOf = (tenths: number): string => `${tenths / 10}`;

/** The most a whole sheet is worth. */
const WHOLE = 1_000;
/** Points as people type them, with one decimal: 「8.5」, 「８．５分」; undefined for anything else or more than `most`. */
export function pointsIn(typed: string, most = WHOLE): number | undefined {
  const clean = typed.normalize('NFKC').replace(/[\s分]/g, '');
  const tenths = /^\d{1,3}(\.\d)?$/.test(clean) ? Math.round(Number(clean) * 10) : most + 1;
  return tenths > most ? undefined : tenths;
}

/** What a grade begins with, in tenths; the first begins with nothing. */
type Bounds = Readonly<Record<Exclude<Grade, 'A'>, number>>;
const BOUNDS_RULE = defineRule<Bounds>({
  key: 'grade-bounds',
  label: '化工园区安全风险等级',
  says: ({ B, C, D }) => [
    `总分低于 ${pointsOf(B)} 分为 A 级，${pointsOf(B)} 分起为 B 级，${pointsOf(C)} 分起为 C 级，${pointsOf(D)} 分起为 D 级。`,
    '有直接判定情形的，由自治区复核时写明是哪一条，不按分数。',
  ],
  versions: [
    {
      version: '2023-1',
      from: '2020-01-01',
      article: '应急〔2023〕123号',
      source: '湖北 D 级园区公告转载的分级界线；直接判定情形和施行日没有读到原文',
      standing: 'unread',
      value: { B: 600, C: 700, D: 850 },
    },
  ],
});

/** What the sheet asks, with the most each is worth, in tenths. */
export const SHEET_ITEMS = [
  { code: 'founding', label: '园区设立', most: 50 },
  { code: 'siting', label: '选址和规划', most: 150 },
  { code: 'layout', label: '园区内布局', most: 150 },
  { code: 'admission', label: '准入和退出', most: 150 },
  { code: 'facilities', label: '公用工程和配套功能设施', most: 200 },
  { code: 'management', label: '一体化安全管理', most: 200 },
  { code: 'emergency', label: '应急救援', most: 100 },
] as const;
export type SheetItem = (typeof SHEET_ITEMS)[number]['code'];
export type Sheet = Readonly<Record<SheetItem, number>>;
defineRule<readonly (typeof SHEET_ITEMS)[number][]>({
  key: 'grade-sheet',
  label: '化工园区评分表',
  says: (items) => [`${items.map(({ label, most }) => `${label} ${pointsOf(most)} 分`).join('，')}。`],
  versions: [
    {
      version: '2023-1',
      from: '2020-01-01',
      article: '应急〔2023〕123号附件',
      source: '没有读到附件原文：大类名称凭记忆，分值为设计值，以附件和第三方评分表为准',
      standing: 'unread',
      value: SHEET_ITEMS,
    },
  ],
});

/** What a grade lets a park do. */
export interface GradeEffect {
  /** 新、改、扩建 of hazardous-chemical production. */
  hazchem: 'none' | 'restricted' | 'gates';
  mayExpand: boolean;
}
const HAZCHEM: Readonly<Record<GradeEffect['hazchem'], string>> = {
  none: '原则上不上新、改、扩建危险化学品生产项目，限期整改',
  restricted: '严格限制新、改、扩建危险化学品生产项目，例外要具名批准',
  gates: '项目按准入关口办理',
};
const EFFECTS_RULE = defineRule<Readonly<Record<Grade, GradeEffect>>>({
  key: 'grade-effects',
  label: '化工园区等级的后果',
  says: (effects) => GRADES.map(({ code, label }) => `${label}：${sayEffect(effects[code])}。`),
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '意见（十七）；应急〔2019〕78号；桂工信石化〔2021〕501号',
      source: '意见第三次征求意见稿；桂工信石化〔2021〕501号只读到答复摘录',
      standing: 'reference',
      value: {
        A: { hazchem: 'none', mayExpand: false },
        B: { hazchem: 'restricted', mayExpand: false },
        C: { hazchem: 'gates', mayExpand: false },
        D: { hazchem: 'gates', mayExpand: true },
      },
    },
  ],
});
const sayEffect = ({ hazchem, mayExpand }: GradeEffect): string =>
  `${HAZCHEM[hazchem]}；${mayExpand ? '可以申请扩区' : '不得扩区'}`;

interface GradeTerms {
  /** Months from its publishing until it is to be checked again. */
  recheckMonths: number;
  /** Calendar days the autonomous region has to check a report, and to publish what it checked. */
  answerDays: number;
}
const TERMS_RULE = defineRule<GradeTerms>({
  key: 'clock.grade.recheck',
  isSettable: true,
  label: '化工园区等级复核',
  says: ({ recheckMonths, answerDays }) => [
    `等级公布后 ${recheckMonths} 个月内重新评定。自治区在 ${answerDays} 天内复核，复核后 ${answerDays} 天内公布。`,
  ],
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '危险化学品安全法第十七条“定期复核”；意见（十七）',
      source: '法律只说定期；周期和天数为设计值，桂工信规范〔2025〕12号全文没有读到',
      standing: 'unread',
      value: { recheckMonths: 36, answerDays: 30 },
    },
  ],
});

const boundsOn = (day: LocalDate): Bounds => ruleOn(BOUNDS_RULE, day).value;
export const boundsVersionOn = (day: LocalDate): string => ruleOn(BOUNDS_RULE, day).version;
export const gradeTerms = (now: Date): GradeTerms => ruleOn(TERMS_RULE, localDate(now)).value;
export const effectOf = (grade: Grade, now: Date): GradeEffect => ruleOn(EFFECTS_RULE, localDate(now)).value[grade];
export const effectText = (grade: Grade, now: Date): string => sayEffect(effectOf(grade, now));
/** Whether a park of a grade may ask for more ground on a day, and the rule that says so; without a grade it may not. */
export function expansionOn(
  grade: Grade | undefined,
  day: LocalDate,
): { mayExpand: boolean; article: string; version: string } {
  const { value, article, version } = ruleOn(EFFECTS_RULE, day);
  return { mayExpand: grade !== undefined && value[grade].mayExpand, article, version };
}
/** Grades that keep a park within its bounds. */
export const gradesThatStay = (day: LocalDate): Grade[] =>
  GRADES.map(({ code }) => code).filter((grade) => !expansionOn(grade, day).mayExpand);
export const gradeLabel = (grade: Grade): string => labelIn(GRADES, grade);
export const totalOf = (sheet: Sheet): number => SHEET_ITEMS.reduce((sum, { code }) => sum + sheet[code], 0);

/** The grade a score makes on a day: bounds belong to the grade above them. */
export function gradeByScore(tenths: number, day: LocalDate): Grade {
  const bounds = boundsOn(day);
  return (['D', 'C', 'B'] as const).find((grade) => tenths >= bounds[grade]) ?? 'A';
}

/** What a grade begins with, in tenths. */
export const leastOf = (grade: Grade, day: LocalDate): number => (grade === 'A' ? 0 : boundsOn(day)[grade]);

interface ConditionRow {
  code: string;
  label: string;
  /** By when every park should have it. */
  by: LocalDate;
  isBan: boolean;
}
/** 十有 and 两禁, in their order. */
export const CONDITIONS = [
  { code: 'H1', label: '规划体系', by: '2022-12-31', isBan: false },
  { code: 'H2', label: '管理机构、人员、管理制度', by: '2022-12-31', isBan: false },
  { code: 'H3', label: '四至范围', by: '2022-12-31', isBan: false },
  { code: 'H4', label: '周边土地规划安全控制线', by: '2022-12-31', isBan: false },
  { code: 'H5', label: '公用工程和配套功能设施', by: '2024-12-31', isBan: false },
  { code: 'H6', label: '封闭化管理', by: '2024-12-31', isBan: false },
  { code: 'H7', label: '危化品车辆专用停车场', by: '2024-12-31', isBan: false },
  { code: 'H8', label: '信息化平台', by: '2024-12-31', isBan: false },
  { code: 'H9', label: '化工安全技能实训基地', by: '2024-12-31', isBan: false },
  { code: 'H10', label: '消防设施（特勤站）', by: '2024-12-31', isBan: false },
  { code: 'N1', label: '禁限控目录和项目安全准入条件以外的不上', by: '2022-12-31', isBan: true },
  { code: 'N2', label: '没有居民居住和劳动密集型企业', by: '2022-12-31', isBan: true },
] as const satisfies readonly ConditionRow[];
export type ConditionCode = (typeof CONDITIONS)[number]['code'];
export const conditionLabel = (code: ConditionCode): string => labelIn(CONDITIONS, code);

interface ConditionTerms {
  conditions: readonly ConditionRow[];
  /** Calendar days the body has to check what a park handed in. */
  checkDays: number;
}
const CONDITIONS_RULE = defineRule<ConditionTerms>({
  key: 'ten-haves-two-bans',
  isSettable: true,
  label: '十有两禁',
  says: ({ conditions, checkDays }) => [
    ...conditions.map(
      ({ label, by, isBan }) => `${isBan ? '禁' : '有'}：${label}（${by.slice(0, 4)}年${formatDay(by)}前）。`,
    ),
    `园区交材料，另一个人在 ${checkDays} 天内核对；材料过期的按没有达到算。`,
  ],
  versions: [
    {
      version: '2020-1',
      from: '2020-01-01',
      article: '意见（十七）；国务院安委会办公室整治提升方案',
      source: '十有两禁名称和时限：转载；核对天数为设计值',
      standing: 'reference',
      value: { conditions: CONDITIONS, checkDays: 15 },
    },
  ],
});
export const conditionTerms = (now: Date): ConditionTerms => ruleOn(CONDITIONS_RULE, localDate(now)).value;
