export {
  advanceDeadline,
  callDesks,
  closeDeadline,
  closeDeadlines,
  type DeadlineDraft,
  moveDeadlines,
  passDesk,
  placeDeadlines,
  registerDeadline,
  stepAt,
  stepsOf,
} from './commands.ts';
export type { Deadline, DeadlineSubject, Rung } from './deadline.model.ts';
export { type Desk, desk } from './desk.ts';
export { LADDERS, type Ladder, type LadderStep, RUNG_LABELS } from './ladders.ts';
export {
  findDeadline,
  findDeadlinesOf,
  findDueDeadlines,
  findOwed,
  findRunningIn,
  type OwedCursor,
  owedIn,
  owedOf,
} from './queries.ts';
export { findMisreckoned, isExpected, reckonAgain } from './reckoning.ts';
