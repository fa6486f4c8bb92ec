import type { Wanted } from '#domain/tallies';
import type { Actor } from '#kernel/actor';

/** The dimensions that say where a firm lies. */
export type PlaceDim = 'county' | 'park' | 'sector';

/** What of a board lies in the actor's scope: the same areas as the lists, for those who look after many firms. */
export function scopeOnBoard(actor: Actor): Partial<Record<PlaceDim, Wanted>> | undefined {
  if (actor.kind !== 'person') return undefined;
  const { parkId, regionCode, sectors } = actor.scope;
  if (actor.role === 'park-officer') return parkId === undefined ? undefined : { park: parkId };
  if (actor.role !== 'regulator' || regionCode === undefined) return undefined;
  return { county: { startsWith: regionCode }, ...(sectors === undefined ? {} : { sector: sectors }) };
}

/** A city or county the actor asked for, if it lies inside what they may see; else their own area. */
export function narrowed(
  scope: Partial<Record<PlaceDim, Wanted>>,
  regionCode: string | undefined,
): Partial<Record<PlaceDim, Wanted>> {
  const own = scope.county;
  if (regionCode === undefined || typeof own !== 'object' || !('startsWith' in own)) return scope;
  return regionCode.startsWith(own.startsWith) ? { ...scope, county: { startsWith: regionCode } } : scope;
}
