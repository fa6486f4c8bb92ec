export {
  advanceDeadline,
  closeDeadline,
  closeDeadlines,
  type DeadlineDraft,
  moveDeadlines,
  registerDeadline,
  stepAt,
  stepsOf,
} from './commands.ts';
export type { Deadline, DeadlineSubject, Rung } from './deadline.model.ts';
export { LADDERS, type Ladder, type LadderStep } from './ladders.ts';
export { findDeadline, findDeadlinesOf, findDeadlinesOwedBy, findDueDeadlines } from './queries.ts';
