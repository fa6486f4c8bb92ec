import { findHeld, type HeldThing, type Leaver, type Successor } from '#domain/engine';
import { getPerson, mayGrant, mayManage, type Person } from '#domain/identity';
import type { Context } from '#kernel/context';
import { forbidden, notFound } from '#kernel/errors';
import { findSuccessors, isOfPlace, placesOf, rolesIn } from './places.ts';

/** How many of them go to somebody else. */
export const countHanded = (held: readonly HeldThing[]): number =>
  held.filter(({ isEnding }) => isEnding !== true).length;

/** What somebody holds in a place, and who could take it over; nobody takes over what ends with them. */
export interface Handover {
  place: Leaver;
  /** In the order of the nouns. */
  held: HeldThing[];
  candidates: Successor[];
}

/**
 * What there is to hand over when somebody leaves: by place, where they hold something. Its words are only for people of
 * the same firm, park, body or insurer; others know the numbers.
 * @param grantId Only what this role alone keeps them in.
 * @throws Forbidden, NotFound
 */
export async function findHandovers(
  { actor }: Context,
  { personId, grantId }: { personId: string; grantId?: string },
): Promise<{ person: Person; handovers: Handover[] }> {
  const person = await getPerson(personId);
  const ending = person.grants.find(({ _id }) => _id === grantId);
  if (grantId !== undefined && ending === undefined) throw notFound('common.not-found');
  const isTheirs = ending === undefined ? mayManage(actor, person.grants) : mayGrant(actor, ending.role, ending.scope);
  if (!(await isTheirs)) throw forbidden('identity.may-not-manage');
  const left = ending === undefined ? [] : person.grants.filter(({ _id }) => _id !== grantId);
  const places = placesOf(personId, person.grants).filter((place) => rolesIn(place, left).length === 0);
  const handovers = await Promise.all(
    places.map(async (place) => {
      const isColleague = actor.kind === 'person' && isOfPlace(place, actor.scope);
      const held = (await findHeld(place)).map((one) => (isColleague ? one : { ...one, text: '' }));
      const candidates = countHanded(held) === 0 ? [] : await findSuccessors(place);
      return { place, held, candidates };
    }),
  );
  return { person, handovers: handovers.filter(({ held }) => held.length > 0) };
}
