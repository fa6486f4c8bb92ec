export { followRevisions } from './followers.ts';
export {
  adoptParkAssessment,
  checkMeasure,
  declineParkAssessment,
  endSource,
  enterSource,
  finishMeasure,
  followAccident,
  needParkAssessment,
  raiseParkAssessment,
  returnParkAssessment,
  submitParkAssessment,
} from './parkAssessment.commands.ts';
export type { ParkAssessment, ParkAssessmentStatus } from './parkAssessment.model.ts';
export { parkAssessments } from './parkAssessment.ts';
export { parkAssessmentsInWords } from './parkAssessment.words.ts';
