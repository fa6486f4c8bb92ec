export type { Acceptance, Certificate, PanelMember } from './acceptance/acceptance.models.ts';
export {
  type CertificateStanding,
  certificateStanding,
  checkCertificate,
  findCertificate,
  type PublicCertificate,
} from './acceptance/certificates.ts';
export {
  acceptanceSheet,
  decideAcceptance,
  decideAcceptanceInput,
  findAcceptances,
  type ReadAcceptance,
} from './acceptance/decideAcceptance.ts';
export { type AdviserLoad, findAdviserLoads } from './advisers.ts';
export {
  type Answer,
  type Assessment,
  type AssessmentAction,
  type AssessmentStatus,
  assessmentLifecycle,
} from './assessments/assessment.model.ts';
export {
  confirmAssessment,
  confirmAssessmentInput,
  isRoundOpen,
  mayAssess,
  returnAssessment,
  returnAssessmentInput,
  saveAssessment,
  saveAssessmentInput,
  startAssessment,
  startAssessmentInput,
  submitAssessment,
} from './assessments/commands.ts';
export {
  findAssessments,
  findLatestAssessment,
  findRoundStatuses,
  getAssessment,
  peekAssessment,
} from './assessments/queries.ts';
export { type PillarScore, pillarScores } from './assessments/scores.ts';
export { type Checklist, type ChecklistLine, checklistStage, readChecklist } from './checklist.ts';
export { assignAdviser, assignAdviserInput } from './commands/assignAdviser.ts';
export {
  exitInput,
  exitProgramme,
  moveOnInput,
  pauseEnrolment,
  pauseInput,
  resumeEnrolment,
  startAcceptance,
  startImplementing,
  withdrawCertificate,
  withdrawCertificateInput,
} from './commands/moveOn.ts';
export { tickItem, tickItemInput, untickItem, untickItemInput } from './commands/tickItem.ts';
export { maySeeRecordPhotos } from './photos.ts';
export { canReadRecord, mayStep, type Part, partIn, stepsFor } from './policy.ts';
export {
  ACCEPTANCE_RULE,
  acceptanceRule,
  EXIT_REASONS,
  type ExitReason,
  exitReasons,
  STAGE_RULE,
} from './stageRules.ts';
export { type Standing, standingOf } from './standing.ts';
export { lineHint, toLines } from './templates/lines.ts';
export { makeTemplate, makeTemplateInput, mayEditTemplates } from './templates/makeTemplate.ts';
export {
  type AcceptanceItem,
  type AssessmentItem,
  type ChecklistItem,
  LEVELS,
  PILLARS,
  type Pillar,
  TEMPLATE_KINDS,
  type Template,
  type TemplateKind,
} from './templates/template.model.ts';
export { findTemplates, templateVersion } from './templates/templates.ts';
export { findEnrolmentTrail } from './trail.ts';
export {
  mayKeepTrainings,
  recordTraining,
  recordTrainingInput,
  voidTraining,
  voidTrainingInput,
} from './trainings/commands.ts';
export {
  countTrained,
  findTrainings,
  readTrainings,
  type Trained,
  type TrainingFilter,
  trainedIn,
} from './trainings/queries.ts';
export { type Attendee, MODULES, type Module, moduleLabel, type Training } from './trainings/training.model.ts';
export {
  cancelVisit,
  cancelVisitInput,
  changeVisit,
  changeVisitInput,
  countersignVisit,
  finishHomework,
  finishHomeworkInput,
  isVisitIntact,
  planVisit,
  planVisitInput,
  returnVisit,
  returnVisitInput,
  signVisit,
  signVisitInput,
  writeVisit,
  writeVisitInput,
} from './visits/commands.ts';
export { mayVisit, visitStepsFor } from './visits/policy.ts';
export { type FindingForPlan, findFindingsForPlan, findVisits, getVisit, peekVisit } from './visits/queries.ts';
export {
  type Finding,
  type Homework,
  type Signature,
  type Visit,
  type VisitAction,
  type VisitStatus,
  visitLifecycle,
} from './visits/visit.model.ts';
