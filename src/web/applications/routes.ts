import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postApplyForm, postStart, postSubmit, showApplyForm, showCheck, showStart } from './apply.controller.ts';
import { showApplications } from './list.controller.ts';
import { postAct, showAct, showApplication } from './show.controller.ts';

const APPLIES: readonly Role[] = ['applicant', 'enterprise-manager', 'safety-officer'];
const BOTH: readonly Role[] = [...APPLIES, 'park-officer', 'regulator'];
const ONE = '/applications/:reference';

export const applicationRoutes: readonly Route[] = [
  { method: 'get', path: '/applications', access: BOTH, run: showApplications },
  { method: 'get', path: '/applications/new', access: APPLIES, run: showStart },
  { method: 'post', path: '/applications', access: APPLIES, run: postStart },
  { method: 'get', path: ONE, access: BOTH, run: showApplication },
  { method: 'get', path: `${ONE}/form`, access: APPLIES, run: showApplyForm },
  { method: 'post', path: `${ONE}/form`, access: APPLIES, run: postApplyForm },
  { method: 'get', path: `${ONE}/check`, access: APPLIES, run: showCheck },
  { method: 'post', path: `${ONE}/submit`, access: APPLIES, run: postSubmit },
  { method: 'get', path: `${ONE}/act/:action`, access: BOTH, run: showAct },
  { method: 'post', path: `${ONE}/act/:action`, access: BOTH, run: postAct },
];
