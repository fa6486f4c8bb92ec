import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showBoard } from './board.controller.ts';
import { showMajorBoard } from './majors.controller.ts';
import { showMajorNotice } from './notice.controller.ts';
import { showReturnBoard } from './returns.controller.ts';

export const boardRoutes: readonly Route[] = [
  { method: 'get', path: paths.enrolmentBoard, access: ['park-officer', 'regulator'], run: showBoard },
  { method: 'get', path: paths.majorBoard, access: ['park-officer', 'regulator'], run: showMajorBoard },
  { method: 'get', path: paths.returnBoard, access: ['park-officer', 'regulator'], run: showReturnBoard },
  {
    method: 'get',
    path: paths.majorNotice,
    access: 'public',
    why: '挂牌督办和销号要向社会公布',
    run: showMajorNotice,
  },
];
