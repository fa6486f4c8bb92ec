export { type Anchor, anchorsAsLines, CHECKS, findLastAnchor, keepAnchors, readAnchors } from './anchor.ts';
export { checkJournal, findLastCheck, type JournalCheck, verifyJournal } from './check.ts';
export { gapWords, lateWords } from './claims.ts';
export { drawReference, takeReference, takeReferences } from './counter.model.ts';
export { claimStep, wasDone } from './doneAct.ts';
export { doneDays } from './doneRules.ts';
export type { EventActor, JournalEvent, Subject } from './event.model.ts';
export { findHeld, holdFirm, isKept, liftHold, writesOver } from './hold.ts';
export {
  findBrokenLink,
  findJournalPage,
  findLast,
  findLatest,
  findNamed,
  findTrail,
  findTrails,
  findUnnoticed,
  hasHand,
  markNoticed,
} from './queries.ts';
export { readJournal } from './reader.ts';
export { canonical, type EventDraft, hashOf, record } from './record.ts';
export { type Effect, type Kind, type Living, takeAction } from './takeAction.ts';
