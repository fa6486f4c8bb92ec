import type { Actor } from '#kernel/actor';
import { blind } from '#platform/sealing';

/**
 * Whose draft this photo or document is, as it is stored: for nobody to read back, and another for each of them, so that one
 * sent under a name says nothing of the others. Undefined for who has no drafts.
 */
export function ownerOf(actor: Actor, id: string): string | undefined {
  if (actor.kind === 'person') return blind(`person:${actor.personId}\0${id}`, 'draft-owner');
  if (actor.kind === 'visitor' && actor.visitorId !== '')
    return blind(`visitor:${actor.visitorId}\0${id}`, 'draft-owner');
  return undefined;
}

/** Which of these are the actor's own drafts still, as MongoDB is asked for them; nothing is nobody's. */
export const ownDrafts = (actor: Actor, ids: readonly string[]) =>
  ids.flatMap((_id) => {
    const owner = ownerOf(actor, _id);
    return owner === undefined ? [] : [{ _id, owner, subject: { $exists: false } }];
  });
