import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postApplyForm, postStart, postSubmit, showApplyForm, showCheck, showStart } from './apply.controller.ts';
import { showApplications } from './list.controller.ts';
import { postAct, showAct, showApplication } from './show.controller.ts';

const APPLIES: readonly Role[] = ['applicant', 'enterprise-manager', 'safety-officer'];
const BOTH: readonly Role[] = [...APPLIES, 'park-officer', 'regulator'];

const licence = { field: 'photos' };

export const applicationRoutes: readonly Route[] = [
  { method: 'get', path: paths.applications, access: BOTH, run: showApplications },
  { method: 'get', path: paths.newApplication, access: APPLIES, run: showStart },
  { method: 'post', path: paths.applications, access: APPLIES, run: postStart },
  { method: 'get', path: paths.application.pattern, access: BOTH, run: showApplication },
  { method: 'get', path: paths.applicationForm.pattern, access: APPLIES, run: showApplyForm },
  { method: 'post', path: paths.applicationForm.pattern, access: APPLIES, upload: licence, run: postApplyForm },
  { method: 'get', path: paths.applicationCheck.pattern, access: APPLIES, run: showCheck },
  { method: 'post', path: paths.applicationSubmit.pattern, access: APPLIES, run: postSubmit },
  { method: 'get', path: paths.applicationAct.pattern, access: BOTH, run: showAct },
  { method: 'post', path: paths.applicationAct.pattern, access: BOTH, run: postAct },
];
