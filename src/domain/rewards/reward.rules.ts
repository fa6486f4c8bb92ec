import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { type Fen, formatYuan } from '#kernel/money';
import { defineRule, ruleOn } from '#kernel/rules';

interface RewardBand {
  minFen: number;
  maxFen: number;
  usualFen: number;
}

const yuan = (fen: number): string => formatYuan(fen as Fen);
const bandOf = ({ minFen, maxFen, usualFen }: RewardBand): string =>
  `${yuan(minFen)}至${yuan(maxFen)}，通常${yuan(usualFen)}`;

/** What a valid report earns while the firm has no scheme of its own. */
export const REWARD_SCHEDULE = defineRule<Record<'general' | 'major', RewardBand>>({
  key: 'reward-schedule',
  label: '隐患报告奖励标准',
  says: ({ general, major }) => [`一般隐患 ${bandOf(general)}，重大隐患 ${bandOf(major)}；企业另有标准的从其标准。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号',
      source: '设计值，参照各地公布的实例：一般20–100元，重大500–2000元',
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
  says: (days) => [
    `提出后 ${days.payDays} 天内兑现；本人说没收到的，${days.payAgainDays} 天内查清补发；本人 ${days.confirmDays} 天内确认。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号「及时实施奖励」',
      source: '设计值：文件未规定天数',
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
