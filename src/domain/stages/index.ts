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
  photosToAccept,
  type ReadAcceptance,
} from './acceptance/decideAcceptance.ts';
export { type AdviserLoad, findAdviserLoads } from './advisers.ts';
export type { AssessmentAction } from './assessments/assessment.acts.ts';
export {
  confirmAssessment,
  getRoundToAnswer,
  isRoundOpen,
  returnAssessment,
  saveAssessment,
  startAssessment,
  submitAssessment,
} from './assessments/assessment.commands.ts';
export { type Answer, ASSESSMENT_CHANGING, type Assessment } from './assessments/assessment.model.ts';
export {
  assessments,
  findAssessments,
  findLatestAssessment,
  findRoundStatuses,
  roundReference,
} from './assessments/assessment.ts';
export { type PillarScore, pillarScores } from './assessments/scores.ts';
export { type Checklist, type ChecklistLine, checklistStage, readChecklist } from './checklist.ts';
export { enrolmentClocks, keepEnrolmentClocks } from './clocks.ts';
export { followClosings } from './closings.ts';
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
export { requireFacts, tellFact } from './facts.ts';
export { enrolmentsHeld, handOverEnrolments } from './handOver.ts';
export { maySeeTickPhotos, maySeeTrainingPhotos } from './photos.ts';
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
export type { VisitAction } from './visits/visit.acts.ts';
export {
  cancelVisit,
  changeVisit,
  countersignVisit,
  finishHomework,
  isVisitIntact,
  planVisit,
  returnVisit,
  signVisit,
  writeVisit,
} from './visits/visit.commands.ts';
export { dayOf, dueOf, homeworkLeft, VISIT_CHANGING, type Visit, type VisitStatus } from './visits/visit.model.ts';
export { findFindingsForPlan, findVisits, visits } from './visits/visit.ts';
export { visitsInWords } from './visits/visit.words.ts';
