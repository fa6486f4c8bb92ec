import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postCompare, postDecide, showCompare, showDecide } from './compare.controller.ts';
import * as decisions from './decisions.controller.ts';
import * as policies from './policies.controller.ts';

const SEES: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'];
const DEPARTMENT: readonly Role[] = ['regulator'];
const D = '/support/decisions/:reference';
const Z = '/support/:reference';

export const supportRoutes: readonly Route[] = [
  { method: 'get', path: '/support', access: SEES, run: policies.showPolicies },
  { method: 'get', path: '/support/new', access: DEPARTMENT, run: policies.showNew },
  { method: 'post', path: '/support/new', access: DEPARTMENT, run: policies.postNew },
  { method: 'get', path: D, access: SEES, run: decisions.showDecision },
  { method: 'post', path: `${D}/candidates`, access: DEPARTMENT, run: decisions.postCandidate },
  { method: 'post', path: `${D}/candidates/:id/remove`, access: DEPARTMENT, run: decisions.postRemoveCandidate },
  { method: 'get', path: `${D}/compare`, access: DEPARTMENT, run: showCompare },
  { method: 'post', path: `${D}/compare`, access: DEPARTMENT, run: postCompare },
  { method: 'get', path: `${D}/decide`, access: DEPARTMENT, run: showDecide },
  { method: 'post', path: `${D}/decide`, access: DEPARTMENT, run: postDecide },
  { method: 'get', path: `${D}/notice`, access: DEPARTMENT, run: decisions.showNotice },
  { method: 'get', path: `${D}/act/:action`, access: DEPARTMENT, run: decisions.showAct },
  { method: 'post', path: `${D}/act/:action`, access: DEPARTMENT, run: decisions.postAct },
  { method: 'get', path: Z, access: SEES, run: policies.showPolicy },
  { method: 'get', path: `${Z}/edit`, access: DEPARTMENT, run: policies.showEdit },
  { method: 'post', path: `${Z}/edit`, access: DEPARTMENT, run: policies.postEdit },
  { method: 'post', path: `${Z}/conditions`, access: DEPARTMENT, run: policies.postCondition },
  { method: 'post', path: `${Z}/conditions/:code/remove`, access: DEPARTMENT, run: policies.postRemoveCondition },
  { method: 'post', path: `${Z}/decisions`, access: DEPARTMENT, run: policies.postStartDecision },
  { method: 'get', path: `${Z}/act/:action`, access: DEPARTMENT, run: policies.showAct },
  { method: 'post', path: `${Z}/act/:action`, access: DEPARTMENT, run: policies.postAct },
];
