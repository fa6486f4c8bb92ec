import { type Body, SECTORS, type Sector } from '#domain/organisations';
import type { LocalDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import type { Stretch } from './competence.model.ts';

/** What the register of parks said before: the body a park reports to, and whether the park held the power. */
export interface OldPark {
  regionCode: string;
  bodyId?: string;
  supervisions?: readonly { from: LocalDate; to?: LocalDate; hasSupervision: boolean }[];
}

const BASIS = '原园区名册的登记';
const EARLIEST = '2020-01-01';

/**
 * The stretches that say the same as the register did: while the park held the power the park; else the sectoral bodies
 * nearest to it for their sectors and the park's own body for the rest. A park without a body keeps its gap.
 * @param bodies Those over the park's division.
 */
export function stretchesFrom(
  park: OldPark,
  bodies: readonly Pick<Body, '_id' | 'regionCode' | 'sectors'>[],
): Stretch[] {
  const { supervisions = [] } = park;
  const days = supervisions.length === 0 ? [{ from: EARLIEST, hasSupervision: false }] : supervisions;
  const nearest = bodies.toSorted((one, other) => other.regionCode.length - one.regionCode.length);
  const sectoral = new Map<string, Sector[]>();
  for (const { code } of SECTORS) {
    const body = nearest.find(({ sectors }) => sectors.includes(code));
    if (body !== undefined) sectoral.set(body._id, [...(sectoral.get(body._id) ?? []), code]);
  }
  const taken = [...sectoral.values()].flat();
  const general = taken.length === 0 ? [] : SECTORS.map(({ code }) => code).filter((code) => !taken.includes(code));
  return days.flatMap(({ from, to, hasSupervision }) => {
    const stretch = (sectors: Sector[], bodyId?: string): Stretch => ({
      ...{ id: newId(), matter: 'general', sectors, basis: BASIS, from },
      ...(bodyId === undefined ? {} : { bodyId }),
      ...(to === undefined ? {} : { to }),
    });
    if (hasSupervision) return [stretch([])];
    return [
      ...[...sectoral].map(([bodyId, sectors]) => stretch(sectors, bodyId)),
      ...(park.bodyId === undefined ? [] : [stretch(general, park.bodyId)]),
    ];
  });
}
