import { type Desk, desk } from '#domain/deadlines';
import type { PersonActor } from '#kernel/actor';
import { findPeople } from './queries.ts';

const idsOf = (people: readonly { _id: string }[]): string[] => people.map((person) => person._id);

/** Managers of a firm. */
export const managersOf = async (enterpriseId: string): Promise<string[]> =>
  idsOf(await findPeople({ enterpriseId, role: 'enterprise-manager' }));

/** Safety officers of a firm; its managers where it has none. Who is told when something waits for the firm. */
export async function officersOf(enterpriseId: string): Promise<string[]> {
  const officers = idsOf(await findPeople({ enterpriseId, role: 'safety-officer' }));
  return officers.length > 0 ? officers : managersOf(enterpriseId);
}

/** Officers of a park. */
export const parkPeople = async (parkId: string): Promise<string[]> =>
  idsOf(await findPeople({ parkId, role: 'park-officer' }));

/** Regulators of a competent body. */
export const bodyPeople = async (bodyId: string): Promise<string[]> =>
  idsOf(await findPeople({ bodyId, role: 'regulator' }));

/** Whoever may apply for a firm: those who run it, and whoever registered it. */
async function applicantsOf(enterpriseId: string): Promise<string[]> {
  const roles = ['applicant', 'enterprise-manager', 'safety-officer'] as const;
  const found = await Promise.all(roles.map((role) => findPeople({ enterpriseId, role })));
  return [...new Set(found.flatMap(idsOf))];
}

const PEOPLE: Readonly<Record<keyof typeof desk, (id: string) => Promise<string[]> | string[]>> = {
  person: (id) => [id],
  firm: officersOf,
  manager: managersOf,
  applicants: applicantsOf,
  park: parkPeople,
  body: bodyPeople,
};

/** Who holds a desk now. */
export async function deskPeople(of: Desk): Promise<string[]> {
  const at = of.indexOf(':');
  return PEOPLE[of.slice(0, at) as keyof typeof desk](of.slice(at + 1));
}

/** The desks a person has in the role they act in: what waits for these waits for them. */
export function desksOf({ personId, role, scope }: PersonActor): Desk[] {
  const { enterpriseId, parkId, bodyId } = scope;
  const own = desk.person(personId);
  if (role === 'park-officer' && parkId !== undefined) return [own, desk.park(parkId)];
  if (role === 'regulator' && bodyId !== undefined) return [own, desk.body(bodyId)];
  if (enterpriseId === undefined) return [own];
  if (role === 'applicant') return [own, desk.applicants(enterpriseId)];
  if (role === 'safety-officer') return [own, desk.firm(enterpriseId), desk.applicants(enterpriseId)];
  if (role !== 'enterprise-manager') return [own];
  return [own, desk.firm(enterpriseId), desk.manager(enterpriseId), desk.applicants(enterpriseId)];
}
