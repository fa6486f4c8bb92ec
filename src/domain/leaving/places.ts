import type { Leaver, Successor } from '#domain/engine';
import { findPeople, type Grant, type Person } from '#domain/identity';
import type { Role } from '#kernel/actor';

/** Roles in which somebody is one of a firm, in the order in which they are asked to take over. */
const OF_FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer', 'worker', 'applicant'];

/** Where somebody may hold something: the firms they are of, and advising. */
export function placesOf(personId: string, grants: readonly Pick<Grant, 'role' | 'scope'>[]): Leaver[] {
  const firms = grants.flatMap(({ role, scope }) =>
    OF_FIRM.includes(role) && scope.enterpriseId !== undefined ? [scope.enterpriseId] : [],
  );
  const members = [...new Set(firms)].map((enterpriseId) => ({ personId, as: 'member' as const, enterpriseId }));
  return grants.some(({ role }) => role === 'adviser') ? [...members, { personId, as: 'adviser' }] : members;
}

/** Name of a place in a form. */
export const placeKey = (leaver: Leaver): string =>
  leaver.as === 'adviser' ? 'advice' : `firm-${leaver.enterpriseId}`;

/** What somebody is in a place. */
export const rolesIn = (place: Leaver, grants: readonly Pick<Grant, 'role' | 'scope'>[]): Role[] =>
  grants
    .filter(({ role, scope }) =>
      place.as === 'adviser' ? role === 'adviser' : OF_FIRM.includes(role) && scope.enterpriseId === place.enterpriseId,
    )
    .map(({ role }) => role);

const firmOf = (place: Leaver) => (place.as === 'adviser' ? {} : { enterpriseId: place.enterpriseId });

/** Who may take over in a place, those who run it first. No permission is asked. */
export async function findSuccessors(place: Leaver): Promise<Successor[]> {
  const asked =
    place.as === 'adviser' ? [{ role: 'adviser' as const }] : OF_FIRM.map((role) => ({ role, ...firmOf(place) }));
  // By role, so that many workers never crowd out those who run the firm.
  const found = await Promise.all(asked.map((filter) => findPeople(filter, 500)));
  const people = [...new Map(found.flat().map((person) => [person._id, person])).values()];
  const rank = ({ roles }: Successor): number => Math.min(...roles.map((role) => OF_FIRM.indexOf(role)));
  return people
    .filter(({ _id }) => _id !== place.personId)
    .map(({ _id: personId, name, grants }: Person) => ({ personId, name, roles: rolesIn(place, grants) }))
    .filter(({ roles }) => roles.length > 0)
    .sort((a, b) => rank(a) - rank(b));
}
