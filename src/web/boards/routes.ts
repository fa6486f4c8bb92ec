import type { Route } from '../router.ts';
import { showBoard } from './board.controller.ts';

export const boardRoutes: readonly Route[] = [
  { method: 'get', path: '/boards/enrolment', access: ['park-officer', 'regulator'], run: showBoard },
];
