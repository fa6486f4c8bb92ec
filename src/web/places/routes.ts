import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import type { Site } from '../site.ts';
import {
  postAddress,
  postDutyPhone,
  postLocation,
  postTeam,
  showAddLocation,
  showAddress,
  showAddTeam,
  showDutyPhone,
  showPlaces,
  showPoster,
} from './places.controller.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];

export const placeRoutes = (site: Site): readonly Route[] => [
  { method: 'get', path: paths.places, access: FIRM, run: showPlaces },
  { method: 'get', path: paths.dutyPhone, access: FIRM, run: showDutyPhone },
  { method: 'post', path: paths.dutyPhone, access: FIRM, run: postDutyPhone },
  { method: 'get', path: paths.firmAddress, access: FIRM, run: showAddress },
  { method: 'post', path: paths.firmAddress, access: FIRM, run: postAddress },
  { method: 'get', path: paths.newLocation, access: FIRM, run: showAddLocation },
  { method: 'post', path: paths.locations, access: FIRM, run: postLocation },
  { method: 'get', path: paths.newTeam, access: FIRM, run: showAddTeam },
  { method: 'post', path: paths.teams, access: FIRM, run: postTeam },
  { method: 'get', path: paths.locationPoster.pattern, access: FIRM, run: showPoster('location', site) },
  { method: 'get', path: paths.teamPoster.pattern, access: FIRM, run: showPoster('team', site) },
];
