import { competentOn, type Stretch, stretchesOf } from '#domain/competence';
import { desk } from '#domain/deadlines';
import type { Reach } from '#domain/engine';
import { bodyPeople, parkPeople, runnersOf } from '#domain/identity';
import { findBodiesOver, getPark } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import type { LocalDate } from '#kernel/dates';
import type { Project, ProjectStatus } from './project.model.ts';

export const park = (actor: PersonActor): boolean => actsAs(actor, 'park-officer');
/** A body of its region and sector; the housing department may see it for its fire papers alone. */
export const body = (actor: PersonActor, { regionPath, sector }: Project): boolean =>
  actsAs(actor, 'regulator') &&
  regionPath.includes(actor.scope.regionCode ?? '') &&
  (actor.scope.sectors === undefined || (actor.scope.sectors as readonly string[]).includes(sector));
/** 住房城乡建设: whoever looks over the fire papers of the building. */
export const housing = (actor: PersonActor, { housingBodyId }: Project): boolean =>
  actsAs(actor, 'regulator') && housingBodyId !== undefined && actor.scope.bodyId === housingBodyId;
/** Its own firm, or the park for a firm that is not here yet. */
export const keeper = (actor: PersonActor): boolean => park(actor) || runsEnterprise(actor);

/** Of a project with fire papers, the housing department they lie with, whatever its sectors. */
export const ofHousing: Reach = ({ scope }) =>
  scope.bodyId === undefined || scope.sectors === undefined ? undefined : { housingBodyId: scope.bodyId };

export const toFirm = ({ enterpriseId }: Project) => (enterpriseId === undefined ? [] : runnersOf(enterpriseId));
export const toPark = ({ parkId }: Project) => parkPeople(parkId);
export const toBody = ({ bodyId }: Project) => bodyPeople(bodyId);
export const toNoticed = ({ noticeBodyId }: Project) => (noticeBodyId === undefined ? [] : bodyPeople(noticeBodyId));
export const toHousing = ({ housingBodyId }: Project) => (housingBodyId === undefined ? [] : bodyPeople(housingBodyId));

/** Whose turn it is to hand in papers. */
export const keepersOf = ({ enterpriseId, parkId }: Project) => [
  enterpriseId === undefined ? desk.park(parkId) : desk.firm(enterpriseId),
];
/** Firm, park and body; in the statuses in which it is still worth saying, that after the act when absent. */
export const everybodyConcerned = (template: string, whileIn?: readonly ProjectStatus[]) =>
  [toFirm, toPark, toBody].map((to) => ({ to, template, ...(whileIn === undefined ? {} : { whileIn }) }));

/** Sector of building, whose department sees to fire papers where the park's register names none for the matter. */
const BUILDING = 'E';

/** The housing department of a project on a day: by the register of the park, else the nearest of its sector, else its body. */
export async function housingBodyOf({ parkId, sector, bodyId }: Project, day: LocalDate): Promise<string> {
  const stretches: readonly Stretch[] = await stretchesOf(parkId);
  const found = competentOn(stretches, { matter: 'construction', sector }, day);
  if (found?.matter === 'construction' && found.bodyId !== undefined) return found.bodyId;
  const bodies = await findBodiesOver((await getPark(parkId)).regionCode);
  const nearest = bodies.find(({ kind, sectors }) => kind === 'sectoral' && (sectors as string[]).includes(BUILDING));
  return nearest?._id ?? bodyId;
}
