import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import type { Site } from '../site.ts';
import { postLocation, postTeam, showAddLocation, showAddTeam, showPlaces, showPoster } from './places.controller.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];

export const placeRoutes = (site: Site): readonly Route[] => [
  { method: 'get', path: '/places', access: FIRM, run: showPlaces },
  { method: 'get', path: '/places/locations/new', access: FIRM, run: showAddLocation },
  { method: 'post', path: '/places/locations', access: FIRM, run: postLocation },
  { method: 'get', path: '/places/teams/new', access: FIRM, run: showAddTeam },
  { method: 'post', path: '/places/teams', access: FIRM, run: postTeam },
  { method: 'get', path: '/places/locations/:id/poster', access: FIRM, run: showPoster('location', site) },
  { method: 'get', path: '/places/teams/:id/poster', access: FIRM, run: showPoster('team', site) },
];
