import { competentOn, matterOf, stretchesOf } from '#domain/competence';
import { type Desk, desk } from '#domain/deadlines';
import { type Enterprise, regionPathOf } from '#domain/organisations';
import { type Actor, actsAs, type PersonActor } from '#kernel/actor';
import type { LocalDate } from '#kernel/dates';
import { APART, type Hazard } from './hazard.models.ts';

/** Where a case belongs: to the firm, or past it to its body; and who is competent for it. */
export type Whose = Pick<
  Hazard,
  'enterpriseId' | 'aboutFirmId' | 'parkId' | 'bodyId' | 'regionPath' | 'sector' | 'competence'
>;
type Told = Pick<Hazard, 'category' | 'text'>;
type Held = Pick<Hazard, 'bodyId' | 'parkId' | 'competence'>;

/**
 * Where a case of this firm belongs, decided once by the powers of that day (意见（二）（三）): matter before sector, then the
 * park that was given the power, else the body. Nothing about those who run the firm goes to the park alone. Where nobody
 * is entered the firm's own body has it, and the gap stands with the case.
 */
export async function whoseOf(
  enterprise: Enterprise,
  told: Told,
  on: LocalDate,
  isAboutManagers = false,
): Promise<Whose> {
  const { _id, parkId, bodyId, regionCode, sector } = enterprise;
  const decided =
    parkId === undefined ? { bodyId } : await decide({ parkId, bodyId, sector }, told, on, isAboutManagers);
  return {
    ...(isAboutManagers ? { enterpriseId: APART, aboutFirmId: _id } : { enterpriseId: _id }),
    ...(parkId === undefined ? {} : { parkId }),
    ...{ ...decided, regionPath: regionPathOf(regionCode), sector },
  };
}

async function decide(
  { parkId, bodyId, sector }: { parkId: string; bodyId: string; sector: string },
  told: Told,
  on: LocalDate,
  isPastPark: boolean,
): Promise<Pick<Hazard, 'bodyId' | 'competence'>> {
  const matter = matterOf(told, on);
  const found = competentOn(await stretchesOf(parkId), { matter, sector }, on);
  if (found === undefined) return { bodyId, competence: { matter, on, isGap: true } };
  const { id: stretchId, basis } = found;
  if (found.bodyId !== undefined) return { bodyId: found.bodyId, competence: { matter, on, stretchId, basis } };
  return { bodyId, competence: { matter, on, stretchId, basis, ...(isPastPark ? {} : { byPark: true as const }) } };
}

/** Who is competent for a case the firm takes along to another park, where the park it leaves was: decided anew. */
export const decideInPark = ({ bodyId, sector, category, text }: Hazard, parkId: string, on: LocalDate) =>
  decide({ parkId, bodyId, sector }, { category, text }, on, false);

/** True where the park's own management body is the competent one. */
export const isParks = ({ competence, parkId }: Held): boolean => competence?.byPark === true && parkId !== undefined;

/** The desk of whoever is competent for a case. */
export const competentDesk = (hazard: Held): Desk =>
  isParks(hazard) ? desk.park(hazard.parkId as string) : desk.body(hazard.bodyId);

/** Acts for whoever is competent, and not from above in their place. */
export const isOnTheirDesk = (actor: PersonActor, hazard: Held): boolean =>
  isParks(hazard)
    ? actsAs(actor, 'park-officer') && actor.scope.parkId === hazard.parkId
    : actsAs(actor, 'regulator') && actor.scope.bodyId === hazard.bodyId;

/** Closes or returns in place of whoever is competent (代为销号), from a body above. */
export const actsInPlace = (actor: Actor, hazard: Held): boolean =>
  actor.kind === 'person' && !isOnTheirDesk(actor, hazard);
