import type { Actor } from '#kernel/actor';
import { blind } from '#platform/sealing';

/**
 * Whose draft a photo or document is, as it is stored: the same for the same person or browser, and for nobody to read
 * back. Undefined for who has no drafts.
 */
export function ownerOf(actor: Actor): string | undefined {
  if (actor.kind === 'person') return blind(`person:${actor.personId}`, 'draft-owner');
  if (actor.kind === 'visitor' && actor.visitorId !== '') return blind(`visitor:${actor.visitorId}`, 'draft-owner');
  return undefined;
}
