export {
  COVER_STATES,
  type CoverCount,
  type CoverFilter,
  type CoverState,
  countCover,
  findCover,
  isInsuredOn,
} from './cover.ts';
export {
  INSURANCE_CLOCK,
  INSURANCE_TERMS,
  MUST_INSURE,
  mustInsureLine,
  SERVICE_TYPES,
  type ServiceType,
} from './mustInsureRules.ts';
export type { PolicyAction } from './policies/policy.acts.ts';
export {
  confirmPolicy,
  endPolicy,
  enterPolicy,
  findEnded,
  notePremium,
  rejectPolicy,
} from './policies/policy.commands.ts';
export type { Policy, PolicyStatus } from './policies/policy.model.ts';
export { policies } from './policies/policy.ts';
export { policiesInWords } from './policies/policy.words.ts';
