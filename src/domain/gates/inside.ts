import { getPark, regionPathOf } from '#domain/organisations';
import { findHolders, ZONES, type Zone } from '#domain/passes';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, notFound } from '#kernel/errors';
import { type Presence, PresenceModel } from './crossing.model.ts';
import { isOfGeneralBody } from './gate.ts';

/** Somebody or something inside, with the name its pass gives: it is called out where people gather. */
export interface Inside extends Presence {
  holder?: string;
}
interface InsideZone {
  zone: Zone;
  label: string;
  rows: readonly Inside[];
}

/**
 * The park an actor may count: an officer their own, the general body that of its region it names.
 * @throws Forbidden for anybody else, NotFound for a park elsewhere or none.
 */
async function parkOf({ actor }: Context, asked: string | undefined): Promise<string> {
  if (actsAs(actor, 'park-officer') && actor.scope.parkId !== undefined) return actor.scope.parkId;
  if (actor.kind !== 'person' || !isOfGeneralBody(actor)) throw forbidden('common.not-allowed');
  const park = asked === undefined ? undefined : await getPark(asked);
  if (park === undefined || !regionPathOf(park.regionCode).includes(actor.scope.regionCode ?? ''))
    throw notFound('common.not-found');
  return park._id;
}

/**
 * Who and what is inside a park, by zone, the innermost first: the list of an evacuation. All of them, however many: one
 * who is left out is not looked for.
 * @param asked The park, of a body that has several.
 * @throws Forbidden for anybody but an officer of that park and the general body of its region, NotFound.
 */
export async function findInside(ctx: Context, asked?: string): Promise<readonly InsideZone[]> {
  const parkId = await parkOf(ctx, asked);
  const rows = await PresenceModel.find({ parkId, isInside: true })
    .select({ base: 0 })
    // In the order of the index of those inside: by `_id` alone the store reads everybody who ever was.
    .sort({ zone: 1, _id: 1 })
    .lean<Presence[]>();
  const holders = await findHolders(rows.flatMap(({ passReference }) => passReference ?? []));
  const named = rows.map((row): Inside => {
    const holder = row.passReference === undefined ? undefined : holders.get(row.passReference);
    return holder === undefined ? row : { ...row, holder };
  });
  const known = (zone: Zone): Zone => (ZONES.some(({ code }) => code === zone) ? zone : 'general');
  return ZONES.toReversed().map(({ code, label }) => ({
    zone: code,
    label,
    // One of which it cannot be read where they are is inside all the same.
    rows: named.filter(({ zone }) => known(zone) === code),
  }));
}
