export { placedAt, setAddress, setAddressInput } from './address.ts';
export { findEnterprisesAround } from './around.ts';
export { addBody, addBodyInput, changeBody, changeBodyInput } from './bodies.ts';
export { addLocation, addLocationInput, addTeam, addTeamInput, ownEnterprise, ownPark } from './commands.ts';
export { creditCheckCharacter, creditCodeField, isCreditCode, tidyCreditCode } from './creditCode.ts';
export { DIVISIONS, type Division, industryLabel, tidyIndustryCode } from './divisions.ts';
export { type DutyDesk, findDutyDesk } from './dutyDesk.ts';
export { setDutyPhone, setDutyPhoneInput } from './dutyPhone.ts';
export { findFirms, firmLeftOn, getFirm } from './firms.ts';
export { followFirms } from './followers.ts';
export { addInsurer, addInsurerInput, changeInsurer, changeInsurerInput } from './insurers.ts';
export { bodyInPark, mergePark, moveEnterprise } from './moving.ts';
export type {
  Body,
  Enterprise,
  FormerPark,
  Insurer,
  Location,
  Park,
  Team,
} from './organisation.models.ts';
export {
  addPark,
  addParkInput,
  changePark,
  changeParkInput,
  PARK_LEVELS,
} from './parks.ts';
export {
  bodyName,
  bodyOverPark,
  enterpriseName,
  findBodies,
  findBodiesOver,
  findBodyFor,
  findBodyNamed,
  findEnterpriseByCreditCode,
  findEnterpriseIn,
  findEnterprises,
  findEnterprisesByCreditCodes,
  findEnterprisesCalled,
  findEnterprisesLike,
  findEnterprisesNamed,
  findInsurerNamed,
  findInsurers,
  findLocationByCode,
  findLocations,
  findParkNamed,
  findParks,
  findTeamByCode,
  findTeams,
  firmsOfTrades,
  getBody,
  getEnterprise,
  getInsurer,
  getLocation,
  getPark,
  getTeam,
  insurerName,
  parkName,
  peekEnterprise,
  recallBody,
  recallEnterprise,
  recallPark,
} from './queries.ts';
export {
  AUTONOMOUS_REGION,
  findRegion,
  findRegions,
  isAutonomousRegion,
  REGIONS,
  type Region,
  type RegionLevel,
  regionName,
  regionPathOf,
} from './regions.ts';
export {
  type EnterpriseFacts,
  registerEnterprise,
  releaseCreditCode,
  setProving,
  updateEnterprise,
} from './register.ts';
export { SECTORS, type Sector, sectorLabel, UNKNOWN_SECTOR } from './sectors.ts';
