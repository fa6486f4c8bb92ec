export type { RewardBatch } from './batches/batch.model.ts';
export { findBatches, findWaiting, makeBatch } from './batches/batches.ts';
export { type Claim, claimsOf, keepsDesk, redeemClaim } from './batches/claims.ts';
export { type Finder, proposeRewards, topUpRewards } from './giving.ts';
export { sumOf } from './ledger.ts';
export { findNotice, type Notice } from './notice.ts';
export {
  announceReward,
  approveReward,
  confirmReward,
  declineReward,
  hideName,
  payReward,
  reverseReward,
  showName,
} from './reward.commands.ts';
export { RECIPIENT, type Reward, type RewardStatus } from './reward.model.ts';
export { PAY_METHODS } from './reward.rules.ts';
export { countRewards, rewardIdsOf, rewards, unpaidOf } from './reward.ts';
export { rewardsInWords } from './reward.words.ts';
export { type OwnWaiting, ownWaiting } from './standing.ts';
export {
  approveTogether,
  findForTogether,
  payTogether,
  TOGETHER,
  type Together,
} from './together.ts';
