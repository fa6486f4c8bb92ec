import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import type { Site } from '../site.ts';
import { postDecision, showCertificate, showCheck, showChecked, showDecision } from './acceptance.controller.ts';
import {
  postConfirm,
  postEdit,
  postReturn,
  postStart,
  showAssessment,
  showComparison,
  showEdit,
  showReturn,
} from './assessment.controller.ts';
import { showList } from './list.controller.ts';
import { showEnrolment, showProgramme } from './show.controller.ts';
import { postAct, showAct, tickPages, untickPages } from './step.controller.ts';
import { postNewTemplate, showNewTemplate, showTemplate, showTemplates } from './templates.controller.ts';
import { postNewTraining, postVoid, showNewTraining, showVoid } from './training.controller.ts';
import {
  postPlanVisit,
  postSign,
  postVisitAct,
  postWrite,
  showPlanVisit,
  showVisit,
  showVisitAct,
  showWrite,
} from './visit.controller.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const LOOKS_AFTER: readonly Role[] = ['park-officer', 'regulator', 'adviser'];
const RECORDS: readonly Role[] = [...FIRM, ...LOOKS_AFTER];
const SEES: readonly Role[] = ['worker', ...RECORDS];
const WORKS: readonly Role[] = [...FIRM, 'adviser'];
const photos = { field: 'photos' };
const why = '拿到证书的人不一定有账号，谁都可以查真假';
const E = '/enrolments/:reference';
const A = `${E}/assessments`;
const V = '/visits/:reference';
const T = '/admin/templates';

export const enrolmentRoutes = (site: Site): readonly Route[] => [
  { method: 'get', path: '/programme', access: ['worker', ...FIRM], run: showProgramme },
  { method: 'get', path: '/enrolments', access: LOOKS_AFTER, run: showList },
  { method: 'get', path: E, access: SEES, run: showEnrolment },
  { method: 'get', path: `${E}/act/:action`, access: RECORDS, run: showAct },
  { method: 'post', path: `${E}/act/:action`, access: RECORDS, run: postAct },
  { method: 'get', path: `${E}/items/:code`, access: WORKS, run: tickPages.show },
  { method: 'post', path: `${E}/items/:code`, access: WORKS, run: tickPages.post },
  { method: 'get', path: `${E}/items/:code/undo`, access: WORKS, run: untickPages.show },
  { method: 'post', path: `${E}/items/:code/undo`, access: WORKS, run: untickPages.post },

  { method: 'get', path: A, access: RECORDS, run: showComparison },
  { method: 'get', path: `${A}/:round`, access: RECORDS, run: showAssessment },
  { method: 'post', path: `${A}/:round/start`, access: ['adviser'], run: postStart },
  { method: 'get', path: `${A}/:round/edit`, access: ['adviser'], run: showEdit },
  { method: 'post', path: `${A}/:round/edit`, access: ['adviser'], upload: photos, run: postEdit },
  { method: 'post', path: `${A}/:round/confirm`, access: FIRM, run: postConfirm },
  { method: 'get', path: `${A}/:round/return`, access: FIRM, run: showReturn },
  { method: 'post', path: `${A}/:round/return`, access: FIRM, run: postReturn },

  { method: 'get', path: `${E}/visits/new`, access: ['adviser'], run: showPlanVisit },
  { method: 'post', path: `${E}/visits/new`, access: ['adviser'], run: postPlanVisit },
  { method: 'get', path: V, access: RECORDS, run: showVisit },
  { method: 'get', path: `${V}/write`, access: ['adviser'], run: showWrite },
  { method: 'post', path: `${V}/write`, access: ['adviser'], upload: photos, run: postWrite },
  { method: 'post', path: `${V}/sign`, access: ['adviser'], run: postSign('adviser') },
  { method: 'post', path: `${V}/countersign`, access: FIRM, run: postSign('firm') },
  { method: 'get', path: `${V}/act/:action`, access: WORKS, run: showVisitAct },
  { method: 'post', path: `${V}/act/:action`, access: WORKS, run: postVisitAct },

  { method: 'get', path: `${E}/trainings/new`, access: WORKS, run: showNewTraining },
  { method: 'post', path: `${E}/trainings/new`, access: WORKS, upload: photos, run: postNewTraining },
  { method: 'get', path: `${E}/trainings/:id/void`, access: WORKS, run: showVoid },
  { method: 'post', path: `${E}/trainings/:id/void`, access: WORKS, run: postVoid },

  { method: 'get', path: `${E}/acceptance`, access: ['regulator'], run: showDecision },
  { method: 'post', path: `${E}/acceptance`, access: ['regulator'], run: postDecision },
  { method: 'get', path: `${E}/certificate`, access: SEES, run: showCertificate(site) },
  { method: 'get', path: '/certificates', access: 'public', why, run: showCheck },
  { method: 'get', path: '/certificates/:number', access: 'public', why, limit: 'certificate', run: showChecked },

  { method: 'get', path: T, access: ['administrator'], run: showTemplates },
  { method: 'get', path: `${T}/:kind`, access: ['administrator'], run: showTemplate },
  { method: 'get', path: `${T}/:kind/new`, access: ['administrator'], run: showNewTemplate },
  { method: 'post', path: `${T}/:kind/new`, access: ['administrator'], run: postNewTemplate },
];
