export type { Scheme } from './scheme.model.ts';
export {
  dutyInWords,
  earnedBy,
  FUNDINGS,
  fundingLabel,
  isUnder,
  LEVELS,
  type Level,
  levelLabel,
  REWARD_CLOCK,
  REWARD_SCHEDULE,
  rewardDue,
  type SchemeTerms,
  termsInWords,
  worthOf,
} from './scheme.rules.ts';
export { findSchemes, mayKeepDesk, schemeOf, setScheme } from './schemes.ts';
