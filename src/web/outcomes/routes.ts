import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postMonth, showMonth, showMonths } from './months.controller.ts';
import { showOutcomes, showSources } from './outcomes.controller.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const READERS: readonly Role[] = [...FIRM, 'park-officer', 'regulator', 'adviser'];

export const outcomeRoutes: readonly Route[] = [
  { method: 'get', path: '/enrolments/:reference/outcomes', access: [...READERS, 'worker'], run: showOutcomes },
  { method: 'get', path: '/enrolments/:reference/outcomes/:round/:code', access: READERS, run: showSources },
  { method: 'get', path: '/outcomes/months', access: FIRM, run: showMonths },
  { method: 'get', path: '/outcomes/months/:month', access: FIRM, run: showMonth },
  { method: 'post', path: '/outcomes/months/:month', access: FIRM, run: postMonth },
];
