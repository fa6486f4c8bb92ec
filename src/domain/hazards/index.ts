export { CATEGORIES, type Category, categoryLabel, guessCategory } from './categories.ts';
export { claimReport, claimReportInput, claimReportsOf } from './commands/claim.ts';
export { endorseHazard, urgeRectification } from './commands/follow.ts';
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
export { findReportOnce, type ReportHazardInput, reportHazard, reportHazardInput } from './commands/reportHazard.ts';
export {
  approveReward,
  approveRewardInput,
  canReward,
  confirmReward,
  declineReward,
  payReward,
  payRewardInput,
} from './commands/rewards.ts';
export {
  acceptHazard,
  downgradeHazard,
  downgradeHazardInput,
  markMajor,
  markMajorInput,
  verifyHazard,
  verifyHazardInput,
} from './commands/triage.ts';
export type { Fix, Hazard, Rectification, Reporter, Reward } from './hazard.models.ts';
export { HAZARD_CLOCK, hazardClock, REWARD_SCHEDULE } from './hazardRules.ts';
export { findLadder, type HazardLadder, type LadderRung } from './ladder.ts';
export {
  type HazardAction,
  type HazardStatus,
  hazardLifecycle,
  type RewardAction,
  type RewardStatus,
  rewardLifecycle,
} from './lifecycle.ts';
export { countOpenAndUnpaid, moveHazards } from './moving.ts';
export { actionsFor, can, canSee, leftParkOf, type SeenHazard, visibleTo } from './policy.ts';
export {
  countHazards,
  countMyReports,
  countRewards,
  findByQueryCode,
  findCaseTrail,
  findClosedBetween,
  findHazardMarks,
  findHazards,
  findHazardsByIds,
  findMyReports,
  findReportedOrClosed,
  findRewards,
  findRewardsToConfirm,
  findSimilar,
  findToDos,
  followersOf,
  getHazard,
  getReward,
  type HazardFilter,
  type HazardMark,
  type HazardRow,
  hazardQuery,
  maySeeHazardPhoto,
  peekHazard,
  peekReward,
  type SimilarHazard,
  type ToDo,
} from './queries.ts';
export { countByStatus } from './tally.ts';
