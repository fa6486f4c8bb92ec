export type { FacilityAction } from './facility.acts.ts';
export {
  buildFacility,
  changeFacility,
  type EnterFacility,
  enterFacility,
  facilitiesThatWork,
  faultInDrill,
  mendFacility,
  objectToWaiver,
  planFacility,
  removeFacility,
  reportFault,
  testFacility,
  waiveFacility,
} from './facility.commands.ts';
export type { Facility, FacilityStatus, Point } from './facility.model.ts';
export { FACILITY_TYPES, type FacilityType, facilityTypeLabel } from './facility.rules.ts';
export { FACILITY_COLUMNS, importFacilities } from './facility.table.ts';
export { facilities, isGapOn, testDueOn } from './facility.ts';
export { facilitiesInWords } from './facility.words.ts';
export { type FacilityStanding, facilityStandingOn, facilityStandings, type TypeStanding } from './standing.ts';
