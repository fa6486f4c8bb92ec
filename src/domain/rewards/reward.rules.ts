import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

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

interface RewardClock {
  /** Calendar days from proposal to payment. */
  payDays: number;
  /** Calendar days to look into it and pay once the worker says that nothing came. */
  payAgainDays: number;
  /** Calendar days a worker has to say whether it came. */
  confirmDays: number;
}

/** How long each step of a reward may take. */
export const REWARD_CLOCK = defineRule<RewardClock>({
  key: 'reward-clock',
  label: '奖励兑现时限',
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号「及时实施奖励」',
      source: 'facts.md §8 reward.pay；补发和本人确认各七日为设计值，文件未规定天数',
      standing: 'reference',
      value: { payDays: 30, payAgainDays: 7, confirmDays: 7 },
    },
  ],
});

/** The end of the day that lies as many days after `from` as the clock of that day says. */
export const rewardDue = (from: Date, days: keyof RewardClock): Date =>
  endOfLocalDay(addDays(localDate(from), ruleOn(REWARD_CLOCK, localDate(from)).value[days]));

export const PAY_METHODS = [
  { code: 'payroll', label: '随工资发' },
  { code: 'bank', label: '银行转账' },
  { code: 'wechat', label: '微信转账' },
  { code: 'cash', label: '现金' },
] as const;
