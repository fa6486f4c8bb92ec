import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postBegin, postEnd, showBegin, showCompetence, showCompetences, showEnd } from './competence.controller.ts';

const reads: readonly Role[] = ['park-officer', 'regulator', 'administrator'];
const keeps: readonly Role[] = ['regulator', 'administrator'];

export const competenceRoutes: readonly Route[] = [
  { method: 'get', path: paths.competences, access: reads, run: showCompetences },
  { method: 'get', path: paths.competence.pattern, access: reads, run: showCompetence },
  { method: 'get', path: paths.beginCompetence.pattern, access: keeps, run: showBegin },
  { method: 'post', path: paths.beginCompetence.pattern, access: keeps, run: postBegin },
  { method: 'get', path: paths.endCompetence.pattern, access: keeps, run: showEnd },
  { method: 'post', path: paths.endCompetence.pattern, access: keeps, run: postEnd },
];
