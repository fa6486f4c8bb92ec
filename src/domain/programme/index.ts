export {
  type Application,
  type ApplicationContent,
  GROUNDS,
  type Ground,
  type GroundAnswer,
  type ListedApplication,
  type Submission,
  type Verdict,
} from './application.model.ts';
export { admitApplication, admitApplicationInput } from './applying/admit.ts';
export {
  type ApplicationFilter,
  applicationKind,
  applicationQuery,
  findApplications,
  findApplicationTrail,
  findOwnApplications,
  findOwnOpen,
  findSubmissions,
  getApplication,
  peekApplication,
  WAITING,
} from './applying/applications.ts';
export { firmPeople } from './applying/change.ts';
export {
  canCohort,
  changeCohort,
  changeCohortInput,
  closeCohort,
  cohortActionsFor,
  findCohorts,
  findCohortsTaking,
  getCohort,
  getCohortById,
  openCohort,
  openCohortInput,
  peekCohort,
  reopenCohort,
} from './applying/cohorts.ts';
export { CONTENT_FIELDS, contentHash, type Draft, describeContent, diffContent } from './applying/content.ts';
export { type CheckedDraft, checkDraft, saveDraft, saveDraftInput, startApplication } from './applying/draft.ts';

export { assessEligibility, type Eligibility, type EligibilityInputs } from './applying/eligibility.ts';
export {
  applicationActionsFor,
  canApply,
  type Holder,
  holderOf,
} from './applying/mayAct.ts';

export {
  recommendApplication,
  recommendApplicationInput,
  refuseApplication,
  refuseApplicationInput,
  returnApplication,
  returnApplicationInput,
  withdrawApplication,
  withdrawApplicationInput,
} from './applying/review.ts';
export { submitApplication } from './applying/submit.ts';
export { countApplications, recountApplications, tallyApplication } from './boards/applicationBoard.ts';
export {
  averageStays,
  type BoardBy,
  type BoardFilter,
  type BoardRow,
  countEnrolments,
  countFunnel,
  recountEnrolments,
  recountStageStays,
} from './boards/enrolmentBoard.ts';
export type { Cohort } from './cohort.model.ts';
export { type Enrolment, type Exit, PROGRAMME } from './enrolment.model.ts';
export {
  type EnrolmentFilter,
  enrolmentKind,
  enrolmentQuery,
  findActiveEnrolment,
  findActiveEnrolments,
  findEnrolments,
  findWorkingEnrolments,
  getEnrolment,
  peekEnrolment,
} from './enrolments.ts';
export { asKnownTo, freezeStage, knownTrail, LEFT_PARKS_PATH, type LeftPark, leftParkOf } from './leaving.ts';
export {
  type ApplicationAction,
  type ApplicationStatus,
  applicationLifecycle,
  type CohortAction,
  type CohortStatus,
  cohortLifecycle,
  type EnrolmentAction,
  type EnrolmentStage,
  enrolmentLifecycle,
} from './lifecycle.ts';
export { countMoving, moveProgramme } from './moving.ts';
export {
  canSeeApplication,
  canSeeEnrolment,
  isResponsibleRegulator,
  mayRunCohorts,
  visibleApplications,
  visibleEnrolments,
} from './policy.ts';
export {
  APPLICATION_CLOCK,
  APPLICATION_REASONS,
  type Reason,
  reasonLabel,
  reasonsFor,
} from './rules/applicationRules.ts';
export { ELIGIBILITY, type EligibilityRule, type HighRiskLine } from './rules/eligibilityRule.ts';
export { SIZE_TABLE, SIZES, type Size, type SizeInputs } from './rules/sizeTable.ts';
export { type SizeAnswer, sizeOf, sizeRowFor } from './sizeOf.ts';
export * from './stages/index.ts';
