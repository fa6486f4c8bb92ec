import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postExport, sendExport, showExport, showExports } from './exports.controller.ts';

const SEES_LISTS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator', 'adviser'];

export const exportRoutes: readonly Route[] = [
  { method: 'get', path: '/exports', access: SEES_LISTS, run: showExports },
  { method: 'post', path: '/exports', access: SEES_LISTS, run: postExport },
  { method: 'get', path: '/exports/:id', access: SEES_LISTS, run: showExport },
  { method: 'get', path: '/exports/:id/file', access: SEES_LISTS, run: sendExport },
];
