export { findColleagues } from './firmPeople.ts';
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
export { type ItemFilter, isItemLate, planItems } from './items/item.ts';
export { proposeFromHazard, watchRecurrence } from './items/recurrence.ts';
export { takePlans } from './moveFirm.ts';
export { openPlanClocks } from './openClocks.ts';
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
export { draftPlan, draftPlanInput } from './plan/draftPlan.ts';
export { type PlanAction, type PlanStatus, planLifecycle } from './plan/lifecycle.ts';
export { findOpenPlan } from './plan/openPlan.ts';
export { DUTIES, type Duty, type Plan, SIDES, type Side, type TeamMember } from './plan/plan.model.ts';
export { canPlan, planActionsFor } from './plan/policy.ts';
export {
  findOwnEnrolment,
  findPlans,
  findPlanTrail,
  getPlan,
  type PlanFilter,
  type PlanWithCounts,
  peekPlan,
  planQuery,
} from './plan/queries.ts';
export {
  askApproval,
  changePlan,
  changePlanInput,
  closePlan,
  closePlanInput,
  nameTeam,
  nameTeamInput,
  startPlan,
} from './plan/runPlan.ts';
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
export { type SuggestionFilter, suggestions } from './suggestions/suggestion.ts';
