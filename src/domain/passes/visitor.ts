import type { Actor } from '#kernel/actor';
import { forbidden } from '#kernel/errors';
import { blind } from '#platform/sealing';
import type { Pass } from './pass.model.ts';

/** What stands for whoever talks: their account, or the chat itself. @throws Forbidden for a visitor nobody finds again. */
export function visitorKeyOf(actor: Actor): string {
  if (actor.kind === 'person') return blind(`person:${actor.personId}`, 'pass-visitor');
  if (actor.kind !== 'visitor' || actor.visitorId === '') throw forbidden('common.not-allowed');
  return blind(`visitor:${actor.visitorId}`, 'pass-visitor');
}

/** Whether somebody asked for the pass themselves, in a chat with their account: nobody's name stands on it. */
export const isOwnVisit = (actor: Actor, { visitorKey }: Pick<Pass, 'visitorKey'>): boolean =>
  visitorKey !== undefined && actor.kind === 'person' && visitorKeyOf(actor) === visitorKey;
