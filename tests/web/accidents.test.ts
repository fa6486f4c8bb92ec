import { accidents } from '#domain/accidents';
import { typedAccident } from '../support/accidents.ts';
import { press, signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

it('an accident is reported with nothing but what is known: what it may cost is left empty', async () => {
  const officer = await signedInAt(portal, world, 'officer');
  const { photoIds: _, ...typed } = typedAccident(fixedNow);
  const send = (lossFen: string) => press(officer, '/accidents/new', '/accidents', { ...typed, lossFen });
  const wrong = await send('一百来万');
  expect([wrong.status, wrong.text.includes('金额请写成')]).toEqual([422, true]);
  const { status, headers } = await send(' ');
  expect(status).toBe(303);
  const { rows } = await accidents.find(personContext(world.actors.officer, { now: fixedNow }));
  expect(rows.map((row) => row.lossFen)).toEqual([undefined]);
  expect((await officer.get(String(headers['location']))).text).toContain(typed.what);
});
