export {
  doDuty,
  doDutyAgain,
  type EnterDuty,
  enterDuty,
  findDutiesToRoll,
  objectToDuty,
  pledgeToday,
  resumeDuty,
  rollDuty,
  waiveDuty,
} from './duty.commands.ts';
export { type Duty, ENTRY_RESULTS } from './duty.model.ts';
export { dutyLabel } from './duty.rules.ts';
export { duties, dutyTags } from './duty.ts';
export { dutiesInWords } from './duty.words.ts';
export { missingOfFirm } from './required.ts';
export { type DutyStanding, dutiesAsked, dutyStandingOf, everyEntry, lastEntries } from './standing.ts';
