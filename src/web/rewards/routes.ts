import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postBatch, showBatches } from './batches.controller.ts';
import { postRedeem, showRedeem } from './claims.controller.ts';
import { showNotice } from './notice.controller.ts';
import { postTogether, showTogether } from './together.controller.ts';

const RUNNERS: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const DESK: readonly Role[] = ['worker'];

export const rewardRoutes: readonly Route[] = [
  { method: 'get', path: paths.together.pattern, access: RUNNERS, run: showTogether },
  { method: 'post', path: paths.together.pattern, access: RUNNERS, run: postTogether },
  { method: 'get', path: paths.rewardNotice, access: RUNNERS, run: showNotice },
  { method: 'get', path: paths.rewardBatches, access: RUNNERS, run: showBatches },
  { method: 'post', path: paths.rewardBatches, access: RUNNERS, run: postBatch },
  { method: 'get', path: paths.redeemClaim, access: DESK, run: showRedeem },
  { method: 'post', path: paths.redeemClaim, access: DESK, run: postRedeem },
];
