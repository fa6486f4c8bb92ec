import './plan/facts.ts';

export { countItems } from './items/count.ts';
export { seenBeforeOf } from './items/evidence.ts';
export type { ItemAction } from './items/item.acts.ts';
export {
  acceptItem,
  addEvidence,
  addItem,
  cancelItem,
  changeItem,
  completeItem,
  dismissItem,
  findEffective,
  findItemFrom,
  findLapsing,
  findNotEffective,
  getPlanFile,
  lapseEvidence,
  startItem,
} from './items/item.commands.ts';
export {
  ITEM_TYPES,
  type ItemEvidence,
  type ItemStatus,
  ORIGINS,
  type OriginKind,
  type PlanItem,
} from './items/item.model.ts';
export { AGREED_QUESTIONS } from './items/item.questions.ts';
export { planItems } from './items/item.ts';
export { itemsInWords } from './items/item.words.ts';
export { proposeFromHazard, watchRecurrence } from './items/recurrence.ts';
export {
  findMonthlyRecords,
  getOutcomeSources,
  getOutcomes,
  type MonthlyRecord,
  OUTCOMES,
  type Outcome,
  type OutcomeCode,
  type OutcomeRound,
  type OutcomeSource,
  type RecordMonthInput,
  ROUNDS,
  type Round,
  recordMonth,
  recordMonthInput,
} from './outcomes/index.ts';
export { askNextMonth } from './outcomes/monthOwed.ts';
export type { PlanAction } from './plan/plan.acts.ts';
export {
  askApproval,
  changePlan,
  closePlan,
  draftPlan,
  findOwnEnrolment,
  nameTeam,
  startPlan,
} from './plan/plan.commands.ts';
export { DUTIES, type Plan, type PlanStatus, SIDES } from './plan/plan.model.ts';
export { findOpenPlan, plans } from './plan/plan.ts';
export { plansInWords } from './plan/plan.words.ts';
export type { SuggestionAction } from './suggestions/suggestion.acts.ts';
export {
  adoptSuggestion,
  carryOutSuggestion,
  confirmSuggestion,
  convertSuggestion,
  declineSuggestion,
  denySuggestion,
  proposeSuggestion,
  reviewSuggestion,
} from './suggestions/suggestion.commands.ts';
export type { Suggestion, SuggestionStatus } from './suggestions/suggestion.model.ts';
export { suggestions } from './suggestions/suggestion.ts';
export { suggestionsInWords } from './suggestions/suggestion.words.ts';
