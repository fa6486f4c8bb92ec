import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showCover } from './cover.controller.ts';

export const insuranceRoutes: readonly Route[] = [
  { method: 'get', path: paths.cover, access: ['regulator'], run: showCover },
];
