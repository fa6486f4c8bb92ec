import mongoose from 'mongoose';
import { endResponse } from '#domain/responses';
import { buildAccident } from '../support/accidents.ts';
import { signedInAt } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { buildEmergencyPlan } from '../support/emergencyPlans.ts';
import { as } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

it('tops the pages of whoever is in an emergency, leads them to its steps, and tops nobody else’s', async () => {
  await buildEmergencyPlan(world);
  await buildAccident(world);
  const found = await mongoose.connection.collection('responses').find().sort({ _id: 1 }).toArray();
  const [firm, park] = found.map(({ reference }) => String(reference));
  const leads: Partial<Record<WorldActor, string | undefined>> = {
    ...{ worker: firm, officer: firm, manager: firm, parkOfficer: park, regulator: firm },
    ...{ otherOfficer: undefined, otherRegulator: undefined, insurer: undefined, administrator: undefined },
  };
  for (const [who, reference] of Object.entries(leads)) {
    const agent = await signedInAt(portal, world, who as WorldActor);
    const page = (await agent.get('/inbox')).text;
    expect([who, page.split('emergency-strip').length - 1]).toEqual([who, reference === undefined ? 0 : 1]);
    if (reference === undefined) continue;
    expect([who, page.includes(`href="/responses/${reference}"`)]).toEqual([who, true]);
    expect([who, (await agent.get(`/responses/${reference}`)).status]).toEqual([who, 200]);
  }
});

it('is gone for the firm once its emergency has ended', async () => {
  await buildAccident(world);
  const [firm] = await mongoose.connection.collection('responses').find().sort({ _id: 1 }).toArray();
  await endResponse(as(world, 'manager'), { reference: String(firm?.['reference']), reason: '火已灭，人都找到了' });
  const worker = await signedInAt(portal, world, 'worker');
  // What is asked of the store every few seconds may still be the old.
  for (let tries = 0; tries < 20; tries++) {
    if (!(await worker.get('/inbox')).text.includes('emergency-strip')) break;
    await new Promise((done) => setTimeout(done, 500));
  }
  expect((await worker.get('/inbox')).text).not.toContain('emergency-strip');
});
