export { narrowed, scopeOnBoard } from './boardScope.ts';
export { type Admitted, enrol } from './enrol.ts';
export { type Enrolment, type Exit, PROGRAMME, type Tick } from './enrolment.model.ts';
export {
  averageStays,
  type BoardBy,
  type BoardFilter,
  type BoardRow,
  countEnrolments,
  countFunnel,
  countLeft,
} from './enrolmentBoard.ts';
export { BODY_CLOCKS, stageClock } from './enrolmentClocks.ts';
export {
  countAdvised,
  countCameIn,
  ENROLMENT_CHANGING,
  type EnrolmentFilter,
  enrolmentKind,
  enrolmentQuery,
  findActiveEnrolment,
  findActiveEnrolments,
  findAdvised,
  findEnrolments,
  findWorkingEnrolments,
  getEnrolment,
  peekEnrolment,
  peekEnrolmentById,
  setRoundsDue,
} from './enrolments.ts';
export { GROUNDS, type Ground } from './grounds.ts';
export { type EnrolmentAction, type EnrolmentStage, enrolmentLifecycle, type WorkStage } from './lifecycle.ts';
export { moveEnrolment } from './moving.ts';
export {
  canSeeEnrolment,
  isResponsibleRegulator,
  isWorking,
  type Placed,
  PROGRAMME_SIGHT,
  visibleEnrolments,
} from './policy.ts';
export { ROUNDS, type Round, roundLabel } from './rounds.ts';
export { type SizeAnswer, sizeOf, sizeRowFor, sizeUnder } from './sizeOf.ts';
export { SIZE_TABLE, SIZES, type Size, type SizeInputs, type SizeRow } from './sizeTable.ts';
export { wordsFilter } from './words.ts';
