import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postScheme, showEditScheme, showScheme } from './schemes.controller.ts';

const FIRM: readonly Role[] = ['worker', 'enterprise-manager', 'safety-officer'];
const MANAGERS: readonly Role[] = ['enterprise-manager'];

export const schemeRoutes: readonly Route[] = [
  { method: 'get', path: paths.scheme, access: FIRM, run: showScheme },
  { method: 'get', path: paths.editScheme, access: MANAGERS, run: showEditScheme },
  { method: 'post', path: paths.editScheme, access: MANAGERS, run: postScheme },
];
