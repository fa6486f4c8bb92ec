import type { Deadline, Rung } from '#domain/deadlines';
import { bodyPeople, deskPeople, managersOf, parkPeople } from '#domain/identity';

/** Whose turn it is, by the posts people hold now and without those who may not do it themselves. */
async function owersOf({ owedBy, notBy }: Deadline): Promise<string[]> {
  const people = (await Promise.all(owedBy.map(deskPeople))).flat();
  return people.filter((id) => !notBy.includes(id));
}

/** People on the rungs of a ladder, found when the step comes due because posts change hands. */
export async function rungPeople(deadline: Deadline, rungs: readonly Rung[]): Promise<string[]> {
  const { enterpriseId, parkId, bodyId } = deadline.subject;
  const found = await Promise.all(
    rungs.map(async (rung) => {
      if (rung === 'owner') return owersOf(deadline);
      if (rung === 'manager') return enterpriseId === undefined ? [] : managersOf(enterpriseId);
      if (rung === 'park') return parkId === undefined ? [] : parkPeople(parkId);
      return bodyId === undefined ? [] : bodyPeople(bodyId);
    }),
  );
  return [...new Set(found.flat())];
}
