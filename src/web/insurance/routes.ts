import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showBudget } from './budget.controller.ts';
import { showCover } from './cover.controller.ts';
import { showBudgetUse } from './use.controller.ts';

export const insuranceRoutes: readonly Route[] = [
  { method: 'get', path: paths.budgetUse, access: ['insurer'], run: showBudgetUse },
  { method: 'get', path: paths.cover, access: ['regulator'], run: showCover },
  {
    method: 'get',
    path: paths.budget.pattern,
    access: ['enterprise-manager', 'safety-officer', 'insurer', 'regulator'],
    run: showBudget,
  },
];
