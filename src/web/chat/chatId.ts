import type { Request } from 'express';
import { rememberVisitor } from '../visitors.ts';

/** The channel of our own chat page. */
export const CHANNEL = 'webchat';

/** Whose chat this browser shows: the person's own, or the visitor's of this session. */
export function chatIdOf(req: Request): string {
  rememberVisitor(req);
  const { actor } = req;
  if (actor.kind === 'person') {
    // While the account hides what lies behind it, its chat is a new one: lines, drafts and photos of before are not in it.
    const since = actor.hidesSince === undefined ? '' : `-${actor.hidesSince.getTime().toString(36)}`;
    return `person-${actor.personId}${since}`;
  }
  return actor.kind === 'visitor' ? actor.visitorId : '';
}
