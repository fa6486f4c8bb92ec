import { filings } from '#domain/filings';
import { visits } from '#domain/stages';
import { actUnder, type Filled, paths } from '#kernel/paths';
import { partOf } from '../request.ts';
import type { Route } from '../router.ts';

/** Pages that went elsewhere, and where: somebody's bookmark or message of last week still opens. */
const MOVED: readonly (readonly [from: Filled<[string]>, to: (reference: string) => string])[] = [
  [paths.oldRefile, (reference) => actUnder(filings.pathOf(reference), 'refile')],
  [paths.oldWriteVisit, (reference) => actUnder(visits.pathOf(reference), 'write-visit')],
];

export const movedRoutes: readonly Route[] = MOVED.map(([from, to]) => ({
  method: 'get',
  path: from.pattern,
  access: 'signed-in',
  run: (req, res) => res.redirect(301, to(partOf(req, 'reference'))),
}));
