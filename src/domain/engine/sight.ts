import type { QueryFilter } from 'mongoose';
import sift from 'sift';
import type { Actor, PersonActor, Role } from '#kernel/actor';

/** How far a role sees: the filter of its lists, undefined for nothing at all. */
export type Reach = (actor: PersonActor) => object | undefined;

/** People of the firm, and nobody else's. */
export const ofFirm: Reach = ({ scope }) =>
  scope.enterpriseId === undefined ? undefined : { enterpriseId: scope.enterpriseId };
/** Firms an adviser is assigned to. */
export const ofAdvised: Reach = ({ scope }) => ({ enterpriseId: { $in: [...(scope.enterpriseIds ?? [])] } });
/** What lies in the park. */
export const ofPark: Reach = ({ scope }) => (scope.parkId === undefined ? undefined : { parkId: scope.parkId });
/** What lies in the park, or lay in it until its firm moved away. */
export const ofParkEver: Reach = ({ scope }) =>
  scope.parkId === undefined ? undefined : { $or: [{ parkId: scope.parkId }, { 'formerParks.parkId': scope.parkId }] };
/** The region of a competent body, of a sector department its sectors in it. */
export const ofRegion: Reach = ({ scope }) =>
  scope.regionCode === undefined
    ? undefined
    : {
        regionPath: scope.regionCode,
        ...(scope.sectors === undefined ? {} : { sector: { $in: [...scope.sectors] } }),
      };
/** What is of no sector, as the gates and facilities of a park: the general body of the region. */
export const ofGeneralBody: Reach = ({ scope }) =>
  scope.regionCode === undefined || scope.sectors !== undefined ? undefined : { regionPath: scope.regionCode };
/** What lay in the region, of a sector department its sectors, until its firm moved out of it. */
const ofRegionLeft: Reach = ({ scope }) =>
  scope.regionCode === undefined
    ? undefined
    : {
        'formerParks.goneFrom': scope.regionCode,
        ...(scope.sectors === undefined ? {} : { sector: { $in: [...scope.sectors] } }),
      };
/** What lies in the region, or lay in it. */
export const ofRegionEver: Reach = (actor) => anyOf(ofRegion, ofRegionLeft)(actor);
/** What the person got, made or owns, by the fields that name them. */
export const ofPerson =
  (...fields: readonly string[]): Reach =>
  ({ personId }) => ({ $or: fields.map((field) => ({ [field]: personId })) });
/** Of what another reach holds, what a filter lets through. */
export const onlyOf =
  (reach: Reach, only: object): Reach =>
  (actor) => {
    const seen = reach(actor);
    return seen === undefined ? undefined : { $and: [seen, only] };
  };
/** What any of several reaches holds. */
export const anyOf =
  (...reaches: readonly Reach[]): Reach =>
  (actor) => {
    const seen = reaches.flatMap((reach) => reach(actor) ?? []);
    return seen.length === 0 ? undefined : { $or: seen };
  };

/** Role → how far it sees; a role that is not named sees nothing. */
export type Sight = Readonly<Partial<Record<Role, Reach>>>;

const NOTHING = { _id: { $in: [] as string[] } };

const reachOf = (sight: Sight, actor: Actor): object | undefined =>
  actor.kind === 'person' ? sight[actor.role]?.(actor) : undefined;

/** What an actor may see, as the filter every list starts from. */
export const visible = <T>(sight: Sight, actor: Actor): QueryFilter<T> =>
  (reachOf(sight, actor) ?? NOTHING) as QueryFilter<T>;

type Question = (row: object) => boolean;
/** A page asks the same for every step of its row: making the question costs a hundred times what asking it does. */
const questions = new WeakMap<Sight, WeakMap<Actor, Question>>();

function questionOf(sight: Sight, actor: Actor): Question {
  const known = questions.get(sight) ?? new WeakMap<Actor, Question>();
  const asked = known.get(actor);
  if (asked !== undefined) return asked;
  const reach = reachOf(sight, actor);
  const question = reach === undefined ? () => false : sift.default<object>(reach);
  questions.set(sight, known.set(actor, question));
  return question;
}

/** The same question of one row, asked of the same filter, so that the two cannot part. An actor does not change. */
export const sees = <T extends object>(sight: Sight, actor: Actor, row: T): boolean => questionOf(sight, actor)(row);

/** Whether park officers see rows for lying in their park. */
export function isReadByParks(sight: Sight): boolean {
  const reachIn = (parkId: string) =>
    reachOf(sight, { kind: 'person', personId: '', grantId: '', name: '', role: 'park-officer', scope: { parkId } });
  return JSON.stringify(reachIn('one')) !== JSON.stringify(reachIn('other'));
}
