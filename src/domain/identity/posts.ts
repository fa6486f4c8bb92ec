import { type Desk, desk } from '#domain/deadlines';
import { recallPark } from '#domain/organisations';
import type { PersonActor } from '#kernel/actor';
import { findAtOnce } from '#platform/mongo';
import { remember } from '#platform/remembered';
import { type Account, AccountModel, type Grant, type POSTS } from './identity.models.ts';
import { isPseudonym } from './pseudonym.ts';
import { actorsOf, isActive } from './queries.ts';

type Post = (typeof POSTS)[number];
const SCOPES = {
  'enterprise-manager': 'enterpriseId',
  'safety-officer': 'enterpriseId',
  applicant: 'enterpriseId',
  'park-officer': 'parkId',
  regulator: 'bodyId',
  insurer: 'insurerId',
} as const satisfies Record<Post, keyof Grant['scope']>;
const MOST = 200;

/** Who holds a post, by `<role>/<place>`: read at every step that tells somebody, so it is remembered. */
const holders = remember<string[]>(async (keys, session) => {
  const posts = keys.map((key) => ({ key, role: key.split('/')[0] as Post, place: key.split('/')[1] ?? '' }));
  const asked = posts.map(({ role, place }) => ({
    grants: { $elemMatch: { role, [`scope.${SCOPES[role]}`]: place } },
  }));
  const find = {
    filter: { status: 'active', $or: asked },
    projection: { grants: 1 as const },
    sort: { _id: 1 as const },
    limit: MOST * keys.length,
  };
  const accounts = await findAtOnce<Pick<Account, '_id' | 'grants'>>(AccountModel.collection.name, find, session);
  return new Map(
    posts.map(({ key, role, place }) => {
      const holds = (grant: Grant): boolean => grant.role === role && grant.scope[SCOPES[role]] === place;
      return [key, accounts.filter(({ grants }) => grants.some(holds)).map(({ _id }) => _id)];
    }),
  );
});

const holdersOf = (role: Post) => async (place: string) => (await holders(`${role}/${place}`)) ?? [];

/** Managers of a firm. */
export const managersOf = holdersOf('enterprise-manager');

/** Safety officers of a firm; its managers where it has none. Who is told when something waits for the firm. */
export async function officersOf(enterpriseId: string): Promise<string[]> {
  const officers = await holdersOf('safety-officer')(enterpriseId);
  return officers.length > 0 ? officers : managersOf(enterpriseId);
}

/** Everybody who runs safety in a firm: its officers and its managers. */
export const runnersOf = async (enterpriseId: string): Promise<string[]> => [
  ...new Set([...(await officersOf(enterpriseId)), ...(await managersOf(enterpriseId))]),
];

/** Officers of a park. */
export const parkPeople = holdersOf('park-officer');

/** Regulators of a competent body. */
export const bodyPeople = holdersOf('regulator');

/** Regulators of the body a park reports to; nobody where it has none. */
export async function bodyPeopleOf(parkId: string): Promise<string[]> {
  const bodyId = (await recallPark(parkId))?.bodyId;
  return bodyId === undefined ? [] : bodyPeople(bodyId);
}

/** People of an insurance institution. */
export const insurerPeople = holdersOf('insurer');

/** Whoever may apply for a firm: those who run it, and whoever registered it. */
async function applicantsOf(enterpriseId: string): Promise<string[]> {
  const roles = ['applicant', 'enterprise-manager', 'safety-officer'] as const;
  const found = await Promise.all(roles.map((role) => holdersOf(role)(enterpriseId)));
  return [...new Set(found.flat())];
}

/** The person, as long as they act as somebody like that: nothing is told to whoever has left. */
const thoseWho = async (personId: string, is: (actor: PersonActor) => boolean): Promise<string[]> =>
  (await actorsOf(personId)).some(is) ? [personId] : [];

const PEOPLE: Readonly<Record<keyof typeof desk, (id: string) => Promise<string[]> | string[]>> = {
  // Nobody is found behind a pseudonym: it is the person who finds what waits for them.
  person: async (id) => (!isPseudonym(id) && (await isActive(id)) ? [id] : []),
  member: (at) => {
    const [enterpriseId, id = ''] = at.split('/');
    return thoseWho(id, ({ scope }) => scope.enterpriseId === enterpriseId);
  },
  adviser: (id) => thoseWho(id, ({ role }) => role === 'adviser'),
  firm: officersOf,
  manager: managersOf,
  applicants: applicantsOf,
  park: parkPeople,
  body: bodyPeople,
  insurer: insurerPeople,
};

/** Who holds a desk now. */
export async function deskPeople(of: Desk): Promise<string[]> {
  const at = of.indexOf(':');
  return PEOPLE[of.slice(0, at) as keyof typeof desk](of.slice(at + 1));
}

/** The desks a person has in the role they act in: what waits for these waits for them. */
export function desksOf({ personId, role, scope }: PersonActor): Desk[] {
  const { enterpriseId, parkId, bodyId, insurerId } = scope;
  const own = [desk.person(personId)];
  if (role === 'park-officer' && parkId !== undefined) return [...own, desk.park(parkId)];
  if (role === 'regulator' && bodyId !== undefined) return [...own, desk.body(bodyId)];
  if (role === 'insurer' && insurerId !== undefined) return [...own, desk.insurer(insurerId)];
  if (role === 'adviser') return [...own, desk.adviser(personId)];
  if (enterpriseId === undefined) return own;
  const here = [...own, desk.member(enterpriseId, personId)];
  if (role === 'applicant') return [...here, desk.applicants(enterpriseId)];
  if (role === 'safety-officer') return [...here, desk.firm(enterpriseId), desk.applicants(enterpriseId)];
  if (role !== 'enterprise-manager') return here;
  return [...here, desk.firm(enterpriseId), desk.manager(enterpriseId), desk.applicants(enterpriseId)];
}
