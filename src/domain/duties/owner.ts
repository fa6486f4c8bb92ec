import { type Desk, desk } from '#domain/deadlines';
import {
  aboutOwner,
  deskOfOwner,
  isOwners,
  type Owned,
  ownerKey,
  ownerName,
  peopleOfOwner,
  placeOfOwner,
} from '#domain/engine';
import { bodyPeople, parkPeople } from '#domain/identity';
import { bodyName, regionPathOf } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { given } from '#kernel/given';
import type { DutyOwner } from './duty.rules.ts';

type Whose = Pick<Owned, 'enterpriseId' | 'parkId' | 'bodyId'>;

/** Whose it is: a firm's names the firm, a park's the park alone, a body's neither. */
export const ownerOf = ({ enterpriseId, parkId }: Whose): DutyOwner =>
  enterpriseId === undefined ? (parkId === undefined ? 'body' : 'park') : 'firm';

/** Whether whoever acts runs safety where it belongs. */
export const isDutyOwner = (actor: PersonActor, row: Whose): boolean =>
  ownerOf(row) === 'body' ? actor.role === 'regulator' && actor.scope.bodyId === row.bodyId : isOwners(actor, row);

export const deskOfDuty = (row: Whose): Desk => (ownerOf(row) === 'body' ? desk.body(row.bodyId) : deskOfOwner(row));

export const dutyOwnerName = (row: Whose): Promise<string> =>
  ownerOf(row) === 'body' ? bodyName(row.bodyId) : ownerName(row);

export const aboutDuty = (row: Whose) =>
  ownerOf(row) === 'body' ? [{ kind: 'body', id: row.bodyId }] : aboutOwner(row);

export const peopleOfDuty = (row: Whose): Promise<string[]> =>
  ownerOf(row) === 'body' ? bodyPeople(row.bodyId) : peopleOfOwner(row);

/** Whoever looks after the owner: of a firm its park and its body, of a park its body, of a body nobody here. */
export async function supervisorsOf(row: Whose): Promise<string[]> {
  const owner = ownerOf(row);
  if (owner === 'body') return [];
  const body = await bodyPeople(row.bodyId);
  return owner === 'firm' && row.parkId !== undefined ? [...(await parkPeople(row.parkId)), ...body] : body;
}

export const dutyKey = (row: Whose): string => (ownerOf(row) === 'body' ? `body/${row.bodyId}` : ownerKey(row));

/** Where something of whoever acts lies, be it a firm's, a park's or a body's. @throws Forbidden */
export async function placeOfDuty(ctx: Context): Promise<Owned> {
  const { actor } = ctx;
  if (!actsAs(actor, 'regulator')) return placeOfOwner(ctx);
  const { bodyId, regionCode, sectors } = actor.scope;
  if (bodyId === undefined || regionCode === undefined) throw forbidden('common.not-allowed');
  // A department of sectors reads what is of its sectors: its own is of the first of them.
  return { bodyId, regionPath: regionPathOf(regionCode), formerParks: [], ...given({ sector: sectors?.[0] }) };
}

/** Of whom whoever acts may enter something. */
export const ownerActing = ({ actor }: Context): DutyOwner =>
  actsAs(actor, 'regulator') ? 'body' : actsAs(actor, 'park-officer') ? 'park' : 'firm';
