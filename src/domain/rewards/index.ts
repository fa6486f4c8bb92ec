export { approveReward, confirmReward, declineReward, payReward, proposeReward } from './reward.commands.ts';
export { RECIPIENT, type Reward, type RewardStatus } from './reward.model.ts';
export { PAY_METHODS, REWARD_CLOCK, REWARD_SCHEDULE } from './reward.rules.ts';
export { countRewards, rewardIdsOf, rewards, unpaidOf } from './reward.ts';
export { rewardsInWords } from './reward.words.ts';
