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
async function parkWith(before: boolean, after: boolean): Promise<SeenHazard> {
  world = await buildWorld();
  await mongoose.connection.collection<{ _id: string }>('parks').updateOne(
    { _id: world.park._id },
    {
      $set: {
        supervisions: [
          { from: '2024-01-01', to: '2026-11-24', hasSupervision: before },
          { from: '2026-11-25', hasSupervision: after },
        ],
      },
    },
  );
  const { reference } = await buildHazard(world, { status: 'accepted' });
  return loadSeen(personContext(world.actors.parkOfficer, { now: later }), reference);
}

it.each([
  { before: true, after: false, may: true, says: 'a park that loses its power keeps what was reported to it' },
  { before: false, after: true, may: false, says: 'a park that is given power takes no earlier case' },
])('$says', async ({ before, after, may }) => {
  const seen = await parkWith(before, after);
  expect(can(world.actors.parkOfficer, 'urge', seen)).toBe(may);
  expect(can(world.actors.parkOfficer, 'mark-major', seen)).toBe(may);
  expect(can(world.actors.regulator, 'urge', seen)).toBe(true);
});
