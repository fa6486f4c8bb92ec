export {
  BOARD_STATES,
  type Board,
  type BoardCounts,
  type BoardPlace,
  type BoardRow,
  type BoardState,
  FILED_SECTORS,
} from './board.ts';
export { type CaseNow, followCase, keepClosedAt, openFile } from './following.ts';
export { hasHandIn } from './involved.ts';
export { keepLatenessOf } from './lateness.ts';
export { type MajorAction, unanswered } from './major.acts.ts';
export {
  acceptMajor,
  addToMajor,
  answerOrder,
  brokenFiles,
  checkControlled,
  checkWhole,
  controlMajor,
  escalateMajor,
  fileSeenBy,
  findToEscalate,
  majorBoard,
  majorTrend,
  peekFileOf,
  reportMajor,
  reportProgress,
  superviseMajor,
} from './major.commands.ts';
export type { FoundBy, Major, MajorStatus, TreatmentPlan } from './major.model.ts';
export { LEVELS } from './major.model.ts';
export { MAJOR_CLOCK, MAJOR_ESCALATION, orderAnswerDays, STOP_CLOCK } from './major.rules.ts';
export { majors } from './major.ts';
export { majorsInWords } from './major.words.ts';
export { findPublicNotices, type PublicNotice } from './notice.ts';
export { casesStopped, newDesks, placeFile, placeStops } from './placing.ts';
export { isOnePlace } from './recurrence.ts';
export { giveStops, stoppedCases } from './stops/giving.ts';
export type { StopAction } from './stops/stop.acts.ts';
export { askResume, issueStop, liftStop, refuseResume, resumeStopped } from './stops/stop.commands.ts';
export type { Stop, StopStatus } from './stops/stop.model.ts';
export { stops } from './stops/stop.ts';
export { stopsInWords } from './stops/stop.words.ts';
export type { TrendMonth } from './trend.ts';
