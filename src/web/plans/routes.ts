import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postItemAct, showItemAct } from './itemActs.ts';
import { postAddItem, showAddItem, showFile, showItem, showItems } from './items.controller.ts';
import { postDraft, showDraft, showPlan, showPlans } from './plan.controller.ts';
import { postPlanAct, showPlanAct } from './planActs.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const SEE: readonly Role[] = ['worker', ...FIRM, 'adviser', 'park-officer', 'regulator'];

export const planRoutes: readonly Route[] = [
  { method: 'get', path: '/plans', access: SEE, run: showPlans },
  { method: 'get', path: '/plans/new', access: FIRM, run: showDraft },
  { method: 'post', path: '/plans', access: FIRM, run: postDraft },
  { method: 'get', path: '/plans/:reference', access: SEE, run: showPlan },
  { method: 'get', path: '/plans/:reference/act/:action', access: FIRM, run: showPlanAct },
  { method: 'post', path: '/plans/:reference/act/:action', access: FIRM, run: postPlanAct },
  { method: 'get', path: '/plans/:reference/items/new', access: FIRM, run: showAddItem },
  { method: 'post', path: '/plans/:reference/items', access: FIRM, run: postAddItem },
  { method: 'get', path: '/items', access: SEE, run: showItems },
  { method: 'get', path: '/items/:reference', access: SEE, run: showItem },
  { method: 'get', path: '/items/:reference/act/:action', access: ['worker', ...FIRM], run: showItemAct },
  {
    method: 'post',
    path: '/items/:reference/act/:action',
    access: ['worker', ...FIRM],
    upload: { field: 'photos' },
    run: postItemAct,
  },
  { method: 'get', path: '/files/:id', access: 'signed-in', run: showFile },
];
