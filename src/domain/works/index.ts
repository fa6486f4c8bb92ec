export {
  acknowledgeFiling,
  cancelFiling,
  cancelFilingInput,
  finishFiling,
  returnFiling,
  returnFilingInput,
} from './answering.ts';
export type { Filing } from './filing.model.ts';
export { fileWork, fileWorkInput, refileWork, refileWorkInput } from './filing.ts';
export {
  FILING_CLOCK,
  FILING_KINDS,
  type FilingKind,
  PROJECT_TYPES,
  WORK_TYPES,
  workTypes,
} from './filingRules.ts';
export { type FilingAction, type FilingStatus, filingLifecycle } from './lifecycle.ts';
export { canFiling, canSeeFiling, filingActionsFor } from './policy.ts';
export {
  type FilingFilter,
  filingQuery,
  findFilings,
  findFilingTrail,
  getFiling,
  isFilingOverdue,
  maySeeFilingPhotos,
  peekFiling,
} from './queries.ts';
