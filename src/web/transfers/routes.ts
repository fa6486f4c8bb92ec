import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postPropose, showPropose } from './propose.controller.ts';
import { postAct, showAct, showTransfer, showTransfers } from './transfers.controller.ts';

const SEES: readonly Role[] = ['park-officer', 'enterprise-manager', 'safety-officer', 'regulator'];
const PARK: readonly Role[] = ['park-officer'];

export const transferRoutes: readonly Route[] = [
  { method: 'get', path: '/transfers', access: SEES, run: showTransfers },
  { method: 'get', path: '/transfers/new/:kind', access: PARK, run: showPropose },
  { method: 'post', path: '/transfers/new/:kind', access: PARK, run: postPropose },
  { method: 'get', path: '/transfers/:reference', access: SEES, run: showTransfer },
  { method: 'get', path: '/transfers/:reference/act/:action', access: PARK, run: showAct },
  { method: 'post', path: '/transfers/:reference/act/:action', access: PARK, run: postAct },
];
