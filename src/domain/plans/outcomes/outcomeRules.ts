import { addMonths, type LocalDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

/** The six outcome numbers of a firm in the programme (意见（十六）: 自我发现、分析和解决问题的长效机制). */
export const OUTCOMES = [
  {
    code: 'reports-per-100',
    label: '每百人上报隐患',
    unit: '件',
    better: 'more',
    meaning: '三个月内上报的隐患件数，除以在册人数，乘以一百。越多说明员工越愿意说。',
  },
  {
    code: 'verified-share',
    label: '核实属实比例',
    unit: '%',
    better: 'more',
    meaning: '已核实的上报中属实的比例；合并的不算。',
  },
  {
    code: 'days-to-close',
    label: '整改关闭天数（中位数）',
    unit: '天',
    better: 'less',
    meaning: '三个月内关闭的隐患，从上报到关闭天数的中位数。',
  },
  {
    code: 'recurrence',
    label: '重复发生比例',
    unit: '%',
    better: 'less',
    meaning: '属实的隐患中，同一地点同一类型不久前刚关闭过的比例。',
  },
  {
    code: 'participation',
    label: '员工参与比例',
    unit: '%',
    better: 'more',
    meaning:
      '参与过上报、附议、整改、建议、改进事项或培训的人数，除以在册人数（含外包）。匿名上报不计入，以免暴露身份。',
  },
  {
    code: 'injuries',
    label: '损失工时的工伤',
    unit: '起',
    better: 'less',
    meaning: '企业逐月填报的损失工时工伤起数之和。',
  },
] as const;
export type OutcomeCode = (typeof OUTCOMES)[number]['code'];

/** When the numbers are taken. */
export const ROUNDS = [
  { code: 'baseline', label: '基线' },
  { code: 'month-3', label: '3 个月' },
  { code: 'month-6', label: '6 个月' },
  { code: 'month-12', label: '12 个月' },
] as const;
export type Round = (typeof ROUNDS)[number]['code'];

interface OutcomeRule {
  /** Month after admission with which each round's window ends; every window is equally long, so they compare. */
  endsAfterMonths: Readonly<Record<Round, number>>;
  windowMonths: number;
  /** A valid case counts as recurring when one of the same place and kind was closed at most so many days before. */
  recurrenceDays: number;
}

export const OUTCOME_RULE = defineRule<OutcomeRule>({
  key: 'outcomes',
  label: '成效数字的口径',
  says: ({ endsAfterMonths, windowMonths, recurrenceDays }) => [
    `${ROUNDS.map(({ code, label }) => `${label}看到入项后第 ${endsAfterMonths[code]} 个月为止`).join('，')}，每次看 ${windowMonths} 个月。`,
    `同一地点同一类型 ${recurrenceDays} 天内关闭过的，算重复发生。`,
    ...OUTCOMES.map(({ label, meaning }) => `${label}：${meaning}`),
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十六）',
      source: '设计值：意见未规定口径和天数',
      standing: 'reference',
      value: {
        endsAfterMonths: { baseline: 0, 'month-3': 3, 'month-6': 6, 'month-12': 12 },
        windowMonths: 3,
        recurrenceDays: 90,
      },
    },
  ],
});

export interface OutcomeWindow {
  /** First day, inclusive. */
  from: LocalDate;
  /** The day after the last. */
  to: LocalDate;
}

/** The days a round looks at, for a firm admitted on `admittedOn`. */
export function windowOf(round: Round, admittedOn: LocalDate): OutcomeWindow {
  const { endsAfterMonths, windowMonths } = ruleOn(OUTCOME_RULE, admittedOn).value;
  const ends = endsAfterMonths[round];
  return { from: addMonths(admittedOn, ends - windowMonths), to: addMonths(admittedOn, ends) };
}
