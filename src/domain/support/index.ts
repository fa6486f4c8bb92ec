export { announceNextBatch, enrolmentsTold } from './announcing.ts';
export { agreeToChange, dropChange, isRankingSeen } from './asking.ts';
export { declareInterest, fixList, nameCandidate, removeCandidate, reopenList } from './candidates.ts';
export { cellName } from './cells.ts';
export { hashOfContent, inForce, policyKind } from './change.ts';
export { decideSupport, openComparison, openRanking, type Preview, type Sheet } from './comparing.ts';
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
export { fillValues } from './filling.ts';
export {
  applicationsFor,
  applyForSupport,
  isOpenToFirms,
  ownApplication,
  ownCell,
  withdrawFromSupport,
} from './firmsApplying.ts';
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
export { conditionsOf } from './policyText.ts';
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
export type { SupportApplication } from './supportApplication.model.ts';
export { keepPolicyClocks, SUPPORT_POLICY_CLOCKS } from './supportClocks.ts';
export type { SupportDecisionAction } from './supportDecision.acts.ts';
export type {
  Candidate,
  Comparison,
  Declaration,
  SupportDecision,
  SupportDecisionStatus,
  ValueChange,
} from './supportDecision.model.ts';
export { supportDecisions } from './supportDecision.ts';
export type { SupportContent, SupportPolicy, SupportVersion } from './supportPolicy.model.ts';
