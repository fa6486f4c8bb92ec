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
