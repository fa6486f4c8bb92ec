export { admitApplication, admitApplicationInput } from './admit.ts';
export type {
  Application,
  ApplicationContent,
  GroundAnswer,
  ListedApplication,
  Submission,
  Verdict,
} from './application.model.ts';
export { countApplications, tallyApplication } from './applicationBoard.ts';
export {
  APPLICATION_CLOCK,
  APPLICATION_REASONS,
  type Reason,
  reasonLabel,
  reasonsFor,
} from './applicationRules.ts';
export {
  type ApplicationFilter,
  applicationKind,
  applicationQuery,
  findApplications,
  findApplicationTrail,
  findOwnApplications,
  findOwnOpen,
  findProjectOf,
  findSubmissions,
  freeCode,
  getApplication,
  maySeeLicence,
  peekApplication,
  WAITING,
} from './applications.ts';
export type { CohortAction } from './cohort.acts.ts';
export { changeCohort, closeCohort, openCohort, openCohortInput, reopenCohort } from './cohort.commands.ts';
export type { Cohort } from './cohort.model.ts';
export { cohorts, findCohortsTaking, getCohortById } from './cohort.ts';
export { CONTENT_FIELDS, contentHash, type Draft, describeContent, diffContent } from './content.ts';
export {
  type CheckedDraft,
  checkDraft,
  moveToCohort,
  moveToCohortInput,
  saveDraft,
  saveDraftInput,
  startApplication,
} from './draft.ts';
export { assessEligibility, type Eligibility, type EligibilityInputs } from './eligibility.ts';
export { ELIGIBILITY, type EligibilityRule, type HighRiskLine } from './eligibilityRule.ts';
export { applicationsHeld, handOverApplications } from './handOver.ts';
export {
  type ApplicationAction,
  type ApplicationStatus,
  applicationLifecycle,
} from './lifecycle.ts';
export {
  applicationActionsFor,
  canStepApplication,
  type Holder,
  holderOf,
} from './mayAct.ts';
export { countMovingApplications, moveApplicationDue, moveApplications } from './moving.ts';
export { canSeeApplication, mayRunCohorts, visibleApplications } from './policy.ts';
export {
  recommendApplication,
  recommendApplicationInput,
  refuseApplication,
  refuseApplicationInput,
  returnApplication,
  returnApplicationInput,
  waitForPlace,
  waitForPlaceInput,
  withdrawApplication,
  withdrawApplicationInput,
} from './review.ts';
export { submitApplication } from './submit.ts';
export { countBefore, findWaiting } from './waiting.ts';
