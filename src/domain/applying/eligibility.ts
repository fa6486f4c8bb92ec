import { industryLabel } from '#domain/organisations';
import type { Ground } from '#domain/programme';
import { SIZE_TABLE, SIZES, type Size, type SizeRow, sizeRowFor, sizeUnder } from '#domain/programme';
import { yuanOf } from '#kernel/money';
import { type RuleVersion, ruleVersion } from '#kernel/rules';
import type { ApplicationContent, GroundAnswer } from './application.model.ts';
import { ELIGIBILITY, type EligibilityRule } from './eligibilityRule.ts';

/** The part of an application that eligibility is worked out from. */
export type EligibilityInputs = Pick<
  ApplicationContent,
  'industryCode' | 'employees' | 'lastYearEmployees' | 'revenueFen' | 'assetsFen' | 'highRiskLines' | 'weakIndicators'
> &
  Partial<Pick<ApplicationContent, 'safetyOfficerName'>>;

export interface Eligibility {
  grounds: GroundAnswer[];
  isEligible: boolean;
  /** The largest of what the head-counts come to when they contradict each other. */
  size: Size;
  /** Sentences a reviewer must look into. */
  flags: string[];
  ruleVersion: string;
  /** What would make an ineligible firm eligible, in words it can check; empty when it is. */
  wouldChange: string[];
}

type Rule = RuleVersion<EligibilityRule>;
type Input = { label: string; value: string };
const sizeLabel = (size: Size): string => SIZES.find((row) => row.code === size)?.label ?? size;
const orderOf = (size: Size): number => SIZES.findIndex((row) => row.code === size);
/** Fen as 万元, the unit of the size table. */
const wan = (fen: number): string => (fen % 1_000_000 === 0 ? `${fen / 1_000_000} 万元` : yuanOf(fen));
const answer = (
  { version, article }: Rule,
  ground: Ground,
  rule: string,
  source: string,
  holds: boolean,
  because: string,
  inputs: Input[],
): GroundAnswer => ({ ground, holds, because, inputs, rule, ruleVersion: version, article, source });

/**
 * The three grounds of 意见（十四） for what a firm wrote, under a version of the rule. Any one suffices. Nothing is
 * trusted that contradicts itself: a head-count far from last year's or from what we have on record counts as both, and
 * 中小微 holds only if it holds with each of them.
 *
 * @param known head-count on record, when a competent body has checked it.
 */
export function assessEligibility(content: EligibilityInputs, version: string, known?: number): Eligibility {
  const rule = ruleVersion(ELIGIBILITY, version);
  const highRisk = assessHighRisk(content, rule);
  const weak = assessWeak(content, rule);
  const small = assessSmall(content, rule, known);
  const grounds = [highRisk.answer, weak, small.answer];
  const isEligible = grounds.some((ground) => ground.holds);
  return {
    grounds,
    isEligible,
    size: small.size,
    flags: [...highRisk.flags, ...small.flags, ...contradictions(content)],
    ruleVersion: version,
    wouldChange: isEligible ? [] : changes(content, rule, small.row),
  };
}

/** What the firm wrote in one place and denied in another. */
function contradictions({ weakIndicators, safetyOfficerName, employees, revenueFen }: EligibilityInputs): string[] {
  const hasNoOfficer = weakIndicators.includes('no-officer');
  return [
    ...(hasNoOfficer && safetyOfficerName !== undefined && safetyOfficerName !== ''
      ? [`勾选了“没有专职或兼职安全管理人员”，又填写了安全管理人员${safetyOfficerName}，请核对哪一个是对的。`]
      : []),
    ...(!hasNoOfficer && safetyOfficerName === ''
      ? ['没有填写安全管理人员，也没有勾选“没有专职或兼职安全管理人员”，请核对。']
      : []),
    ...(employees === 0 && revenueFen > 0 ? [`填报没有从业人员，却有营业收入 ${wan(revenueFen)}，请核对。`] : []),
  ];
}

function assessHighRisk({ industryCode, highRiskLines }: EligibilityInputs, rule: Rule) {
  const { lines, source } = rule.value.highRisk;
  const byIndustry = lines.filter((line) => line.industries.some((code) => industryCode.startsWith(code)));
  const declared = lines.filter((line) => highRiskLines.includes(line.code));
  const unseen = declared.filter((line) => !byIndustry.includes(line));
  const names = (some: typeof lines) => some.map((line) => line.label).join('、');
  const because =
    byIndustry.length > 0
      ? `行业代码属于高危行业：${names(byIndustry)}。`
      : declared.length > 0
        ? `您申报从事${names(declared)}，行业代码看不出来，审核时要核对许可或备案。`
        : '行业代码不在高危行业名单内，也没有申报从事高危行业。';
  return {
    flags: unseen.length === 0 ? [] : [`申报的高危行业（${names(unseen)}）与行业代码不一致，请核对许可或备案。`],
    answer: answer(rule, 'high-risk', '高危行业名单', source, byIndustry.length + declared.length > 0, because, [
      { label: '行业', value: industryLabel(industryCode) },
      { label: '申报的高危行业', value: declared.length === 0 ? '无' : names(declared) },
    ]),
  };
}

function assessWeak({ weakIndicators }: EligibilityInputs, rule: Rule): GroundAnswer {
  const { indicators, enough, source } = rule.value.weak;
  const ticked = indicators.filter((one) => weakIndicators.includes(one.code));
  const holds = ticked.length >= enough;
  const because = `勾选了 ${ticked.length} 项，${holds ? '达到' : '不到'} ${enough} 项。`;
  return answer(rule, 'weak-foundation', `薄弱指标达到 ${enough} 项`, source, holds, because, [
    { label: '薄弱指标', value: ticked.length === 0 ? '无' : ticked.map((one) => one.label).join('；') },
  ]);
}

function assessSmall(content: EligibilityInputs, rule: Rule, known: number | undefined) {
  const { small, doubt } = rule.value;
  const { employees, lastYearEmployees, revenueFen, assetsFen } = content;
  const isFar = (other: number): boolean => {
    const [less, more] = [Math.min(employees, other), Math.max(employees, other)];
    return more - less >= doubt.people && more >= less * doubt.times;
  };
  const others = [
    { what: '上一年填报', count: lastYearEmployees },
    { what: '系统登记', count: known },
  ].filter((row): row is { what: string; count: number } => row.count !== undefined && isFar(row.count));
  const table = ruleVersion(SIZE_TABLE, small.sizeVersion);
  const sizes = [employees, ...others.map(({ count }) => count)].map((count) =>
    sizeUnder(table, sizeRowFor(content.industryCode), { employees: count, revenueFen, assetsFen }),
  );
  const [first] = sizes as [(typeof sizes)[0]];
  const size = sizes.map((one) => one.size).reduce((a, b) => (orderOf(a) <= orderOf(b) ? a : b));
  const holds = small.sizes.includes(size);
  const row = table.value.find((one) => one.row === first.row) as SizeRow;
  const contradiction = others.map(({ what, count }) => `${what} ${count} 人`).join('、');
  const because =
    others.length === 0
      ? `按“${row.industry}”标准为${sizeLabel(size)}企业。`
      : `本次填报 ${employees} 人，与${contradiction}相差很大，都算过：${holds ? '无论按哪个数都不是大型企业' : '按较大的数是大型企业，本次的数先不采信'}。`;
  return {
    size,
    row,
    flags:
      others.length === 0 ? [] : [`从业人员填报 ${employees} 人，与${contradiction}相差很大，请核对社保或工资表。`],
    answer: answer(rule, 'small', `中小企业划型标准第 ${row.row} 行“${row.industry}”`, table.source, holds, because, [
      { label: '从业人员', value: `${employees} 人` },
      ...(lastYearEmployees === undefined ? [] : [{ label: '上一年从业人员', value: `${lastYearEmployees} 人` }]),
      ...(known === undefined ? [] : [{ label: '系统登记从业人员', value: `${known} 人` }]),
      { label: '营业收入', value: wan(revenueFen) },
      { label: '资产总额', value: wan(assetsFen) },
    ]),
  };
}

const MEASURES = { employees: '从业人员', revenueFen: '营业收入', assetsFen: '资产总额' } as const;

function changes(content: EligibilityInputs, rule: Rule, row: SizeRow): string[] {
  const { lines } = rule.value.highRisk;
  const { enough } = rule.value.weak;
  const bounds = row.measures.map((measure, i) => {
    const least = row.large[i] ?? 0;
    return `${MEASURES[measure]}低于 ${measure === 'employees' ? `${least} 人` : wan(least)}`;
  });
  return [
    `从事高危行业（${lines.map((line) => line.label).join('、')}）并能提供许可或备案`,
    `安全管理薄弱指标达到 ${enough} 项（现在 ${content.weakIndicators.length} 项）`,
    `${bounds.join('，或者')}，就属于中小微企业`,
  ];
}
