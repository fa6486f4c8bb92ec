import { defineRule } from '#kernel/rules';

/** When unnamed rewards are paid: together, so that no payment is one person's. */
export const BATCH_RULE = defineRule<{
  /** So many make a batch. */
  fewest: number;
  /** Calendar days before the first of them is due, fewer are one too: nobody waits beyond the promise. */
  daysBefore: number;
}>({
  key: 'reward-batch',
  label: '匿名奖励成批兑现',
  says: ({ fewest, daysBefore }) => [
    `匿名奖励够 ${fewest} 笔一批备到领奖点；最早那笔离兑现期限不到 ${daysBefore} 天的，不等凑够。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号',
      source: '设计值：文件没有规定匿名奖励怎么发',
      standing: 'reference',
      value: { fewest: 3, daysBefore: 7 },
    },
  ],
});
