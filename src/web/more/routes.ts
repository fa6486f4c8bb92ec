import type { Request, Response } from 'express';
import type { PersonActor } from '#kernel/actor';
import { paths } from '#kernel/paths';
import { textOf } from '../request.ts';
import type { Route } from '../router.ts';

const YEAR_MS = 365 * 86_400_000;

/** Everything the person may go to, in its groups; with `q` only what is called so. */
function showMore(req: Request, res: Response): void {
  const q = typeof req.query['q'] === 'string' ? req.query['q'].trim() : '';
  const isFound = ({ label, words = '' }: { label: string; words?: string }) => `${label} ${words}`.includes(q);
  const groups = res.locals.navigation.groupsOf((req.actor as PersonActor).role).map((group) => ({
    ...group,
    // The name of a group finds all of it.
    entries: group.label.includes(q) ? group.entries : group.entries.filter(isFound),
  }));
  res.page('more/index', { title: '更多', q, groups: groups.filter((group) => group.entries.length > 0) });
}

/** Puts the rail away or brings it back, where a browser runs no scripts. */
function postRail(req: Request, res: Response): void {
  res.cookie('rail', textOf(req, 'rail') === 'folded' ? 'folded' : 'open', { maxAge: YEAR_MS, sameSite: 'lax' });
  const here = textOf(req, 'here');
  res.goTo(/^\/(?![/\\])/.test(here) ? here : paths.home);
}

export const moreRoutes: readonly Route[] = [
  { method: 'get', path: paths.more, access: 'signed-in', run: showMore },
  { method: 'post', path: paths.rail, access: 'signed-in', run: postRail },
];
