import type { Round } from '#domain/programme';
import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface StageRule {
  /** People trained before the firm may ask for acceptance, each side by itself. */
  trainedManagers: number;
  trainedWorkers: number;
  /** Visits signed by both sides before acceptance. */
  visits: number;
  /** Days from the first adviser to the baseline assessment. */
  baselineDays: number;
  /** Months from the baseline to each repeat. */
  repeats: readonly { round: Exclude<Round, 'baseline' | 'acceptance'>; months: number }[];
}

/** What a firm does in its stages, as far as it can be counted. */
export const STAGE_RULE = defineRule<StageRule>({
  key: 'programme-stages',
  label: '项目阶段',
  says: ({ trainedManagers, trainedWorkers, visits, baselineDays, repeats }) => [
    `验收前培训管理人员 ${trainedManagers} 人、员工 ${trainedWorkers} 人，双方签字的入企辅导 ${visits} 次。`,
    `有辅导员后 ${baselineDays} 天内做基线评估，基线后第 ${repeats.map(({ months }) => months).join('、')} 个月复评。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十四）（十六）',
      source: '国际劳工组织 SCORE：每家 4 人（2 名管理人员、2 名员工）；入企 3 次、基线 30 天为设计值',
      standing: 'reference',
      value: {
        trainedManagers: 2,
        trainedWorkers: 2,
        visits: 3,
        baselineDays: 30,
        repeats: [
          { round: 'month-3', months: 3 },
          { round: 'month-6', months: 6 },
          { round: 'month-12', months: 12 },
        ],
      },
    },
  ],
});

export const stageRule = (now: Date): StageRule => ruleOn(STAGE_RULE, localDate(now)).value;

export interface ExitReason {
  code: string;
  label: string;
  /** Who may give it: the firm leaves of its own accord, the competent body for the rest. */
  by: readonly ('firm' | 'body')[];
  /** It works here no more: nothing is asked of it day by day. */
  isGone?: true;
}

/** Why a firm leaves the programme. */
export const EXIT_REASONS = defineRule<readonly ExitReason[]>({
  key: 'programme-exit-reasons',
  label: '退出项目的原因',
  says: (reasons) => [`${reasons.map(({ label }) => label).join('、')}。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十四）',
      source: '设计值：意见没有列出退出情形',
      standing: 'reference',
      value: [
        { code: 'own-wish', label: '企业自愿退出', by: ['firm', 'body'] },
        { code: 'closed', label: '企业停产、关闭', by: ['firm', 'body'], isGone: true },
        { code: 'moved-away', label: '企业迁出广西', by: ['firm', 'body'], isGone: true },
        { code: 'inactive', label: '长期不参加项目活动', by: ['body'] },
        { code: 'false-records', label: '提供虚假材料', by: ['body'] },
        { code: 'accident', label: '发生较大以上生产安全事故', by: ['body'] },
        { code: 'other', label: '其他', by: ['body'] },
      ],
    },
  ],
});

/** The reasons in force on a day. */
export const exitReasons = (now: Date): readonly ExitReason[] => ruleOn(EXIT_REASONS, localDate(now)).value;

interface AcceptanceRule {
  /** Members a panel has at least. */
  panelMin: number;
  /** Share of the points without which nothing is passed, in percent. */
  passPercent: number;
  /** Years a certificate is valid. */
  certificateYears: number;
}

/** How an acceptance panel decides. */
export const ACCEPTANCE_RULE = defineRule<AcceptanceRule>({
  key: 'programme-acceptance',
  isSettable: true,
  label: '项目验收',
  says: ({ panelMin, passPercent, certificateYears }) => [
    `验收组至少 ${panelMin} 人，得分达到 ${passPercent}% 才能通过，证书 ${certificateYears} 年有效。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十四）（十六）',
      source: '设计值：没有读到项目验收办法',
      standing: 'unread',
      value: { panelMin: 3, passPercent: 70, certificateYears: 3 },
    },
  ],
});

export const acceptanceRule = (now: Date): AcceptanceRule => ruleOn(ACCEPTANCE_RULE, localDate(now)).value;
