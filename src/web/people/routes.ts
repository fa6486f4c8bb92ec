import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postDisable, postInvite, postReset, postResetTotp, showInvite, showPeople } from './people.controller.ts';

const INVITES: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator', 'administrator'];

export const peopleRoutes: readonly Route[] = [
  { method: 'get', path: paths.people, access: INVITES, run: showPeople },
  { method: 'get', path: paths.newPerson, access: INVITES, run: showInvite },
  { method: 'post', path: paths.people, access: INVITES, limit: 'code', run: postInvite },
  { method: 'post', path: paths.resetPerson.pattern, access: INVITES, limit: 'code', run: postReset },
  { method: 'post', path: paths.totpOffPerson.pattern, access: ['administrator'], limit: 'code', run: postResetTotp },
  { method: 'post', path: paths.disablePerson.pattern, access: INVITES, run: postDisable },
];
