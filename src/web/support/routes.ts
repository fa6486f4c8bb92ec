import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postApply, postWithdraw, showApply } from './apply.controller.ts';
import { postCompare, postDecide, showCompare, showDecide } from './compare.controller.ts';
import * as decisions from './decisions.controller.ts';
import * as policies from './policies.controller.ts';

const SEES: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'];
const DEPARTMENT: readonly Role[] = ['regulator'];
const FIRMS: readonly Role[] = ['enterprise-manager', 'safety-officer'];

export const supportRoutes: readonly Route[] = [
  { method: 'get', path: paths.support, access: SEES, run: policies.showPolicies },
  { method: 'get', path: paths.newSupportPolicy, access: DEPARTMENT, run: policies.showNew },
  { method: 'post', path: paths.newSupportPolicy, access: DEPARTMENT, run: policies.postNew },
  { method: 'get', path: paths.supportDecision.pattern, access: SEES, run: decisions.showDecision },
  { method: 'post', path: paths.supportCandidates.pattern, access: DEPARTMENT, run: decisions.postCandidate },
  {
    method: 'post',
    path: paths.removeSupportCandidate.pattern,
    access: DEPARTMENT,
    run: decisions.postRemoveCandidate,
  },
  { method: 'get', path: paths.compareSupport.pattern, access: DEPARTMENT, run: showCompare },
  { method: 'post', path: paths.compareSupport.pattern, access: DEPARTMENT, run: postCompare },
  { method: 'get', path: paths.decideSupport.pattern, access: DEPARTMENT, run: showDecide },
  { method: 'post', path: paths.decideSupport.pattern, access: DEPARTMENT, run: postDecide },
  { method: 'get', path: paths.supportNotice.pattern, access: DEPARTMENT, run: decisions.showNotice },
  { method: 'get', path: paths.supportDecisionAct.pattern, access: DEPARTMENT, run: decisions.showAct },
  { method: 'post', path: paths.supportDecisionAct.pattern, access: DEPARTMENT, run: decisions.postAct },
  { method: 'get', path: paths.supportPolicy.pattern, access: SEES, run: policies.showPolicy },
  { method: 'get', path: paths.applyForSupport.pattern, access: FIRMS, run: showApply },
  { method: 'post', path: paths.applyForSupport.pattern, access: FIRMS, run: postApply },
  { method: 'post', path: paths.withdrawFromSupport.pattern, access: FIRMS, run: postWithdraw },
  { method: 'get', path: paths.editSupportPolicy.pattern, access: DEPARTMENT, run: policies.showEdit },
  { method: 'post', path: paths.editSupportPolicy.pattern, access: DEPARTMENT, run: policies.postEdit },
  { method: 'post', path: paths.supportConditions.pattern, access: DEPARTMENT, run: policies.postCondition },
  { method: 'post', path: paths.removeSupportCondition.pattern, access: DEPARTMENT, run: policies.postRemoveCondition },
  { method: 'post', path: paths.newSupportDecision.pattern, access: DEPARTMENT, run: policies.postStartDecision },
  { method: 'get', path: paths.supportPolicyAct.pattern, access: DEPARTMENT, run: policies.showAct },
  { method: 'post', path: paths.supportPolicyAct.pattern, access: DEPARTMENT, run: policies.postAct },
];
