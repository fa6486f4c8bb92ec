import type { SpanFigures } from '#domain/hazards';
import { addDays, addMonths, atLocalHour, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { defineRule, ruleOn } from '#kernel/rules';

interface ReturnRule {
  /** Day of the month after a quarter by which its form is due. */
  quarterDueDay: number;
  /** Day of the January after a year by which its form is due. */
  yearDueDay: number;
  /** Periods that begin before that day are not asked for through Anfa. */
  firstDay: LocalDate;
  /** Quarters back for which forms are still made where the clock stood still. */
  quartersBack: number;
  /** Working days the firm's head has to sign a correction. */
  correctWorkingDays: number;
}

/** 统计分析表: when it is due, and by what. */
export const RETURN_RULE = defineRule<ReturnRule>({
  key: 'statistics-return',
  label: '隐患排查治理统计分析表',
  says: ({ quarterDueDay, yearDueDay, firstDay, quartersBack, correctWorkingDays }) => [
    `每季度的统计分析表在下一季度第一个月 ${quarterDueDay} 日前报，全年的在下一年一月 ${yearDueDay} 日前报，由企业主要负责人签字。`,
    `签字后不再改；要更正的，写明理由另出一版，${correctWorkingDays} 个工作日内签字，原来的保留。`,
    `系统从 ${formatYearDay(firstDay)}起的季度和那一年开始备表，最多补备前 ${quartersBack} 个季度。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '暂行规定第十四条；意见（十）',
      source: '安全生产事故隐患排查治理暂行规定（总局令第16号）：15 日、1 月 31 日、主要负责人签字；其余为设计值',
      standing: 'read',
      value: { quarterDueDay: 15, yearDueDay: 31, firstDay: '2026-10-01', quartersBack: 2, correctWorkingDays: 3 },
    },
  ],
});
export const returnRule = (at: Date): ReturnRule => ruleOn(RETURN_RULE, localDate(at)).value;

/** A quarter or a year; `until` is the first day after it. */
export interface Period {
  code: string;
  from: LocalDate;
  until: LocalDate;
}

const quarterFrom = (from: LocalDate): Period => ({
  code: `${from.slice(0, 4)}-Q${Math.ceil(Number(from.slice(5, 7)) / 3)}`,
  from,
  until: addMonths(from, 3),
});
const yearFrom = (year: number): Period => ({ code: `${year}`, from: `${year}-01-01`, until: `${year + 1}-01-01` });

/** `2026-Q4` or `2026`. */
export function periodOf(code: string): Period {
  const [year = '', quarter] = code.split('-Q');
  if (quarter === undefined) return yearFrom(Number(year));
  return quarterFrom(`${year}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}-01`);
}

/** `2026年第4季度`, `2026年全年`. */
export function periodLabel(code: string): string {
  const [year, quarter] = code.split('-Q');
  return quarter === undefined ? `${year}年全年` : `${year}年第${quarter}季度`;
}

/** The last day it may be sent in good time, by the rule of the day it was over. */
export function dueOnOf({ code, until }: Period): LocalDate {
  const { quarterDueDay, yearDueDay } = returnRule(atLocalHour(until, 0));
  return addDays(until, (code.includes('Q') ? quarterDueDay : yearDueDay) - 1);
}

/** Quarters that are over, the latest first, and the last year. */
function over(now: Date, quarters: number): Period[] {
  const today = localDate(now);
  const month = Math.floor((Number(today.slice(5, 7)) - 1) / 3) * 3 + 1;
  const thisQuarter = `${today.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
  return [
    ...Array.from({ length: quarters }, (_, i) => quarterFrom(addMonths(thisQuarter, -3 * (i + 1)))),
    yearFrom(Number(today.slice(0, 4)) - 1),
  ];
}

/** Periods that are over and asked for, the latest first: some quarters back, and the last year. */
export function periodsOver(now: Date): Period[] {
  const { firstDay, quartersBack } = returnRule(now);
  const isAsked = ({ code, from, until }: Period): boolean =>
    code.includes('Q') ? from >= firstDay : until > firstDay;
  return over(now, quartersBack).filter(isAsked);
}

/** What a board offers one press away: the quarters of a year, and the last year. */
export const recentPeriods = (now: Date): string[] => over(now, 4).map(({ code }) => code);

/** The last year whose forms a list can be asked for by their period. */
const LAST_YEAR = 2056;
/** Every period there is, the latest first: what a list is asked by. */
export const PERIODS: readonly { code: string; label: string }[] = Array.from(
  { length: LAST_YEAR - 2025 },
  (_, i) => LAST_YEAR - i,
).flatMap((year) =>
  [`${year}`, ...[4, 3, 2, 1].map((q) => `${year}-Q${q}`)].map((code) => ({ code, label: periodLabel(code) })),
);

/** The period a board opens with: the last quarter that is over. */
export const lastPeriod = (now: Date): string => over(now, 1)[0]?.code ?? '';

/** What a form counts, in its order. */
export const FIGURES = [
  { code: 'foundGeneral', label: '查出一般隐患' },
  { code: 'fixedGeneral', label: '整改完成一般隐患' },
  { code: 'openGeneral', label: '期末没有整改完的一般隐患' },
  { code: 'foundMajor', label: '查出重大隐患' },
  { code: 'fixedMajor', label: '销号的重大隐患' },
  { code: 'openMajor', label: '期末没有销号的重大隐患' },
  { code: 'overdue', label: '期末逾期没有整改完的隐患' },
] as const;
export type FigureCode = (typeof FIGURES)[number]['code'];
export const FUND = { code: 'fundFen', label: '整改完成的隐患投入资金' } as const;

/** Labels of what differs between two sets of figures. */
export const differences = (one: SpanFigures, other: SpanFigures): string[] =>
  [...FIGURES, FUND].filter(({ code }) => one[code] !== other[code]).map(({ label }) => label);

/** One figure as people read it. */
export const figureText = (figures: SpanFigures, code: FigureCode | 'fundFen'): string =>
  code === 'fundFen' ? yuanOf(figures.fundFen) : String(figures[code]);
