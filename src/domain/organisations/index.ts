export { addLocation, addLocationInput, addTeam, addTeamInput } from './commands.ts';
export { creditCheckCharacter, isCreditCode, tidyCreditCode } from './creditCode.ts';
export type { Body, Enterprise, Location, Park, Supervision, Team } from './organisation.models.ts';
export {
  bodyName,
  enterpriseName,
  findBodyFor,
  findEnterpriseByCreditCode,
  findEnterprises,
  findEnterprisesNamed,
  findLocationByCode,
  findLocations,
  findTeamByCode,
  findTeams,
  forgetNames,
  getBody,
  getEnterprise,
  getLocation,
  getPark,
  getTeam,
  hasSupervisionOn,
  parkName,
} from './queries.ts';
export { findRegion, findRegions, REGIONS, type Region, type RegionLevel, regionName } from './regions.ts';
export { SECTORS, type Sector, sectorLabel } from './sectors.ts';
