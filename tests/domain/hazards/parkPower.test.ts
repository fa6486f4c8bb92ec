import mongoose from 'mongoose';
import { can, type SeenHazard } from '#domain/hazards';
import { loadSeen } from '../../../src/domain/hazards/policy.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();

const later = new Date('2026-12-10T02:00:00Z');
let world: World;

/** Cases are reported on 24 November; the park's power changes the day after. */
async function parkWith(before: boolean, after: boolean, isDecided: boolean): Promise<SeenHazard> {
  world = await buildWorld();
  const stretch = (from: string, to: string | undefined, hasPower: boolean) => ({
    ...{ id: from, matter: 'general', sectors: [], basis: '赋权文件', from },
    ...(to === undefined ? {} : { to }),
    ...(hasPower ? {} : { bodyId: world.bodyId }),
  });
  const stretches = [stretch('2024-01-01', '2026-11-24', before), stretch('2026-11-25', undefined, after)];
  await mongoose.connection
    .collection<{ _id: string }>('competences')
    .updateOne({ _id: world.park._id }, { $set: { stretches } });
  const { _id, reference } = await buildHazard(world, { status: 'accepted' });
  // From before the register: nothing was decided when it came.
  if (!isDecided)
    await mongoose.connection.collection<{ _id: string }>('hazards').updateOne({ _id }, { $unset: { competence: 1 } });
  return loadSeen(personContext(world.actors.parkOfficer, { now: later }), reference);
}

describe.each([
  ['decided when it came', true],
  ['from before the register', false],
] as const)('of a case %s', (_, isDecided) => {
  it.each([
    { before: true, after: false, may: true, says: 'a park that loses its power keeps what was reported to it' },
    { before: false, after: true, may: false, says: 'a park that is given power takes no earlier case' },
  ])('$says', async ({ before, after, may }) => {
    const seen = await parkWith(before, after, isDecided);
    expect(can(world.actors.parkOfficer, 'urge', seen)).toBe(may);
    expect(can(world.actors.parkOfficer, 'mark-major', seen)).toBe(may);
    expect(can(world.actors.regulator, 'urge', seen)).toBe(true);
    expect(can(world.actors.parkOfficer, 'assist', seen)).toBe(!may);
  });
});
