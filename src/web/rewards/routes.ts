import type { Route } from '../router.ts';
import { postReward, showReward, showRewards } from './rewards.controller.ts';

export const rewardRoutes: readonly Route[] = [
  { method: 'get', path: '/rewards', access: ['worker', 'enterprise-manager', 'safety-officer'], run: showRewards },
  { method: 'get', path: '/rewards/:reference', access: 'signed-in', run: showReward },
  { method: 'post', path: '/rewards/:reference/act/:action', access: 'signed-in', run: postReward },
];
