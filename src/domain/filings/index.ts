export type { FilingAction } from './filing.acts.ts';
export {
  acknowledgeFiling,
  cancelFiling,
  fileWork,
  fileWorkInput,
  finishFiling,
  refileWork,
  returnFiling,
} from './filing.commands.ts';
export type { Filing, FilingStatus } from './filing.model.ts';
export {
  FILING_CLOCK,
  FILING_KINDS,
  type FilingKind,
  kindLabel,
  PROJECT_TYPES,
  typeLabel,
  WORK_TYPES,
  workTypes,
} from './filing.rules.ts';
export { type FilingFilter, filings, isFilingOverdue } from './filing.ts';
export { filingsInWords } from './filing.words.ts';
