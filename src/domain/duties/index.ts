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
export type { Duty } from './duty.model.ts';
export type { DutyType } from './duty.rules.ts';
export { duties, dutyTags } from './duty.ts';
export { dutiesInWords } from './duty.words.ts';
export { dutyStanding, lastEntries } from './standing.ts';
