import type { Schema } from 'mongoose';
import { type Desk, desk } from '#domain/deadlines';
import { bodyPeople, parkPeople, runnersOf } from '#domain/identity';
import {
  bodyOverPark,
  enterpriseName,
  getEnterprise,
  getPark,
  ownPark,
  parkName,
  regionPathOf,
} from '#domain/organisations';
import { type PersonActor, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { LEFT_PARKS_PATH, type LeftPark } from './leftPark.ts';
import { PLACED_PATHS, placeOf } from './placed.ts';
import { ofAdvised, ofFirm, ofParkEver, ofRegionEver, type Sight } from './sight.ts';

/**
 * Something a firm or a park has of its own: a firm's names the firm, and lies in its park; a park's names no firm. It is
 * told to the body of the firm, or to the one the park reports to.
 */
export interface Owned {
  enterpriseId?: string;
  parkId?: string;
  formerParks: LeftPark[];
  bodyId: string;
  regionPath: string[];
  /** Of a firm's. */
  sector?: string;
}
type Owner = Pick<Owned, 'enterpriseId' | 'parkId'>;

/** `Owned` as paths of a schema. */
export const OWNED_PATHS = {
  ...PLACED_PATHS,
  enterpriseId: String,
  sector: String,
  formerParks: { type: LEFT_PARKS_PATH, default: [] },
};

/** Whether whoever acts is of the firm or park it belongs to, and runs safety there. */
export const isOwners = (actor: PersonActor, { enterpriseId, parkId }: Owner): boolean =>
  enterpriseId === undefined
    ? actor.role === 'park-officer' && actor.scope.parkId === parkId
    : runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;

/** Whether whoever acts is of the body it is told to. */
export const isBodyOf = ({ role, scope }: PersonActor, { bodyId }: Pick<Owned, 'bodyId'>): boolean =>
  role === 'regulator' && scope.bodyId === bodyId;

/** Whose turn it is, at the owner. */
export const deskOfOwner = ({ enterpriseId, parkId = '' }: Owner): Desk =>
  enterpriseId === undefined ? desk.park(parkId) : desk.firm(enterpriseId);

export const peopleOfOwner = ({ enterpriseId, parkId = '' }: Owner): Promise<string[]> =>
  enterpriseId === undefined ? parkPeople(parkId) : runnersOf(enterpriseId);

export const peopleOfBody = ({ bodyId }: Pick<Owned, 'bodyId'>): Promise<string[]> => bodyPeople(bodyId);

/** Whose it is, as people call it. */
export const ownerName = ({ enterpriseId, parkId = '' }: Owner): Promise<string> =>
  enterpriseId === undefined ? parkName(parkId) : enterpriseName(enterpriseId);

/** Whom its events are about: its firm, or its park. */
export const aboutOwner = ({ enterpriseId, parkId = '' }: Owner) =>
  enterpriseId === undefined ? [{ kind: 'park', id: parkId }] : [{ kind: 'enterprise', id: enterpriseId }];

/** Who reads what a firm or a park has: its own people, advisers of the firm, the park it lies in, bodies of the region. */
export const SIGHT_OF_OWNED: Sight = {
  'enterprise-manager': ofFirm,
  'safety-officer': ofFirm,
  adviser: ofAdvised,
  'park-officer': ofParkEver,
  regulator: ofRegionEver,
};

/** Who it is of, in words that tell one owner from another: for a key there may be one of. */
export const ownerKey = ({ enterpriseId, parkId = '' }: Owner): string =>
  enterpriseId === undefined ? `park/${parkId}` : `firm/${enterpriseId}`;

/** The place of something a park has, under the body over it. No permission is asked. */
export async function placeOfPark(parkId: string): Promise<Owned> {
  const park = await getPark(parkId);
  return {
    ...{ parkId, bodyId: (await bodyOverPark(park)) ?? '' },
    ...{ regionPath: regionPathOf(park.regionCode), formerParks: [] },
  };
}

/** Where something of whoever acts lies: of the firm they run, or of the park they are an officer of. @throws Forbidden */
export async function placeOfOwner(ctx: Context): Promise<Owned> {
  const { actor } = ctx;
  if (!runsEnterprise(actor)) return placeOfPark(ownPark(ctx).parkId);
  if (actor.scope.enterpriseId === undefined) throw forbidden('common.not-allowed');
  return placeOf(await getEnterprise(actor.scope.enterpriseId));
}

/** Indexes of a list by everybody who sees a part of it, those too who have lost it to another region. */
export function indexOwned<T>(schema: Schema<T>, by: Readonly<Record<string, Record<string, 1 | -1>>> = {}): void {
  const places = {
    enterprise: 'enterpriseId',
    park: 'parkId',
    former_park: 'formerParks.parkId',
    region: 'regionPath',
    place_left: 'formerParks.goneFrom',
  };
  for (const [name, place] of Object.entries(places))
    for (const [filter, keys] of Object.entries({ '': {}, ...by }))
      schema.index({ [place]: 1, ...keys, _id: -1 }, { name: `by_${name}${filter === '' ? '' : `_${filter}`}` });
}
