import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postReward, showReward, showRewards } from './rewards.controller.ts';

export const rewardRoutes: readonly Route[] = [
  { method: 'get', path: paths.rewards, access: ['worker', 'enterprise-manager', 'safety-officer'], run: showRewards },
  { method: 'get', path: paths.reward.pattern, access: 'signed-in', run: showReward },
  { method: 'post', path: paths.rewardAct.pattern, access: 'signed-in', run: postReward },
];
