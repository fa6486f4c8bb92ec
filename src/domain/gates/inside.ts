import { ZONES, type Zone } from '#domain/passes';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { type Presence, PresenceModel } from './crossing.model.ts';

/** More than a park holds; what is beyond is said by the count. */
const MOST = 5_000;

export interface InsideZone {
  zone: Zone;
  label: string;
  rows: readonly Presence[];
}

/**
 * Who and what is inside the park of the actor, by zone, the innermost first: the list of an evacuation.
 * @throws Forbidden for anybody but an officer of that park.
 */
export async function findInside({ actor }: Context): Promise<readonly InsideZone[]> {
  if (!actsAs(actor, 'park-officer') || actor.scope.parkId === undefined) throw forbidden('common.not-allowed');
  const { parkId } = actor.scope;
  const rows = await PresenceModel.find({ parkId, isInside: true })
    .sort({ zone: 1, _id: 1 })
    .limit(MOST)
    .lean<Presence[]>();
  return ZONES.toReversed().map(({ code, label }) => ({
    zone: code,
    label,
    rows: rows.filter(({ zone }) => zone === code),
  }));
}
