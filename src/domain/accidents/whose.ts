import { competentOn, stretchesOf } from '#domain/competence';
import { anyOf, ofFirm, ofPark, ofRegion, type Reach, type Sight } from '#domain/engine';
import { bodyPeople, parkPeople, runnersOf } from '#domain/identity';
import type { JournalEvent } from '#domain/journal';
import { type Body, type Enterprise, findBodiesOver } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { localDate } from '#kernel/dates';
import type { Accident } from './accident.model.ts';
import {
  type AccidentKind,
  type AccidentLevel,
  accidentChain,
  GOVERNMENTS,
  type Government,
  isLarger,
  matterOfAccident,
} from './accident.rules.ts';

type Is = (actor: PersonActor, row: Accident) => boolean;
type People = (row: Accident) => Promise<string[]> | string[];

const ofSectorBody: Reach = ({ scope }) => (scope.bodyId === undefined ? undefined : { sectorBodyId: scope.bodyId });

/** The firm's leaders, the park of that day, and competent bodies up the line: no worker, insurer or adviser. */
export const SIGHT: Sight = {
  'enterprise-manager': ofFirm,
  'safety-officer': ofFirm,
  'park-officer': ofPark,
  regulator: anyOf(ofRegion, ofSectorBody),
};

export const isFirms: Is = (actor) => runsEnterprise(actor);
/** Emergency management of the line, or the sector's department. */
export const isBodys: Is = (actor, { chain, sectorBodyId }) =>
  actsAs(actor, 'regulator') &&
  (actor.scope.bodyId === sectorBodyId || chain.some(({ bodyId }) => bodyId === actor.scope.bodyId));
export const isInvestigators: Is = (actor, { investigatorBodyId }) =>
  actsAs(actor, 'regulator') && actor.scope.bodyId === investigatorBodyId;
/** Somebody the body that investigates has named; until which day is asked where they open it. */
export const isNamed: Is = (actor, { grants = [] }) =>
  actsAs(actor, 'regulator') &&
  grants.some(
    ({ personId, bodyId, endedAt }) =>
      endedAt === undefined && personId === actor.personId && bodyId === actor.scope.bodyId,
  );
/** The body it has reached, which passes it on. */
export const isReached: Is = (actor, { chain, reached }) =>
  actsAs(actor, 'regulator') && actor.scope.bodyId === chain[reached]?.bodyId;

const positionOf = ({ chain }: Pick<Accident, 'chain'>, upTo: Government): number => {
  const last = chain.findLastIndex(
    ({ government }) =>
      GOVERNMENTS.findIndex(({ code }) => code === government) <= GOVERNMENTS.findIndex(({ code }) => code === upTo),
  );
  return Math.max(0, last);
};
/** Whether it must still go further up, for how bad it is. */
export const climbs = (row: Pick<Accident, 'chain' | 'reached' | 'level' | 'createdAt'>): boolean =>
  row.reached < positionOf(row, accidentChain(row.createdAt).upTo[row.level]);

/** The body whose level investigates an accident as bad as this. */
export const investigatorOf = (chain: Accident['chain'], level: AccidentLevel, at: Date): string =>
  chain[positionOf({ chain }, accidentChain(at).investigates[level])]?.bodyId ?? '';

/** Who is told of an accident of a firm that day: emergency management up the line, and the sector's department. */
export async function whoseIs(
  firm: Enterprise,
  kind: AccidentKind,
  now: Date,
): Promise<Pick<Accident, 'bodyId' | 'chain'> & Partial<Pick<Accident, 'sectorBodyId'>>> {
  const bodies = await findBodiesOver(firm.regionCode);
  const chain = GOVERNMENTS.flatMap(({ code, length }) =>
    bodies
      .filter((one) => one.kind === 'general' && one.regionCode.length === length)
      .slice(0, 1)
      .map(({ _id }) => ({ government: code, bodyId: _id })),
  );
  const bodyId = chain[0]?.bodyId ?? firm.bodyId;
  const sectorBodyId = await sectorsBody(firm, kind, now, bodies);
  return { bodyId, chain, ...(sectorBodyId === undefined || sectorBodyId === bodyId ? {} : { sectorBodyId }) };
}

/** By the register of the park on that day, matter before sector; else the nearest department of the sector. */
async function sectorsBody(
  { parkId, sector }: Enterprise,
  kind: AccidentKind,
  now: Date,
  bodies: readonly Body[],
): Promise<string | undefined> {
  const stretches = parkId === undefined ? [] : await stretchesOf(parkId);
  const found = competentOn(stretches, { matter: matterOfAccident(kind), sector }, localDate(now))?.bodyId;
  const isEmergency = bodies.some(({ _id, kind }) => _id === found && kind === 'general');
  if (found !== undefined && !isEmergency) return found;
  return bodies.find((one) => one.kind === 'sectoral' && (one.sectors as string[]).includes(sector))?._id;
}

export const firmPeople: People = ({ enterpriseId }) => runnersOf(enterpriseId);
export const parksPeople: People = ({ parkId }) => (parkId === undefined ? [] : parkPeople(parkId));
const peopleOf = async (bodyIds: readonly (string | undefined)[]): Promise<string[]> => [
  ...new Set((await Promise.all(bodyIds.flatMap((id) => (id === undefined ? [] : [bodyPeople(id)])))).flat()),
];
/** Both bodies at once; of one that is 较大 or worse the whole line, for nobody waits for the level below. */
export const bodiesPeople: People = (row) => peopleOf(toldBodies(row));
/** Ids of the bodies that are told of it so far. */
export const toldBodies = ({
  chain,
  sectorBodyId,
  level,
  reached,
}: Pick<Accident, 'chain' | 'sectorBodyId' | 'level' | 'reached'>): string[] => [
  ...chain.filter((_, i) => i <= reached || isLarger(level)).map(({ bodyId }) => bodyId),
  ...(sectorBodyId === undefined ? [] : [sectorBodyId]),
];
/** The autonomous region's emergency management. */
export const regionsPeople: People = ({ chain }) =>
  peopleOf(chain.filter(({ government }) => government === 'region').map(({ bodyId }) => bodyId));
export const reachedPeople: People = ({ chain, reached }) => peopleOf([chain[reached]?.bodyId]);
/** Emergency management of county and city, which calls the autonomous region. */
export const callers = ({ chain }: Pick<Accident, 'chain'>): string[] =>
  chain.filter(({ government }) => government !== 'region').map(({ bodyId }) => bodyId);
/** Whether the autonomous region was the first to know, so that nobody has to call it. */
export const isRegionsOwn = ({ chain, reached, passes }: Pick<Accident, 'chain' | 'reached' | 'passes'>): boolean =>
  chain[reached]?.government === 'region' && passes.length === 0;
/** The body that investigates. */
export const colleaguesOf: People = ({ investigatorBodyId }) => peopleOf([investigatorBodyId]);
/** Whoever a grant of the evidence names. */
export const namedPerson = ({ grants = [] }: Accident, { facts }: JournalEvent): string[] =>
  grants.filter(({ id }) => id === facts['grant']).map(({ personId }) => personId);
