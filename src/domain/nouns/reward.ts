import type { RegisteredNoun } from '#domain/engine';
import { peekReward, type Reward, rewardLifecycle } from '#domain/hazards';
import { runnersOf } from '#domain/identity';
import { type Fen, formatYuan } from '#kernel/money';

export const rewardNoun: RegisteredNoun<Reward> = {
  kind: 'reward',
  name: '奖励',
  collection: 'rewards',
  lifecycle: rewardLifecycle,
  peek: peekReward,
  statusOf: (reward) => reward.status,
  pathOf: (reference) => `/rewards/${reference}`,
  textOf: (one) => `隐患 ${one.hazardReference} 的奖励`,
  params: async (reward) => ({
    hazard: reward.hazardReference,
    amount: formatYuan(reward.amountFen as Fen),
    method: reward.payMethod ?? '',
  }),
  events: {
    'rewards.proposed': { told: [{ to: (r) => runnersOf(r.enterpriseId), template: 'reward-proposed' }] },
    'rewards.approved': { told: [{ to: (r) => [r.personId], template: 'reward-approved' }] },
    'rewards.paid': { told: [{ to: (r) => [r.personId], template: 'reward-paid' }] },
    'rewards.confirmed': { told: [] },
    'rewards.declined': { told: [{ to: (r) => runnersOf(r.enterpriseId), template: 'reward-declined' }] },
  },
  clocks: {},
};
