import mongoose from 'mongoose';
import { acceptHazard, hazardsBehind, reportHazard, verifyHazard } from '#domain/hazards';
import { disableAccount, enableAccount, removeGrant } from '#domain/identity';
import { signedInAt } from '../../support/agents.ts';
import { type Clock, createClock } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
import { type Portal, startPortal } from '../../support/portal.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
let portal: Portal;
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });

beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  clock.set(new Date('2026-11-24T02:37:41.123Z'));
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const unnamed = (who: WorldActor = 'worker', photoIds: string[] = []) =>
  reportHazard(as(who), {
    enterpriseId: world.enterprise._id,
    text: '班长叫我们把燃气报警器关掉',
    placeText: '窑头',
    isAnonymous: true,
    photoIds,
  });

/** What both of those who run the firm are shown of a case and its reward. */
async function firmPages(reference: string): Promise<string[]> {
  const pages: string[] = [];
  for (const who of ['manager', 'officer'] as const) {
    const agent = await signedInAt(portal, world, who);
    for (const path of [`/hazards/${reference}`, '/rewards', '/to-dos', '/']) {
      const { text, status } = await agent.get(path);
      expect([path, status]).toEqual([path, 200]);
      const words = text
        .replace(/<(script|head)[\s\S]*?<\/\1>/g, ' ')
        .replace(/<[^>]*>/g, ' ')
        .replace(/[HR]2026-\d+/g, '#');
      pages.push(words.replace(/\s+/g, ' '));
    }
  }
  return pages;
}

/** The manager takes something away from somebody, verifies the case and gives it back: what comes of it. */
async function tryOn(suspect: WorldActor, how: 'disable' | 'role'): Promise<string[]> {
  const { reference } = await unnamed();
  clock.advance({ hours: 1 });
  await acceptHazard(as('officer'), { reference });
  const { personId, grantId } = world.actors[suspect];
  if (how === 'disable') await disableAccount(as('manager'), { personId });
  else await removeGrant(as('manager'), { personId, grantId });
  await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
  const pages = await firmPages(reference);
  if (how === 'disable') await enableAccount(as('manager'), { personId });
  return pages;
}

it.each(['disable', 'role'] as const)(
  'the firm sees the same, whether it takes from the reporter or from another what a reward is for: %s',
  async (how) => {
    const other = await tryOn('worker2', how);
    expect(other.join()).toContain('员工A');
    await mongoose.connection.collection('rewards').deleteMany({});
    for (const name of ['hazards', 'deadlines', 'tallies', 'tallyDeltas'])
      await mongoose.connection.collection(name).deleteMany({});
    clock.set(new Date('2026-11-24T02:37:41.123Z'));
    expect(await tryOn('worker', how)).toEqual(other);
  },
);

it('no value ties two reports of one person together, nor a photo to the next one', async () => {
  const drafts = [await aPhoto(as('worker')), await aPhoto(as('worker'))];
  const photos = await mongoose.connection.collection('photos').find().toArray();
  expect(new Set(photos.map((photo) => photo['owner'])).size).toBe(2);
  for (const photoId of drafts) expect((await unnamed('worker', [photoId])).lostPhotos).toBeUndefined();
  for (let more = 0; more < 10; more++) await unnamed();
  const contacts = await mongoose.connection.collection('hazardContacts').find().toArray();
  expect(contacts).toHaveLength(12);
  expect(new Set(contacts.map((one) => one['owner'])).size).toBe(12);
  const { personId } = world.actors.worker;
  expect(await hazardsBehind({ personId })).toHaveLength(12);
  expect(await hazardsBehind({ personId: world.actors.worker2.personId })).toEqual([]);
});
