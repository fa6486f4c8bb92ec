import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { sendEvidence, showEvidence } from './evidence.controller.ts';
import { showReceipts } from './receipts.controller.ts';

export const accidentRoutes: readonly Route[] = [
  {
    method: 'get',
    path: paths.accidentReceipts.pattern,
    access: ['park-officer', 'regulator'],
    run: showReceipts,
  },
  { method: 'get', path: paths.accidentEvidence.pattern, access: ['regulator'], run: showEvidence },
  { method: 'post', path: paths.accidentEvidence.pattern, access: ['regulator'], run: sendEvidence },
];
