import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postAdvances, showAdvances } from './advances.controller.ts';
import { showArrears } from './arrears.controller.ts';
import { postBatch, showBatches } from './batches.controller.ts';
import { postDeny, postRedeem, showDeny, showRedeem } from './claims.controller.ts';
import { showNotice } from './notice.controller.ts';
import { showParticipation } from './participation.controller.ts';
import { postTogether, showTogether } from './together.controller.ts';

const RUNNERS: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const TEAM: readonly Role[] = ['worker'];
/** The desk of a firm is a worker's, the public one the competent body's. */
const DESK: readonly Role[] = [...TEAM, 'regulator'];

export const rewardRoutes: readonly Route[] = [
  { method: 'get', path: paths.together.pattern, access: RUNNERS, run: showTogether },
  {
    method: 'post',
    path: paths.together.pattern,
    access: RUNNERS,
    upload: { field: 'photos' },
    run: postTogether,
  },
  { method: 'get', path: paths.rewardNotice, access: RUNNERS, run: showNotice },
  { method: 'get', path: paths.rewardBatches, access: RUNNERS, run: showBatches },
  {
    method: 'post',
    path: paths.rewardBatches,
    access: RUNNERS,
    upload: { field: 'photos' },
    run: postBatch,
  },
  { method: 'get', path: paths.rewardAdvances, access: [...RUNNERS, 'regulator'], run: showAdvances },
  {
    method: 'post',
    path: paths.rewardAdvances,
    access: RUNNERS,
    upload: { field: 'photos' },
    run: postAdvances,
  },
  { method: 'get', path: paths.redeemClaim, access: DESK, run: showRedeem },
  { method: 'post', path: paths.redeemClaim, access: DESK, limit: 'code', run: postRedeem },
  { method: 'get', path: paths.denyClaim, access: 'public', why: '凭领奖码说没拿到钱，不问是谁', run: showDeny },
  {
    method: 'post',
    path: paths.denyClaim,
    access: 'public',
    why: '凭领奖码说没拿到钱，不问是谁',
    limit: 'code',
    run: postDeny,
  },
  { method: 'get', path: paths.rewardArrears, access: ['park-officer', 'regulator'], run: showArrears },
  { method: 'get', path: paths.participation, access: [...RUNNERS, ...TEAM], run: showParticipation },
];
