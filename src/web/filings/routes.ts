import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postAct, showAct } from './filingActs.ts';
import {
  postFiling,
  postRefile,
  showChoice,
  showFile,
  showFiling,
  showFilings,
  showRefile,
} from './filings.controller.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const SEE: readonly Role[] = [...FIRM, 'worker', 'adviser', 'park-officer', 'regulator'];
const ACT: readonly Role[] = [...FIRM, 'regulator'];
const upload = { field: 'photos' };

export const filingRoutes: readonly Route[] = [
  { method: 'get', path: '/filings', access: SEE, run: showFilings },
  { method: 'get', path: '/filings/new', access: FIRM, run: showChoice },
  { method: 'get', path: '/filings/new/:kind', access: FIRM, run: showFile },
  { method: 'post', path: '/filings/new/:kind', access: FIRM, upload, run: postFiling },
  { method: 'get', path: '/filings/:reference', access: SEE, run: showFiling },
  { method: 'get', path: '/filings/:reference/refile', access: FIRM, run: showRefile },
  { method: 'post', path: '/filings/:reference/refile', access: FIRM, upload, run: postRefile },
  { method: 'get', path: '/filings/:reference/act/:action', access: ACT, run: showAct },
  { method: 'post', path: '/filings/:reference/act/:action', access: ACT, run: postAct },
];
