export { expectJobs, findLateJobs, type LateJob, noteDone, raiseLateJobs } from './beats.ts';
