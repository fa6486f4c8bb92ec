import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showHome } from './home.controller.ts';

export const homeRoutes: readonly Route[] = [
  { method: 'get', path: paths.home, access: 'public', why: '第一次来的人先看到安发是什么', run: showHome },
];
