import { type EnterFacility, enterFacility, type Facility, reportFault } from '#domain/facilities';
import { as } from './plans.ts';
import type { World } from './world.ts';

/** What an officer types for a hydrant that works; `fixedNow` is 2026-11-24 in Shanghai. */
export const typedFacility = (more: Partial<EnterFacility> = {}): EnterFacility => ({
  kind: 'usable',
  type: 'fire-water',
  name: '东门消火栓',
  at: '110.354210，22.708130',
  capacity: '每秒 30 升',
  custodian: '园区消防站',
  custodianPhone: '0775-6300119',
  inServiceOn: '2024-05-01',
  lastTestedOn: '2026-10-01',
  ...more,
});

/** A facility of the world's park. */
export const buildFacility = (world: World, more: Partial<EnterFacility> = {}, now?: Date): Promise<Facility> =>
  enterFacility(as(world, 'parkOfficer', now), typedFacility(more));

/** One in every status the officer of the park brings about by entering, and one that is faulty. */
export async function buildFacilities(world: World) {
  const usable = await buildFacility(world);
  const { reference } = await buildFacility(world, { name: '西门消火栓', at: '110.360000，22.710000' });
  await reportFault(as(world, 'parkOfficer'), { reference, reason: '没有水' });
  const planned = await buildFacility(world, {
    ...{ kind: 'planned', type: 'fire-station', name: '园区消防站', plannedOn: '2027-06-30', at: '' },
  });
  const waived = await buildFacility(world, {
    ...{ kind: 'not-needed', type: 'pipe-rack', reason: '园区没有共用的管道', at: '' },
  });
  return {
    usable: usable.reference,
    faulty: reference,
    planned: planned.reference,
    'not-needed': waived.reference,
  };
}
