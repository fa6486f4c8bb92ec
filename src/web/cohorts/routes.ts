import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postAct, postOpen, showAct, showCohort, showCohorts, showOpen } from './cohorts.controller.ts';

const READS: readonly Role[] = ['administrator', 'regulator', 'park-officer'];
const RUNS: readonly Role[] = ['administrator', 'regulator'];

export const cohortRoutes: readonly Route[] = [
  { method: 'get', path: paths.cohorts, access: READS, run: showCohorts },
  { method: 'get', path: paths.newCohort, access: RUNS, run: showOpen },
  { method: 'post', path: paths.cohorts, access: RUNS, run: postOpen },
  { method: 'get', path: paths.cohort.pattern, access: READS, run: showCohort },
  { method: 'get', path: paths.cohortAct.pattern, access: RUNS, run: showAct },
  { method: 'post', path: paths.cohortAct.pattern, access: RUNS, run: postAct },
];
