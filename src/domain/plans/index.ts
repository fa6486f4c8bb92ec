export { getPlanFile, maySeePlanAttachment } from './attachments.ts';
export { findColleagues } from './firmPeople.ts';
export { acceptItem, acceptItemInput, addItem, addItemInput, dismissItem, dismissItemInput } from './items/addItem.ts';
export {
  cancelItem,
  cancelItemInput,
  changeItem,
  changeItemInput,
  findEffective,
  findEffectiveInput,
  findNotEffective,
  findNotEffectiveInput,
} from './items/checkItem.ts';
export {
  addEvidence,
  completeItem,
  evidenceInput,
  findLapsing,
  lapseEvidence,
  startItem,
} from './items/doItem.ts';
export {
  ITEM_TYPES,
  type ItemCheck,
  type ItemEvidence,
  type ItemType,
  ORIGINS,
  type OriginKind,
  type PlanItem,
} from './items/item.model.ts';
export { type ItemAction, type ItemStatus, itemLifecycle } from './items/lifecycle.ts';
export { canItem, itemActionsFor, type SeenItem } from './items/policy.ts';
export {
  findItems,
  findItemTrail,
  getItem,
  type ItemFilter,
  isItemLate,
  itemQuery,
  peekItem,
} from './items/queries.ts';
export { proposeFromHazard, watchRecurrence } from './items/recurrence.ts';
export { movePlans } from './moveFirm.ts';
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
export { findPlanToDos, type PlanToDo } from './waiting.ts';
