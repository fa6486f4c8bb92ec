import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import {
  postNewCriterion,
  postNewVersion,
  showCriteria,
  showCriterion,
  showNewCriterion,
  showNewVersion,
} from './criteria.controller.ts';

export const criteriaRoutes: readonly Route[] = [
  { method: 'get', path: paths.criteria, access: 'signed-in', run: showCriteria },
  { method: 'get', path: paths.newCriterion, access: ['administrator'], run: showNewCriterion },
  { method: 'post', path: paths.newCriterion, access: ['administrator'], run: postNewCriterion },
  { method: 'get', path: paths.criterion.pattern, access: 'signed-in', run: showCriterion },
  { method: 'get', path: paths.newCriterionVersion.pattern, access: ['administrator'], run: showNewVersion },
  { method: 'post', path: paths.newCriterionVersion.pattern, access: ['administrator'], run: postNewVersion },
];
