import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { disabling, ending, handingOver } from './leaving.controller.ts';
import {
  postEnable,
  postInvite,
  postOfferSlip,
  postResendOffer,
  postReset,
  postResetSlip,
  postResetTotp,
  postWithdrawOffer,
  showInvite,
  showPeople,
} from './people.controller.ts';
import { showResets } from './resets.controller.ts';

const INVITES: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator', 'administrator'];

export const peopleRoutes: readonly Route[] = [
  { method: 'get', path: paths.resets, access: ['regulator'], run: showResets },
  { method: 'get', path: paths.people, access: INVITES, run: showPeople },
  { method: 'get', path: paths.newPerson, access: INVITES, run: showInvite },
  { method: 'post', path: paths.people, access: INVITES, limit: 'code', run: postInvite },
  { method: 'post', path: paths.resetPerson.pattern, access: INVITES, limit: 'code', run: postReset },
  { method: 'post', path: paths.totpOffPerson.pattern, access: ['administrator'], limit: 'code', run: postResetTotp },
  { method: 'get', path: paths.disablePerson.pattern, access: INVITES, run: disabling.show },
  { method: 'post', path: paths.disablePerson.pattern, access: INVITES, run: disabling.post },
  { method: 'get', path: paths.handOverPerson.pattern, access: INVITES, run: handingOver.show },
  { method: 'post', path: paths.handOverPerson.pattern, access: INVITES, run: handingOver.post },
  { method: 'post', path: paths.enablePerson.pattern, access: INVITES, run: postEnable },
  { method: 'get', path: paths.endGrant.pattern, access: INVITES, run: ending.show },
  { method: 'post', path: paths.endGrant.pattern, access: INVITES, run: ending.post },
  { method: 'post', path: paths.resetSlip.pattern, access: INVITES, limit: 'code', run: postResetSlip },
  { method: 'post', path: paths.resendOffer.pattern, access: INVITES, limit: 'code', run: postResendOffer },
  { method: 'post', path: paths.withdrawOffer.pattern, access: INVITES, run: postWithdrawOffer },
  { method: 'post', path: paths.offerSlip.pattern, access: INVITES, limit: 'code', run: postOfferSlip },
];
