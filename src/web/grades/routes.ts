import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showWorkbench } from './workbench.controller.ts';

export const gradeRoutes: readonly Route[] = [
  { method: 'get', path: paths.gradeWorkbench.pattern, access: ['park-officer', 'regulator'], run: showWorkbench },
];
