export {
  answerReferral,
  approveReferral,
  declineReferral,
  handOverReferral,
  proposeReferral,
} from './referral.commands.ts';
export type { Referral, ReferralStatus } from './referral.model.ts';
export { referrals } from './referral.ts';
export { referralsInWords } from './referral.words.ts';
