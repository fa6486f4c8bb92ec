export { announceNextBatch, enrolmentsTold } from './announcing.ts';
export { declareInterest, fixList, nameCandidate, removeCandidate, reopenList } from './candidates.ts';
export { hashOfContent, inForce } from './change.ts';
export {
  cellName,
  decideSupport,
  fillValues,
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
export { conditionInput, supportBasics } from './fields.ts';
export {
  type SupportPolicyAction,
  type SupportPolicyStatus,
  supportPolicyLifecycle,
} from './lifecycle.ts';
export {
  canPolicy,
  canSeePolicy,
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
  findSupportPolicies,
  getSupportPolicy,
  peekSupportPolicy,
  type SeenRow,
  seenRows,
  supportPolicyQuery,
} from './queries.ts';
export { type Compared, OUTCOMES, type Outcome, type Ranked, type Ranking, rankCandidates } from './rankCandidates.ts';
export type { SupportDecisionAction } from './supportDecision.acts.ts';
export type {
  Candidate,
  Comparison,
  Declaration,
  SupportDecision,
  SupportDecisionStatus,
} from './supportDecision.model.ts';
export { supportDecisions } from './supportDecision.ts';
export type { SupportContent, SupportPolicy, SupportVersion } from './supportPolicy.model.ts';
