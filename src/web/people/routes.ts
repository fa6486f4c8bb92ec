import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postDisable, postInvite, postReset, postResetTotp, showInvite, showPeople } from './people.controller.ts';

const INVITES: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator', 'administrator'];

export const peopleRoutes: readonly Route[] = [
  { method: 'get', path: '/people', access: INVITES, run: showPeople },
  { method: 'get', path: '/people/new', access: INVITES, run: showInvite },
  { method: 'post', path: '/people', access: INVITES, limit: 'code', run: postInvite },
  { method: 'post', path: '/people/:id/reset', access: INVITES, limit: 'code', run: postReset },
  { method: 'post', path: '/people/:id/totp-off', access: ['administrator'], limit: 'code', run: postResetTotp },
  { method: 'post', path: '/people/:id/disable', access: INVITES, run: postDisable },
];
