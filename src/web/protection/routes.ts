import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import {
  postAskReveal,
  postEndCustodian,
  postNameCustodian,
  showAskReveal,
  showCustodians,
  showNameCustodian,
} from './protection.controller.ts';

const BODY: readonly Role[] = ['regulator'];

export const protectionRoutes: readonly Route[] = [
  { method: 'get', path: paths.custodians, access: BODY, run: showCustodians },
  { method: 'get', path: paths.nameCustodian, access: BODY, run: showNameCustodian },
  { method: 'post', path: paths.nameCustodian, access: BODY, run: postNameCustodian },
  { method: 'post', path: paths.endCustodian.pattern, access: BODY, run: postEndCustodian },
  { method: 'get', path: paths.askReveal.pattern, access: BODY, run: showAskReveal },
  { method: 'post', path: paths.askReveal.pattern, access: BODY, run: postAskReveal },
];
