import type { Crossing, Where } from './crossing.model.ts';

type Step = Pick<Crossing, 'direction' | 'at' | 'key' | 'zone' | 'gateId' | 'isBorder'>;

/** Which of two comes later: by when it happened, and of one moment by its name, whatever came first over the wire. */
export const comesAfter = (one: Pick<Step, 'at' | 'key'>, other: Pick<Step, 'at' | 'key'>): boolean =>
  one.at.getTime() === other.at.getTime() ? one.key > other.key : one.at > other.at;

/**
 * Where a subject is after one more crossing. A second entry without an exit between counts nobody twice, an exit of
 * somebody outside counts nothing, and out of an inner zone is still inside the park: so `ins` is always `outs` and
 * whoever is inside.
 */
export function stepOn(before: Where | undefined, { direction, at, key, zone, gateId, isBorder }: Step): Where {
  const { isInside: was = false, ins = 0, outs = 0 } = before ?? {};
  const isInside = direction === 'in' || (was && !isBorder);
  return {
    isInside,
    ins: ins + (isInside && !was ? 1 : 0),
    outs: outs + (!isInside && was ? 1 : 0),
    at,
    key,
    zone: direction === 'in' || isBorder ? zone : 'general',
    gateId,
  };
}

/** Where crossings lead, in whatever order and however often they are given, from where those lead that are gone. */
export function whereAfter(base: Where | undefined, steps: readonly Step[]): Where | undefined {
  const known = new Map(steps.map((step) => [`${step.gateId}/${step.key}`, step]));
  const later = [...known.values()].filter((step) => base === undefined || comesAfter(step, base));
  return later.toSorted((one, other) => (comesAfter(one, other) ? 1 : -1)).reduce(stepOn, base);
}
