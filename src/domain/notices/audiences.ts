import type { Deadline, Rung } from '#domain/deadlines';
import { followersOf, type Hazard } from '#domain/hazards';
import { findPeople } from '#domain/identity';

const idsOf = (people: readonly { _id: string }[]): string[] => people.map((person) => person._id);

export const managersOf = async (enterpriseId: string): Promise<string[]> =>
  idsOf(await findPeople({ enterpriseId, role: 'enterprise-manager' }));

/** Safety officers of a firm, its managers where it has none. */
export async function officersOf(enterpriseId: string): Promise<string[]> {
  const officers = idsOf(await findPeople({ enterpriseId, role: 'safety-officer' }));
  return officers.length > 0 ? officers : managersOf(enterpriseId);
}

export const bothOf = async (enterpriseId: string): Promise<string[]> => [
  ...new Set([...(await officersOf(enterpriseId)), ...(await managersOf(enterpriseId))]),
];

export const bodyPeople = async (bodyId: string): Promise<string[]> =>
  idsOf(await findPeople({ bodyId, role: 'regulator' }));

/** Whoever has the case in hand: the person fixing it, else the firm's officers. */
export async function holdersOf(hazard: Hazard): Promise<string[]> {
  const ownerId = hazard.status === 'rectifying' ? hazard.rectification?.ownerId : undefined;
  return ownerId === undefined ? officersOf(hazard.enterpriseId) : [ownerId];
}

export const followers = (hazard: Hazard): Promise<string[]> => followersOf(hazard._id);

/** People on the rungs of a ladder, found when the step comes due because posts change hands. */
export async function rungPeople(deadline: Deadline, rungs: readonly Rung[]): Promise<string[]> {
  const { enterpriseId, parkId, bodyId } = deadline.subject;
  const found = await Promise.all(
    rungs.map(async (rung) => {
      if (rung === 'owner') return deadline.ownerIds;
      if (rung === 'manager') return enterpriseId === undefined ? [] : managersOf(enterpriseId);
      if (rung === 'park') return parkId === undefined ? [] : idsOf(await findPeople({ parkId, role: 'park-officer' }));
      return bodyId === undefined ? [] : bodyPeople(bodyId);
    }),
  );
  return [...new Set(found.flat())];
}
