export {
  type Application,
  type ApplicationContent,
  GROUNDS,
  type Ground,
  type GroundAnswer,
  type Submission,
  type Verdict,
} from './application.model.ts';
export { countApplications, recountApplications, tallyApplication } from './boards/applicationBoard.ts';
export {
  averageStays,
  type BoardBy,
  type BoardFilter,
  type BoardRow,
  countEnrolments,
  recountEnrolments,
  recountStageStays,
} from './boards/enrolmentBoard.ts';
export type { Cohort } from './cohort.model.ts';
export { type Enrolment, type Exit, type FormerPark, PROGRAMME } from './enrolment.model.ts';
export {
  type EnrolmentFilter,
  enrolmentKind,
  enrolmentQuery,
  findActiveEnrolment,
  findEnrolments,
  getEnrolment,
  peekEnrolment,
} from './enrolments.ts';
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
export {
  canSeeApplication,
  canSeeEnrolment,
  isResponsibleRegulator,
  mayRunCohorts,
  visibleApplications,
  visibleEnrolments,
} from './policy.ts';
export { SIZE_TABLE, SIZES, type Size, type SizeInputs } from './rules/sizeTable.ts';
export { type SizeAnswer, sizeOf, sizeRowFor } from './sizeOf.ts';
export * from './stages/index.ts';
export * from './support/index.ts';
