import { yuanOf } from '#kernel/money';
import { defineRule } from '#kernel/rules';

/** When unnamed rewards are paid: together, so that no payment is one person's. */
export const BATCH_RULE = defineRule<{
  /** So many people's of one amount, of as many cases, are paid together; never fewer. */
  fewest: number;
  /** Calendar days before it is due one that has too few like it is paid in part, as much as enough others get. */
  daysBefore: number;
  /** Amounts are whole steps of so much, fen: what a firm's scheme says beside them is rounded up. */
  stepFen: number;
}>({
  key: 'reward-batch',
  label: '匿名奖励成批兑现',
  says: ({ fewest, daysBefore, stepFen }) => [
    `匿名奖励够 ${fewest} 个人、${fewest} 件案件金额相同的，全部批准后一批备到领奖点；金额进到 ${yuanOf(stepFen)} 的整数倍。离兑现期限不到 ${daysBefore} 天还凑不够的，先备和别的几件一样多的部分，其余下一批备；始终凑不够的，不单独备，由公共领奖点付。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号',
      source: '设计值：文件没有规定匿名奖励怎么发',
      standing: 'reference',
      value: { fewest: 3, daysBefore: 7, stepFen: 1_000 },
    },
  ],
});
