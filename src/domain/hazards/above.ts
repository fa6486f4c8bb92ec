import { isBodyOver } from '#domain/competence';
import { findBodiesOver } from '#domain/organisations';
import { isParks } from './competent.ts';
import type { Hazard } from './hazard.models.ts';

/**
 * The bodies one level above whoever is competent for a case: of a park its body, of a body the nearest of its superiors.
 * None above those of the whole region.
 */
export async function bodiesAbove(hazard: Hazard): Promise<string[]> {
  if (isParks(hazard)) return [hazard.bodyId];
  const there = await findBodiesOver(hazard.regionPath.at(-1) ?? '');
  const isAbove = await Promise.all(there.map(({ _id }) => isBodyOver(_id, hazard.bodyId)));
  const above = there.filter((_, n) => isAbove[n]);
  const nearest = Math.max(0, ...above.map(({ regionCode }) => regionCode.length));
  return above.filter(({ regionCode }) => regionCode.length === nearest).map(({ _id }) => _id);
}
