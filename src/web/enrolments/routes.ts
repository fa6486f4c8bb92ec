import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
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
  showConfirm,
  showEdit,
  showReturn,
} from './assessment.controller.ts';
import { showList } from './list.controller.ts';
import { postPlanVisit, showPlanVisit } from './planVisit.controller.ts';
import { showEnrolment, showProgramme } from './show.controller.ts';
import { postAct, showAct, tickPages, untickPages } from './step.controller.ts';
import { postNewTemplate, showNewTemplate, showTemplate, showTemplates } from './templates.controller.ts';
import { postNewTraining, postVoid, showNewTraining, showVoid } from './training.controller.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const LOOKS_AFTER: readonly Role[] = ['park-officer', 'regulator', 'adviser'];
const RECORDS: readonly Role[] = [...FIRM, ...LOOKS_AFTER];
const SEES: readonly Role[] = ['worker', ...RECORDS];
const WORKS: readonly Role[] = [...FIRM, 'adviser'];
const photos = { field: 'photos' };
const why = '拿到证书的人不一定有账号，谁都可以查真假';

export const enrolmentRoutes = (site: Site): readonly Route[] => [
  { method: 'get', path: paths.programme, access: ['worker', ...FIRM], run: showProgramme },
  { method: 'get', path: paths.enrolments, access: LOOKS_AFTER, run: showList },
  { method: 'get', path: paths.enrolment.pattern, access: SEES, run: showEnrolment },
  { method: 'get', path: paths.enrolmentAct.pattern, access: RECORDS, run: showAct },
  { method: 'post', path: paths.enrolmentAct.pattern, access: RECORDS, run: postAct },
  { method: 'get', path: paths.checklistItem.pattern, access: WORKS, run: tickPages.show },
  { method: 'post', path: paths.checklistItem.pattern, access: WORKS, upload: photos, run: tickPages.post },
  { method: 'get', path: paths.undoChecklistItem.pattern, access: WORKS, run: untickPages.show },
  { method: 'post', path: paths.undoChecklistItem.pattern, access: WORKS, run: untickPages.post },

  { method: 'get', path: paths.assessments.pattern, access: RECORDS, run: showComparison },
  { method: 'get', path: paths.assessment.pattern, access: RECORDS, run: showAssessment },
  { method: 'post', path: paths.startAssessment.pattern, access: ['adviser'], run: postStart },
  { method: 'get', path: paths.editAssessment.pattern, access: ['adviser'], run: showEdit },
  { method: 'post', path: paths.editAssessment.pattern, access: ['adviser'], upload: photos, run: postEdit },
  { method: 'get', path: paths.confirmAssessment.pattern, access: FIRM, run: showConfirm },
  { method: 'post', path: paths.confirmAssessment.pattern, access: FIRM, run: postConfirm },
  { method: 'get', path: paths.returnAssessment.pattern, access: FIRM, run: showReturn },
  { method: 'post', path: paths.returnAssessment.pattern, access: FIRM, run: postReturn },

  { method: 'get', path: paths.newVisit.pattern, access: ['adviser'], run: showPlanVisit },
  { method: 'post', path: paths.newVisit.pattern, access: ['adviser'], run: postPlanVisit },

  { method: 'get', path: paths.newTraining.pattern, access: WORKS, run: showNewTraining },
  { method: 'post', path: paths.newTraining.pattern, access: WORKS, upload: photos, run: postNewTraining },
  { method: 'get', path: paths.voidTraining.pattern, access: WORKS, run: showVoid },
  { method: 'post', path: paths.voidTraining.pattern, access: WORKS, run: postVoid },

  { method: 'get', path: paths.acceptance.pattern, access: ['regulator'], run: showDecision },
  { method: 'post', path: paths.acceptance.pattern, access: ['regulator'], run: postDecision },
  { method: 'get', path: paths.certificateOf.pattern, access: SEES, run: showCertificate(site) },
  { method: 'get', path: paths.certificates, access: 'public', why, run: showCheck },
  { method: 'get', path: paths.certificate.pattern, access: 'public', why, limit: 'certificate', run: showChecked },

  { method: 'get', path: paths.templates, access: ['administrator'], run: showTemplates },
  { method: 'get', path: paths.template.pattern, access: ['administrator'], run: showTemplate },
  { method: 'get', path: paths.newTemplate.pattern, access: ['administrator'], run: showNewTemplate },
  { method: 'post', path: paths.newTemplate.pattern, access: ['administrator'], run: postNewTemplate },
];
