import { peekReward, type Reward } from '#domain/hazards';
import { type Fen, formatYuan } from '#kernel/money';
import { bothOf } from '../audiences.ts';
import type { Noun } from './noun.ts';

export const rewardNoun: Noun<Reward> = {
  kind: 'reward',
  peek: peekReward,
  statusOf: (reward) => reward.status,
  linkPath: (reference) => `/rewards/${reference}`,
  params: async (reward) => ({
    hazard: reward.hazardReference,
    amount: formatYuan(reward.amountFen as Fen),
    method: reward.payMethod ?? '',
  }),
  notices: {
    'rewards.proposed': [{ to: (r) => bothOf(r.enterpriseId), template: 'reward-proposed' }],
    'rewards.approved': [{ to: (r) => [r.personId], template: 'reward-approved' }],
    'rewards.paid': [{ to: (r) => [r.personId], template: 'reward-paid' }],
    'rewards.confirmed': [],
    'rewards.declined': [{ to: (r) => bothOf(r.enterpriseId), template: 'reward-declined' }],
  },
};
