import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postItemAct, showItemAct } from './itemActs.ts';
import { postAddItem, showAddItem, showFile, showItem, showItems } from './items.controller.ts';
import { postDraft, showDraft, showPlan, showPlans } from './plan.controller.ts';
import { postPlanAct, showPlanAct } from './planActs.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const SEE: readonly Role[] = ['worker', ...FIRM, 'adviser', 'park-officer', 'regulator'];

export const planRoutes: readonly Route[] = [
  { method: 'get', path: paths.plans, access: SEE, run: showPlans },
  { method: 'get', path: paths.newPlan, access: FIRM, run: showDraft },
  { method: 'post', path: paths.plans, access: FIRM, run: postDraft },
  { method: 'get', path: paths.plan.pattern, access: SEE, run: showPlan },
  { method: 'get', path: paths.planAct.pattern, access: FIRM, run: showPlanAct },
  { method: 'post', path: paths.planAct.pattern, access: FIRM, run: postPlanAct },
  { method: 'get', path: paths.newItem.pattern, access: FIRM, run: showAddItem },
  { method: 'post', path: paths.itemsOfPlan.pattern, access: FIRM, run: postAddItem },
  { method: 'get', path: paths.items, access: SEE, run: showItems },
  { method: 'get', path: paths.item.pattern, access: SEE, run: showItem },
  { method: 'get', path: paths.itemAct.pattern, access: ['worker', ...FIRM], run: showItemAct },
  {
    method: 'post',
    path: paths.itemAct.pattern,
    access: ['worker', ...FIRM],
    upload: { field: 'photos' },
    run: postItemAct,
  },
  { method: 'get', path: paths.file.pattern, access: 'signed-in', run: showFile },
];
