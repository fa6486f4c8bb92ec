import { SIZES, type Size } from '#domain/programme';
import { defineRule } from '#kernel/rules';

/** A line of business in which 安责险 is mandatory: what 意见（十四）（十五） mean by 高危行业. */
export interface HighRiskLine {
  code: string;
  label: string;
  /** Industry codes of GB/T 4754-2017 that begin with one of these are in the line. */
  industries: readonly string[];
}

export interface EligibilityRule {
  highRisk: { lines: readonly HighRiskLine[]; source: string };
  weak: { indicators: readonly { code: string; label: string }[]; enough: number; source: string };
  small: {
    sizes: readonly Size[];
    /** Version of the size table that goes with this rule. */
    sizeVersion: string;
  };
  /** A head-count this many times another one of the same firm, and this many people off, is doubtful. */
  doubt: { times: number; people: number };
}

/**
 * Who may take part (意见（十四）): any one of three grounds. A cohort keeps the version it was opened under, so that a
 * later list changes nothing about its applications.
 */
export const ELIGIBILITY = defineRule<EligibilityRule>({
  key: 'eligibility',
  label: '参加条件',
  says: ({ highRisk, weak, small }) => [
    '符合下面任何一项就可以参加。',
    `高危行业：${highRisk.lines.map(({ label }) => label).join('、')}。依据：${highRisk.source}。`,
    `安全基础薄弱：下面至少 ${weak.enough} 项。${weak.indicators.map(({ label }) => label).join('；')}。依据：${weak.source}。`,
    `规模：${SIZES.filter(({ code }) => small.sizes.includes(code))
      .map(({ label }) => label)
      .join('、')}企业。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十四）',
      source:
        '高危行业：应急〔2025〕27号应投保行业；薄弱指标：意见（四）五到位，设计值；规模：工信部联企业〔2011〕300号',
      standing: 'reference',
      value: {
        highRisk: {
          source: '应急〔2025〕27号（应当投保安责险的行业），按 GB/T 4754-2017 对应',
          lines: [
            { code: 'mine', label: '矿山', industries: ['B06', 'B07', 'B08', 'B09', 'B10', 'B11', 'B12'] },
            { code: 'hazardous-chemicals', label: '危险化学品', industries: ['C25', 'C26', 'G594'] },
            { code: 'fireworks', label: '烟花爆竹', industries: ['C2672'] },
            { code: 'transport', label: '交通运输', industries: ['G53', 'G54', 'G55', 'G56', 'G57'] },
            { code: 'construction', label: '建筑施工', industries: ['E47', 'E48', 'E49', 'E50'] },
            { code: 'civil-explosives', label: '民用爆炸物品', industries: ['C2671'] },
            { code: 'smelting', label: '金属冶炼', industries: ['C31', 'C32'] },
            { code: 'fishery', label: '渔业生产', industries: ['A04'] },
          ],
        },
        weak: {
          enough: 2,
          source: '意见（四）责任、管理、投入、培训、应急五到位；指标和数量为设计值',
          indicators: [
            { code: 'no-responsibility', label: '没有建立全员安全生产责任制' },
            { code: 'no-officer', label: '没有专职或兼职安全管理人员' },
            { code: 'no-ledger', label: '没有隐患排查治理制度或台账' },
            { code: 'no-investment', label: '上一年没有安排安全生产投入' },
            { code: 'no-training', label: '上一年没有组织全员安全培训' },
            { code: 'no-plan', label: '没有应急预案，或一年内没有演练' },
            { code: 'no-standard', label: '没有开展安全生产标准化' },
            { code: 'accident', label: '近三年发生过生产安全事故' },
            { code: 'penalty', label: '近两年受过安全生产行政处罚' },
          ],
        },
        small: { sizes: ['medium', 'small', 'micro'], sizeVersion: '2011-300' },
        doubt: { times: 1.5, people: 20 },
      },
    },
  ],
});
