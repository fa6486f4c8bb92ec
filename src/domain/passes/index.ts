export { type PassAction, tidyPlate } from './pass.acts.ts';
export {
  applyForPass,
  approvePass,
  askCore,
  confirmCore,
  expirePass,
  findHolders,
  findPassesOver,
  findShownPasses,
  forgetPasses,
  issuePass,
  refusePass,
  revokePass,
  type Shown,
} from './pass.commands.ts';
export type { Pass, PassStatus } from './pass.model.ts';
export {
  leadsInto,
  PASS_KINDS,
  type PassKind,
  passKindLabel,
  passTerms,
  ZONES,
  type Zone,
  zoneLabel,
} from './pass.rules.ts';
export { passes } from './pass.ts';
export { passesInWords } from './pass.words.ts';
export { applyForVisit, claimVisits, findOwnVisits, getShownVisit } from './visits.ts';
