import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postExport, sendExport, showExport, showExports } from './exports.controller.ts';

const SEES_LISTS: readonly Role[] = [
  'enterprise-manager',
  'safety-officer',
  'park-officer',
  'regulator',
  'insurer',
  'adviser',
];

export const exportRoutes: readonly Route[] = [
  { method: 'get', path: paths.exports, access: SEES_LISTS, run: showExports },
  { method: 'post', path: paths.exports, access: SEES_LISTS, run: postExport },
  { method: 'get', path: paths.export.pattern, access: SEES_LISTS, run: showExport },
  { method: 'get', path: paths.exportFile.pattern, access: SEES_LISTS, run: sendExport },
];
