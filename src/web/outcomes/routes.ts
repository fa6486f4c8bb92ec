import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { postMonth, showMonth, showMonths } from './months.controller.ts';
import { showOutcomes, showSources } from './outcomes.controller.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const READERS: readonly Role[] = [...FIRM, 'park-officer', 'regulator', 'adviser'];

export const outcomeRoutes: readonly Route[] = [
  { method: 'get', path: paths.outcomes.pattern, access: [...READERS, 'worker'], run: showOutcomes },
  { method: 'get', path: paths.outcome.pattern, access: READERS, run: showSources },
  { method: 'get', path: paths.months, access: FIRM, run: showMonths },
  { method: 'get', path: paths.month.pattern, access: FIRM, run: showMonth },
  { method: 'post', path: paths.month.pattern, access: FIRM, run: postMonth },
];
