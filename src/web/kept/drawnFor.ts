import type { Request } from 'express';
import { draftRule } from '#domain/drafts';
import { DAY_MS } from '#kernel/dates';
import { openToken, sealToken } from '#platform/sealing';

/** Whom a form was drawn for; a visitor is nobody. */
export interface DrawnFor {
  personId: string;
  grantId: string;
  /** Days since 1970. */
  day: number;
}

const PURPOSE = 'form';
const dayOf = (now: Date): number => Math.floor(now.getTime() / DAY_MS);

/** What a form carries unseen, so that whoever sends it is known even when the session has ended meanwhile. */
export function drawnForToken({ actor, now }: Request): string {
  const who = actor?.kind === 'person' ? { personId: actor.personId, grantId: actor.grantId } : undefined;
  return sealToken<DrawnFor>(PURPOSE, { personId: '', grantId: '', ...who, day: dayOf(now) });
}

/**
 * Whom the form that was sent had been drawn for; nobody when we did not draw it, too long ago, or when it comes from a
 * page of somebody else's.
 */
export function drawnForOf(req: Request): DrawnFor | undefined {
  const token = (req.body as Record<string, unknown> | undefined)?.['_by'];
  if (typeof token !== 'string' || req.get('sec-fetch-site') === 'cross-site') return undefined;
  const found = openToken<DrawnFor>(PURPOSE, token);
  const isFresh = found !== undefined && dayOf(req.now) - found.day <= draftRule(req.now).formDays;
  return isFresh ? found : undefined;
}

/** The page a form stood on, by what it says of itself; empty for an address that is none of ours. */
export function pageOf(req: Request): string {
  const page = (req.body as Record<string, unknown> | undefined)?.['_here'];
  const isOurs = typeof page === 'string' && page.length <= 1_000 && /^\/(?![/\\])[\x21-\x7e]*$/.test(page);
  return isOurs ? page : '';
}
