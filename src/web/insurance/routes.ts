import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showBudget } from './budget.controller.ts';
import { showCover } from './cover.controller.ts';
import { postImport, sendTable, showImport, showImports } from './imports.controller.ts';
import { showBudgetUse } from './use.controller.ts';

export const insuranceRoutes: readonly Route[] = [
  { method: 'get', path: paths.budgetUse, access: ['insurer', 'regulator'], run: showBudgetUse },
  { method: 'get', path: paths.policyImports, access: ['insurer'], run: showImports },
  {
    method: 'post',
    path: paths.policyImports,
    access: ['insurer'],
    run: postImport,
    upload: { field: 'table', most: 1 },
  },
  { method: 'get', path: paths.policyImport.pattern, access: ['insurer'], run: showImport },
  { method: 'get', path: paths.policyTable, access: ['insurer'], run: sendTable },
  { method: 'get', path: paths.cover, access: ['regulator'], run: showCover },
  {
    method: 'get',
    path: paths.budget.pattern,
    access: ['enterprise-manager', 'safety-officer', 'insurer', 'regulator'],
    run: showBudget,
  },
];
