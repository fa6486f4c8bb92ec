import type { Request } from 'express';
import { draftRule } from '#domain/drafts';
import { DAY_MS } from '#kernel/dates';
import { given } from '#kernel/given';
import { openToken, sealToken } from '#platform/sealing';

/** Whom a form was drawn for; a visitor is nobody. */
export interface DrawnFor {
  personId: string;
  grantId: string;
  /** Since when their account hid what lies behind it (`DraftPlace`). */
  since?: number;
  /** Days since 1970. */
  day: number;
}

const PURPOSE = 'form';
const dayOf = (now: Date): number => Math.floor(now.getTime() / DAY_MS);

const NOBODY = { personId: '', grantId: '' };
const whoIsHere = ({ actor }: Request): Omit<DrawnFor, 'day'> =>
  actor?.kind === 'person'
    ? { personId: actor.personId, grantId: actor.grantId, ...given({ since: actor.hidesSince?.getTime() }) }
    : NOBODY;

/** What a form carries unseen, so that whoever sends it is known even when the session has ended meanwhile. */
export const drawnForToken = (req: Request): string =>
  sealToken<DrawnFor>(PURPOSE, { ...whoIsHere(req), day: dayOf(req.now) });

/**
 * Whom the form that was sent had been drawn for; nobody when we did not draw it, or when it comes from a page of somebody
 * else's. One that lay open for more than its days is still theirs who are here, or anybody's; and one whose token nobody can
 * open any more, for its key is gone, is theirs whose browser says that it comes from a page of ours.
 */
export function drawnForOf(req: Request): DrawnFor | undefined {
  const token = (req.body as Record<string, unknown> | undefined)?.['_by'];
  const site = req.get('sec-fetch-site');
  if (typeof token !== 'string' || site === 'cross-site') return undefined;
  const found = openToken<DrawnFor>(PURPOSE, token);
  const here = whoIsHere(req);
  if (found === undefined) return site === 'same-origin' ? { ...here, day: dayOf(req.now) } : undefined;
  const isFresh = dayOf(req.now) - found.day <= draftRule(req.now).formDays;
  return isFresh || found.personId === here.personId || found.personId === '' ? found : undefined;
}

/** Where what was typed on a page is kept: for whoever it was drawn for, as their account stood then. */
export const draftPlaceOf = ({ personId, since }: DrawnFor, page: string) => ({ personId, page, since });

/** The page a form stood on, by what it says of itself; empty for an address that is none of ours. */
export function pageOf(req: Request): string {
  const page = (req.body as Record<string, unknown> | undefined)?.['_here'];
  const isOurs = typeof page === 'string' && page.length <= 1_000 && /^\/(?![/\\])[\x21-\x7e]*$/.test(page);
  return isOurs ? page : '';
}
