import mongoose from 'mongoose';
import { buildAccident } from '../support/accidents.ts';
import { signedInAt } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { startPortal } from '../support/portal.ts';
import { buildRescueTeam } from '../support/rescueTeams.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

it('a table of a page calls a telephone by a tap, and is moved sideways where a phone has no room for its columns', async () => {
  const world = await buildWorld();
  const { reference } = await buildRescueTeam(world);
  const portal = await startPortal(createClock());
  try {
    const page = (await (await signedInAt(portal, world, 'parkOfficer')).get(`/rescue-teams/${reference}`)).text;
    expect(page).toMatch(/<div class="table-scroll"[^>]*aria-label="队员"><table class="table mb-0 table--cells">/);
    const calls = [...page.matchAll(/<td><a class="text-nowrap" href="tel:(\d+)">([\d-]+)<\/a><\/td>/g)];
    expect(calls.length).toBeGreaterThan(0);
    for (const [, called, shown] of calls) expect(shown?.replaceAll('-', '')).toBe(called);
    await buildAccident(world);
    const [row] = await mongoose.connection
      .collection('responses')
      .find({ enterpriseId: { $exists: false } })
      .toArray();
    const response = await (await signedInAt(portal, world, 'parkOfficer')).get(`/responses/${row?.['reference']}`);
    // Four columns, of which a telephone takes the place of two: names stood upright.
    expect(response.text).toMatch(/<div class="table-scroll"[^>]*aria-label="能叫来的队伍">/);
  } finally {
    await portal.stop();
  }
});
