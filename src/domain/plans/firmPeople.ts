import { actorsOf, findPeople, type Person } from '#domain/identity';
import { invalid } from '#kernel/errors';

/** Roles in which somebody belongs to a firm. */
const FIRM_ROLES = ['worker', 'enterprise-manager', 'safety-officer'] as const;

/** People of a firm, whatever their part in it. */
export async function findColleagues(enterpriseId: string): Promise<Person[]> {
  const people = await findPeople({ enterpriseId });
  return people.filter((person) => person.grants.some((grant) => isOfFirm(grant.role)));
}

const isOfFirm = (role: string): boolean => (FIRM_ROLES as readonly string[]).includes(role);

/** What roles a person holds in a firm; none when they are not of it. */
export async function rolesInFirm(personId: string, enterpriseId: string): Promise<string[]> {
  const actors = await actorsOf(personId);
  return actors.filter((one) => one.scope.enterpriseId === enterpriseId && isOfFirm(one.role)).map((one) => one.role);
}

/** The name of a person of the firm. @throws Invalid `plans.not-of-firm` at `field` for anybody else. */
export async function colleagueName(personId: string, enterpriseId: string, field: string): Promise<string> {
  const inFirm = (await actorsOf(personId)).find(
    (one) => one.scope.enterpriseId === enterpriseId && isOfFirm(one.role),
  );
  if (inFirm === undefined) throw invalid('plans.not-of-firm', { [field]: '这个人不在本企业，请重新选择' });
  return inFirm.name;
}
