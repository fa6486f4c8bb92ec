import { ROLES, type Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { showFirm, showFirms } from './firms.controller.ts';

/** Insurers look up no firm before they insure one. */
const SEES: readonly Role[] = ROLES.map(({ code }) => code).filter((code) => code !== 'insurer');

export const firmRoutes: readonly Route[] = [
  { method: 'get', path: '/firms', access: SEES, run: showFirms },
  { method: 'get', path: '/firms/:id', access: SEES, run: showFirm },
];
