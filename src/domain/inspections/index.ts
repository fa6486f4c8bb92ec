export {
  announceInspection,
  approveInspection,
  cancelInspection,
  closeInspection,
  declineInspection,
  makeUpInspection,
  proposeInspection,
  recordInspection,
  refuseInspection,
  startInspection,
  tellInspection,
} from './inspection.commands.ts';
export type { Inspection, InspectionStatus } from './inspection.model.ts';
export { inspections } from './inspection.ts';
export { inspectionsInWords } from './inspection.words.ts';
