import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postPropose, showPropose } from './propose.controller.ts';
import { postAct, showAct, showTransfer, showTransfers } from './transfers.controller.ts';

const SEES: readonly Role[] = ['park-officer', 'enterprise-manager', 'safety-officer', 'regulator'];
const PARK: readonly Role[] = ['park-officer'];

export const transferRoutes: readonly Route[] = [
  { method: 'get', path: paths.transfers, access: SEES, run: showTransfers },
  { method: 'get', path: paths.newTransfer.pattern, access: PARK, run: showPropose },
  { method: 'post', path: paths.newTransfer.pattern, access: PARK, run: postPropose },
  { method: 'get', path: paths.transfer.pattern, access: SEES, run: showTransfer },
  { method: 'get', path: paths.transferAct.pattern, access: PARK, run: showAct },
  { method: 'post', path: paths.transferAct.pattern, access: PARK, run: postAct },
];
