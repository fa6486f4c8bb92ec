import './parting.ts';

export { findTenancyGaps, openTenancyGap } from './gap.ts';
export { findToGive, giveLeftCases } from './leftCases.ts';
export { tellOfShared } from './sharing.ts';
export {
  acceptLead,
  agreeOnSafety,
  checkTogether,
  confirmTenancy,
  declineTenancy,
  type EnterTenancy,
  endTenancy,
  enterTenancy,
  sharePlace,
  unsharePlace,
} from './tenancy.commands.ts';
export type { Tenancy, TenancyStatus } from './tenancy.model.ts';
export { tenancies } from './tenancy.ts';
export { tenanciesInWords } from './tenancy.words.ts';
