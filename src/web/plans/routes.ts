import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import { showFile } from '../files.ts';
import type { Route } from '../router.ts';
import { postAddItem, showAddItem, showAddToPlan } from './addItem.controller.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];

export const planRoutes: readonly Route[] = [
  { method: 'get', path: paths.newItem.pattern, access: FIRM, run: showAddItem },
  { method: 'get', path: paths.addToPlan, access: FIRM, run: showAddToPlan },
  { method: 'post', path: paths.itemsOfPlan.pattern, access: FIRM, run: postAddItem },
  { method: 'get', path: paths.file.pattern, access: 'signed-in', run: showFile },
];
