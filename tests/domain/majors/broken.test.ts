import mongoose from 'mongoose';
import { urgeRectification } from '#domain/hazards';
import { majorBoard } from '#domain/majors';
import { signedInAt } from '../../support/agents.ts';
import { createClock } from '../../support/clock.ts';
import { buildMajor } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { startPortal } from '../../support/portal.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld } from '../../support/world.ts';

useStores();

it('a file that cannot be read stops neither the board, nor its case, nor the steps of that', async () => {
  const world = await buildWorld();
  const { reference, hazardReference } = await buildMajor(world, 'rectifying');
  await mongoose.connection
    .collection('majorHazards')
    .updateOne({ reference }, { $unset: { regionPath: 1, escalations: 1 }, $set: { status: 'nowhere' } });
  expect((await majorBoard(as(world, 'parkOfficer'), {})).all.open).toBe(1);
  const portal = await startPortal(createClock());
  try {
    const park = await signedInAt(portal, world, 'parkOfficer');
    expect((await park.get('/boards/majors')).status).toBe(200);
    const page = await park.get(`/hazards/${hazardReference}`);
    expect([page.status, page.text.includes(reference)]).toEqual([200, true]);
  } finally {
    await portal.stop();
  }
  // What says where it stands is mended; what it has climbed is not.
  await mongoose.connection.collection('majorHazards').updateOne({ reference }, { $set: { status: 'rectifying' } });
  await urgeRectification(as(world, 'parkOfficer'), { reference: hazardReference });
});
