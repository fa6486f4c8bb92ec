import { isBodyOver } from '#domain/competence';
import { type Desk, desk } from '#domain/deadlines';
import { anyOf, ofAdvised, ofFirm, ofParkEver, ofRegion, type Reach, type Sight } from '#domain/engine';
import { bodyPeople, parkPeople, runnersOf } from '#domain/identity';
import { bodyName, enterpriseName, findBodiesOver, parkName } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import type { Level } from './major.model.ts';

/** Who has a major hazard, and who is competent for it: the same for its file and for what stands still because of it. */
export interface Whose {
  enterpriseId: string;
  aboutFirmId?: string;
  parkId?: string;
  bodyId: string;
  regionPath: string[];
  isApart: boolean;
  byPark: boolean;
}
type May = (actor: PersonActor, row: Whose) => boolean;

/** Those who run the firm; where it is about just these, the competent body does what they would. */
export const isFirms: May = (actor, { isApart, enterpriseId, bodyId }) =>
  isApart
    ? actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId
    : runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;

/** The park that was given the power, else the body. */
export const isCompetents: May = (actor, { byPark, parkId, bodyId }) =>
  byPark
    ? actsAs(actor, 'park-officer') && actor.scope.parkId === parkId
    : actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId;

/** Whoever is competent, or may be a body above: whether it is one is asked of the bodies themselves (`checkOver`). */
export const supervises: May = (actor, row) =>
  isCompetents(actor, row) ||
  (actsAs(actor, 'regulator') &&
    (actor.scope.bodyId === row.bodyId ||
      (actor.scope.regionCode?.length ?? 9) < (row.regionPath.at(-1)?.length ?? 0)));

/** @throws Forbidden `common.not-allowed` for a body that is neither competent nor the superior of the one that is. */
export async function checkOver({ actor }: Context, row: Whose): Promise<void> {
  if (actor.kind !== 'person' || isCompetents(actor, row) || actor.scope.bodyId === row.bodyId) return;
  if (!(await isBodyOver(actor.scope.bodyId, row.bodyId))) throw forbidden('common.not-allowed');
}

/** The park it lies in, or a body of its region: who may put it under supervision. */
export const supervisesFromAbove: May = (actor, { parkId }) =>
  actor.role === 'regulator' || (actor.role === 'park-officer' && actor.scope.parkId === parkId);

const LENGTH = { county: 6, city: 4, region: 2 } as const;
/** At which level somebody supervises. */
export const levelOf = (actor: PersonActor): Level => {
  if (actor.role === 'park-officer') return 'park';
  const length = actor.scope.regionCode?.length ?? 6;
  return length === 2 ? 'region' : length === 4 ? 'city' : 'county';
};
/** The people of a level over where it lies. */
export async function levelPeople({ parkId, regionPath, bodyId }: Whose, level: Level): Promise<string[]> {
  if (level === 'park') return parkId === undefined ? [] : parkPeople(parkId);
  const bodies = await findBodiesOver(regionPath.at(-1) ?? '');
  const there = bodies.filter(({ kind, regionCode }) => kind === 'general' && regionCode.length === LENGTH[level]);
  const ids = new Set([...there.map(({ _id }) => _id), ...(level === 'county' ? [bodyId] : [])]);
  return (await Promise.all([...ids].map(bodyPeople))).flat();
}

export const firmPeople = ({ isApart, enterpriseId, bodyId }: Whose) =>
  isApart ? bodyPeople(bodyId) : runnersOf(enterpriseId);
export const competentPeople = ({ byPark, parkId = '', bodyId }: Whose) =>
  byPark ? parkPeople(parkId) : bodyPeople(bodyId);

export const firmDesk = ({ isApart, enterpriseId, bodyId }: Whose): Desk =>
  isApart ? desk.body(bodyId) : desk.firm(enterpriseId);
export const competentDesk = ({ byPark, parkId = '', bodyId }: Whose): Desk =>
  byPark ? desk.park(parkId) : desk.body(bodyId);

export const competentName = ({ byPark, parkId = '', bodyId }: Whose): Promise<string> =>
  byPark ? parkName(parkId) : bodyName(bodyId);
/** The firm it is about, whoever has it. */
export const firmName = async ({ isApart, aboutFirmId, enterpriseId }: Whose): Promise<string> =>
  isApart && aboutFirmId === undefined ? '企业待查明' : enterpriseName(aboutFirmId ?? enterpriseId);

/**
 * What a sectoral body is competent for by its matter lies in any sector. A general one sees its region whole: asked a second
 * time in an `$or`, the store would read the region through for every number of the board.
 */
const ofBody: Reach = ({ scope }) =>
  scope.bodyId === undefined || scope.regionCode === undefined || scope.sectors === undefined
    ? undefined
    : { bodyId: scope.bodyId, regionPath: scope.regionCode };

/** Seen by whoever sees the cases of firm, park and region, and by no worker for having reported one. */
export const SIGHT: Sight = {
  'enterprise-manager': ofFirm,
  'safety-officer': ofFirm,
  adviser: ofAdvised,
  'park-officer': ofParkEver,
  regulator: anyOf(ofRegion, ofBody),
};

/** How a row stands today is known to the park that has it, not to one its firm has left. */
export const nowIn = ({ actor }: Context): { parkId?: string } =>
  actsAs(actor, 'park-officer') ? { parkId: actor.scope.parkId ?? '' } : {};
