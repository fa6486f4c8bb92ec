import { HOUR_MS, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

interface HazardClock {
  acceptHours: number;
  urgentAcceptHours: number;
  verifyWorkingDays: number;
  majorVerifyHours: number;
  /** Days a firm has to arrange the fix of something found valid. */
  planWorkingDays: number;
  /** Days another person has to look at what was submitted. */
  approveWorkingDays: number;
  /** Calendar days the competent body has to look at a closure that was asked for. */
  closureReviewDays: number;
  rewardPayDays: number;
}

/** How long each step of a case may take. */
export const HAZARD_CLOCK = defineRule<HazardClock>({
  key: 'hazard-clock',
  label: '隐患处理时限',
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: 'facts.md §8 report.accept、report.verify、reward.pay；销号审核十日为设计值；安委〔2024〕7号未规定天数',
      standing: 'reference',
      value: {
        acceptHours: 24,
        urgentAcceptHours: 2,
        verifyWorkingDays: 3,
        majorVerifyHours: 24,
        planWorkingDays: 3,
        approveWorkingDays: 3,
        closureReviewDays: 10,
        rewardPayDays: 30,
      },
    },
  ],
});

export const hazardClock = (now: Date): HazardClock => ruleOn(HAZARD_CLOCK, localDate(now)).value;
export const inHours = (now: Date, hours: number): Date => new Date(now.getTime() + hours * HOUR_MS);

interface RewardBand {
  minFen: number;
  maxFen: number;
  usualFen: number;
}

/** What a valid report earns while the firm has no scheme of its own. */
export const REWARD_SCHEDULE = defineRule<Record<'general' | 'major', RewardBand>>({
  key: 'reward-schedule',
  label: '隐患报告奖励标准',
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号',
      source: 'facts.md §1.2：一般20–100元，重大500–2000元（各地实例）',
      standing: 'reference',
      value: {
        general: { minFen: 2_000, maxFen: 10_000, usualFen: 5_000 },
        major: { minFen: 50_000, maxFen: 200_000, usualFen: 100_000 },
      },
    },
  ],
});

/** How alike two reports must be before we ask whether they are one. */
export const SIMILARITY = { sameWords: 0.45, sameWordsAtOnePlace: 0.25, photoBits: 10, candidates: 60 } as const;
