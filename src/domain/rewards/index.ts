export { type Arrears, findArrears, lateOf } from './arrears.ts';
export { findOwedToDesk, findOwnAdvances, type OwedBack, settleAdvances } from './batches/advances.ts';
export type { RewardBatch } from './batches/batch.model.ts';
export { findBatches, findWaiting, makeBatch } from './batches/batches.ts';
export {
  type Claim,
  claimsOf,
  denyClaim,
  findDenied,
  findDeniedAtDesk,
  keepsDesk,
  redeemClaim,
} from './batches/claims.ts';
export { publicWaitDays } from './batches/public.rules.ts';
export { findWaitedLong, leaveAtPublicDesk } from './batches/public.ts';
export { type Finder, proposeRewards, topUpRewards } from './giving.ts';
export { sumOf } from './ledger.ts';
export { answerMonth, listMonth, objectToMonth } from './months/month.commands.ts';
export type { MonthRow, MonthStatus, RewardMonth } from './months/month.model.ts';
export { rewardMonths } from './months/month.ts';
export { ROW_KINDS, rewardMonthsInWords, rowsFor as monthRowsFor } from './months/month.words.ts';
export { closeMonth, findMonthsOver, findMonthsToClose, openMonth } from './months/turning.ts';
export { findNotice, type Notice } from './notice.ts';
export { PAPERS, voucherLabel } from './papers/paper.fields.ts';
export { PAPER, papersFor } from './papers/papers.ts';
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
export { oneOfUnnamed, RECIPIENT, type Reward, type RewardStatus } from './reward.model.ts';
export { PAY_METHODS } from './reward.rules.ts';
export { countRewards, isLateNow, rewardIdsOf, rewards, unpaidOf } from './reward.ts';
export { rewardsInWords } from './reward.words.ts';
export { type OwnWaiting, ownRewards, ownWaiting } from './standing.ts';
export {
  announceTogether,
  approveTogether,
  findForTogether,
  MOST_TOGETHER,
  payTogether,
  TOGETHER,
  type Together,
} from './together.ts';
