import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showInside } from './inside.controller.ts';
import { showPassCode } from './passCode.controller.ts';
import { showVisitCode } from './visitCode.controller.ts';
import { postWatch, showWatch } from './watch.controller.ts';

export const gateRoutes: readonly Route[] = [
  { method: 'get', path: paths.inside, access: ['park-officer', 'regulator'], run: showInside },
  {
    method: 'get',
    path: paths.passCode.pattern,
    access: ['worker', 'enterprise-manager', 'safety-officer', 'park-officer'],
    run: showPassCode,
  },
  { method: 'get', path: paths.gateWatch.pattern, access: ['park-officer'], run: showWatch },
  { method: 'post', path: paths.gateWatch.pattern, access: ['park-officer'], run: postWatch },
  {
    method: 'get',
    path: paths.visitCode.pattern,
    access: 'public',
    why: 'a visitor without an account shows the pass they asked for in a chat; its address is not to be guessed',
    run: showVisitCode,
  },
];
