export { announceNextBatch, enrolmentsTold } from './announcing.ts';
export { declareInput, declareInterest, fixList, nameCandidate, removeCandidate, reopenList } from './candidates.ts';
export { hashOfContent, inForce } from './change.ts';
export {
  cellName,
  decideSupport,
  decideSupportInput,
  fillValues,
  fillValuesInput,
  type Preview,
  previewComparison,
} from './comparing.ts';
export {
  CONDITION_KINDS,
  type Condition,
  type ConditionKind,
  centsFor,
  formatAnswer,
  MAX_CONDITIONS,
  MIN_CONDITIONS,
} from './conditions.ts';
export { cancelSupportDecision, startSupportDecision, withdrawSupportDecision } from './deciding.ts';
export { addCondition, draftSupportPolicy, editSupportPolicy, removeCondition } from './drafting.ts';
export { candidateInput, conditionInput, supportBasics } from './fields.ts';
export {
  type SupportDecisionAction,
  type SupportDecisionStatus,
  type SupportPolicyAction,
  type SupportPolicyStatus,
  supportDecisionLifecycle,
  supportPolicyLifecycle,
} from './lifecycle.ts';
export { moveSupportDecisions } from './moving.ts';
export {
  canDecision,
  canPolicy,
  canSeeDecision,
  canSeePolicy,
  decisionActionsFor,
  declarationOf,
  isDepartment,
  mayOpenList,
  policyActionsFor,
  regionOf,
} from './policy.ts';
export {
  beginCorrection,
  closeSupportPolicy,
  dropCorrection,
  publishCorrection,
  publishSupportPolicy,
} from './publishing.ts';
export {
  aliasOf,
  findSupportDecisions,
  findSupportPolicies,
  getSupportDecision,
  getSupportPolicy,
  peekSupportDecision,
  peekSupportPolicy,
  type SeenRow,
  seenRows,
  supportDecisionQuery,
  supportPolicyQuery,
} from './queries.ts';
export { type Compared, OUTCOMES, type Outcome, type Ranked, type Ranking, rankCandidates } from './rankCandidates.ts';
export type { Candidate, Comparison, Declaration, SupportDecision } from './supportDecision.model.ts';
export type { SupportContent, SupportPolicy, SupportVersion } from './supportPolicy.model.ts';
