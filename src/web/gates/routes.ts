import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showInside } from './inside.controller.ts';

export const gateRoutes: readonly Route[] = [
  { method: 'get', path: paths.inside, access: ['park-officer'], run: showInside },
];
