import { ROLES, type Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showFirm, showFirms } from './firms.controller.ts';

/** Insurers look up no firm before they insure one. */
const SEES: readonly Role[] = ROLES.map(({ code }) => code).filter((code) => code !== 'insurer');

export const firmRoutes: readonly Route[] = [
  { method: 'get', path: paths.firms, access: SEES, run: showFirms },
  { method: 'get', path: paths.firm.pattern, access: SEES, run: showFirm },
];
