import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postAct, postOpen, showAct, showCohort, showCohorts, showOpen } from './cohorts.controller.ts';

const READS: readonly Role[] = ['administrator', 'regulator', 'park-officer'];
const RUNS: readonly Role[] = ['administrator', 'regulator'];

export const cohortRoutes: readonly Route[] = [
  { method: 'get', path: '/cohorts', access: READS, run: showCohorts },
  { method: 'get', path: '/cohorts/new', access: RUNS, run: showOpen },
  { method: 'post', path: '/cohorts', access: RUNS, run: postOpen },
  { method: 'get', path: '/cohorts/:reference', access: READS, run: showCohort },
  { method: 'get', path: '/cohorts/:reference/act/:action', access: RUNS, run: showAct },
  { method: 'post', path: '/cohorts/:reference/act/:action', access: RUNS, run: postAct },
];
