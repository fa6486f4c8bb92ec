import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showBoard } from './board.controller.ts';

export const boardRoutes: readonly Route[] = [
  { method: 'get', path: paths.enrolmentBoard, access: ['park-officer', 'regulator'], run: showBoard },
];
