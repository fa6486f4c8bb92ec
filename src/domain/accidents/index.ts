export {
  acknowledgeAccident,
  gradeAccident,
  investigateAccident,
  joinAccident,
  liftAccident,
  passAccident,
  reportAccident,
  reportAccidentInput,
  reportByFirm,
  supplementAccident,
  tickStep,
} from './accident.commands.ts';
export type { Accident, AccidentStatus } from './accident.model.ts';
export { ACCIDENT_KINDS, type AccidentKind, accidentClock, kindOfAccident } from './accident.rules.ts';
export { accidents } from './accident.ts';
export { accidentsInWords } from './accident.words.ts';
export { endEvidence, findNameable, grantEvidence, isInForce, noteTaken, openEvidence } from './evidence.ts';
export { followAccidents } from './followers.ts';
export {
  approveReport,
  callRegion,
  evaluateAccident,
  finishRemedy,
  putOffApproval,
  receiveReport,
} from './inquiry.ts';
export { toldBodies } from './whose.ts';
