import type { Leaver, Successor } from '#domain/engine';
import { findPeople, type Grant, type Person } from '#domain/identity';
import { bodyName, enterpriseName, insurerName, parkName } from '#domain/organisations';
import type { Role } from '#kernel/actor';

type Part = Pick<Grant, 'role' | 'scope'>;
type As = Exclude<Leaver['as'], 'adviser'>;

/** What somebody is of: roles in the order in which they are asked to take over, what says which one, how it is called. */
const OF = {
  member: {
    roles: ['enterprise-manager', 'safety-officer', 'worker', 'applicant'],
    ...{ where: 'enterpriseId', key: 'firm', name: enterpriseName },
  },
  park: { roles: ['park-officer'], where: 'parkId', key: 'park', name: parkName },
  body: { roles: ['regulator'], where: 'bodyId', key: 'body', name: bodyName },
  insurer: { roles: ['insurer'], where: 'insurerId', key: 'insurer', name: insurerName },
} as const satisfies Record<
  As,
  { roles: readonly Role[]; where: keyof Grant['scope']; key: string; name: (id: string) => Promise<string> }
>;

const rolesOf = ({ as }: Leaver): readonly Role[] => (as === 'adviser' ? ['adviser'] : OF[as].roles);

/** Which firm, park, body or insurer; nothing for advising, which is one place for everybody. */
function whereOf(place: Leaver): { where: (typeof OF)[As]['where']; id: string } | undefined {
  if (place.as === 'adviser') return undefined;
  const { where } = OF[place.as];
  return { where, id: (place as Partial<Record<typeof where, string>>)[where] ?? '' };
}

/** Where somebody may hold something: the firms, parks, bodies and insurers they are of, and advising. */
export function placesOf(personId: string, grants: readonly Part[]): Leaver[] {
  const places = (Object.keys(OF) as As[]).flatMap((as) => {
    const { where, roles } = OF[as];
    const ids = grants.flatMap(({ role, scope }) =>
      (roles as readonly Role[]).includes(role) && scope[where] !== undefined ? [scope[where]] : [],
    );
    return [...new Set(ids)].map((id) => ({ personId, as, [where]: id }) as Leaver);
  });
  return grants.some(({ role }) => role === 'adviser') ? [...places, { personId, as: 'adviser' }] : places;
}

/** Name of a place in a form. */
export const placeKey = (leaver: Leaver): string =>
  leaver.as === 'adviser' ? 'advice' : `${OF[leaver.as].key}-${whereOf(leaver)?.id}`;

/** How people call it. */
export const placeName = async (leaver: Leaver): Promise<string> =>
  leaver.as === 'adviser' ? '辅导的企业' : OF[leaver.as].name(whereOf(leaver)?.id ?? '');

/** Whether somebody is of the place too, and reads what is held there in its words. */
export function isOfPlace(place: Leaver, scope: Part['scope']): boolean {
  const of = whereOf(place);
  return of === undefined || scope[of.where] === of.id;
}

/** What somebody is in a place. */
export const rolesIn = (place: Leaver, grants: readonly Part[]): Role[] =>
  grants.filter(({ role, scope }) => rolesOf(place).includes(role) && isOfPlace(place, scope)).map(({ role }) => role);

/** Who may take over in a place, those who run it first. No permission is asked. */
export async function findSuccessors(place: Leaver): Promise<Successor[]> {
  const of = whereOf(place);
  const filter = of === undefined ? {} : { [of.where]: of.id };
  const roles = rolesOf(place);
  // By role, so that many workers never crowd out those who run the firm.
  const found = await Promise.all(roles.map((role) => findPeople({ role, ...filter }, 500)));
  const people = [...new Map(found.flat().map((person) => [person._id, person])).values()];
  const rank = (one: Successor): number => Math.min(...one.roles.map((role) => roles.indexOf(role)));
  return people
    .filter(({ _id }) => _id !== place.personId)
    .map(({ _id: personId, name, grants }: Person) => ({ personId, name, roles: rolesIn(place, grants) }))
    .filter((one) => one.roles.length > 0)
    .sort((a, b) => rank(a) - rank(b));
}
