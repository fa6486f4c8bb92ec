import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showInside } from './inside.controller.ts';
import { showPassCode } from './passCode.controller.ts';

export const gateRoutes: readonly Route[] = [
  { method: 'get', path: paths.inside, access: ['park-officer', 'regulator'], run: showInside },
  {
    method: 'get',
    path: paths.passCode.pattern,
    access: ['worker', 'enterprise-manager', 'safety-officer', 'park-officer'],
    run: showPassCode,
  },
];
