export { bodiesAbove } from './above.ts';
export { lastDayToPlan } from './agreed.ts';
export { ALARM_BESIDE, type Alarm, findDueAlarms } from './alarm.model.ts';
export { putApart, toldOf } from './apart.ts';
export { callOf } from './calling.ts';
export { CATEGORIES, type Category, categoryLabel, guessCategory } from './categories.ts';
export { addToAlarm, addToAlarmInput, findFirm, findFirmInput, takeBackAlarm, tellMore } from './commands/alarm.ts';
export { claimReport, claimReportInput, claimReportsOf, giveName } from './commands/claim.ts';
export { askConfirmation, findConfirmed, readConfirmation, takeConfirmed } from './commands/confirm.ts';
export {
  admitUnsolved,
  admitUnsolvedInput,
  answerClosing,
  answerClosingInput,
  asksClosing,
  disputeClosingInput,
  upholdClosing,
  upholdClosingInput,
} from './commands/dispute.ts';
export {
  askExtension,
  askExtensionInput,
  grantExtension,
  grantExtensionInput,
  refuseExtension,
  refuseExtensionInput,
  setDate,
  setDateInput,
} from './commands/extend.ts';
export { assistHazard, assistHazardInput, endorseHazard, urgeRectification } from './commands/follow.ts';
export { takeHeldAct } from './commands/heldActs.ts';
export {
  findToCheckOn,
  findToOffer,
  noteCheckedOn,
  offerOutside,
  takeOutside,
  takeOutsideInput,
} from './commands/outside.ts';
export { raiseAlarm, superiorsOf } from './commands/raiseAlarm.ts';
export {
  approveRectification,
  approveRectificationInput,
  closeMajor,
  closeMajorInput,
  fixInput,
  fixOnSpot,
  planRectification,
  planRectificationInput,
  reopenHazard,
  reopenHazardInput,
  requestClosure,
  requestClosureInput,
  returnClosure,
  returnClosureInput,
  returnRectification,
  returnRectificationInput,
  submitRectification,
} from './commands/rectify.ts';
export {
  asFiled,
  type Filed,
  findReportOnce,
  isUrgentReport,
  type ReportHazardInput,
  reportHazard,
  reportInputOf,
} from './commands/reportHazard.ts';
export {
  type Asked,
  answerAsked,
  askReporter,
  findTalk,
  talkIn,
} from './commands/talk.ts';
export {
  acceptHazard,
  callBackHazard,
  callBackHazardInput,
  downgradeHazard,
  downgradeHazardInput,
  markMajor,
  markMajorInput,
  tellApart,
  tellApartInput,
  verifyHazard,
  verifyHazardInput,
} from './commands/triage.ts';
export { putIntoChinese } from './commands/words.ts';
export { actsInPlace, isParks } from './competent.ts';
export type { ConfirmedAction } from './confirmation.model.ts';
export {
  type Contact,
  contactBehind,
  giveContact,
  hasContact,
  hazardsBehind,
  isUnnamed,
  keepContact,
  personBehind,
  renewContacts,
  reporterSeen,
} from './contact.ts';
export { criesForHelp, tellsDanger } from './danger.ts';
export { figuresOfSpan, type SpanFigures } from './figures.ts';
export { firmNameOf, knowsNoFirm } from './firmName.ts';
export { handOverHazards, hazardsHeld } from './handOver.ts';
export type { Fix, Hazard, Rectification, Reporter } from './hazard.models.ts';
export {
  firmOf,
  isFirmUnknown,
  isJudgedByBody,
  isWithFirm,
  LONGEST_ALARM,
  NO_PLACE,
  VOICE_ALONE,
} from './hazard.models.ts';
export {
  ALARM_RUNGS,
  type AlarmRung,
  alarmSteps,
  extensionRule,
  HAZARD_CLOCK,
  hazardClock,
  isOnPaper,
  lastDayToAsk,
  nextCheckInAt,
  unverifiedDays,
} from './hazardRules.ts';
export { findHeldActs, type Held, heldActOf, ownHeldAct } from './heldAct.model.ts';
export { findUnsuggested, NO_CLAUSE, type SuggestedClause, suggestedClauses, suggestForCase } from './judging.ts';
export { type AlarmStanding, findAlarmSteps, findLadder, type HazardLadder, type LadderRung } from './ladder.ts';
export {
  type HazardAction,
  type HazardStatus,
  hazardLifecycle,
} from './lifecycle.ts';
export { findVoicesOver, hearVoice, removeVoice, voicesOf, wasSpokenTo, wordsToldTo } from './listening.ts';
export { looksMajor, mayHaveFile } from './looks.ts';
export { countOpenAndUnpaid, moveHazardDue, moveHazards } from './moving.ts';
export { openOldFiles } from './oldFiles.ts';
export { loadOwn, type OwnCase } from './own.ts';
export { findParticipation, type Participation } from './participation.ts';
export { correctedPlace, isPlace, placeInCry } from './placeWords.ts';
export {
  actionsFor,
  can,
  canSee,
  hasUpheld,
  isReportedApart,
  isToldApart,
  mayAdd,
  mayAsk,
  mayKnowOthers,
  mayTakeBack,
  readsApart,
  type SeenHazard,
  visibleTo,
  wordsOf,
} from './policy.ts';
export {
  countHazards,
  countMyReports,
  findByQueryCode,
  findCaseTrail,
  findClosedBetween,
  findHazardMarks,
  findHazards,
  findHazardsByIds,
  findMyReports,
  findReportedOrClosed,
  findSimilar,
  followersOf,
  getHazard,
  type HazardFilter,
  type HazardMark,
  type HazardRow,
  hazardQuery,
  hazardsOf,
  maySeeHazardPhoto,
  peekHazard,
  reporterOf,
  type SimilarHazard,
  trailOfReporter,
  watchedCases,
} from './queries.ts';
export { queryCodeOf, sealQueryCode } from './queryCode.ts';
export { oftenReported } from './recurring.ts';
export { findPossiblySame } from './sameness.ts';
export { seenOf } from './seen.ts';
export {
  findUntold,
  giveSharedCases,
  knowSharedParts,
  noteTold,
  type SharedPart,
  sharedCasesOf,
} from './sharing.ts';
export { placesShowing } from './shownBefore.ts';
export { countByStatus } from './tally.ts';
export { mayTakeOutside } from './unverified.ts';
export { countShown, voiceIn } from './voices.ts';
