import mongoose from 'mongoose';
import { reportHazard } from '#domain/hazards';
import { reactToEvents } from '#domain/notices';
import { personContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld } from '../../support/world.ts';

useStores();

const OWN_PLACES = ['accounts', 'sessions', 'hazardReporters', 'outbox', 'teams'];

it('an unnamed report leaves the hour and nothing of the person in what others read', async () => {
  const world = await buildWorld();
  const at = new Date('2026-11-24T02:37:41.123Z');
  const { worker } = world.actors;
  const ctx = personContext(worker, {
    now: at,
    onceKey: `web:${worker.personId}:abcdefgh`,
    requestId: 'req-of-worker',
  });
  await reportHazard(ctx, {
    enterpriseId: world.enterprise._id,
    text: '班长叫我们把燃气报警器关掉',
    placeText: '窑头',
    isAnonymous: true,
    photoIds: [await aPhoto(ctx)],
  });
  await reactToEvents(at);
  const names = (await mongoose.connection.db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  let looked = 0;
  for (const { name } of names) {
    if (OWN_PLACES.includes(name) || name.startsWith('system.')) continue;
    const rows = JSON.stringify(await mongoose.connection.collection(name).find().toArray());
    for (const word of [worker.personId, worker.name, world.phones.worker, 'req-of-worker']) {
      expect({ name, has: rows.includes(word) && word }).toEqual({ name, has: false });
    }
    const isFile = name.startsWith('photos.');
    if (!isFile) expect({ name, minute: rows.includes('2026-11-24T02:37') }).toEqual({ name, minute: false });
    looked++;
  }
  expect(looked).toBeGreaterThan(5);
  const second = Math.floor(at.getTime() / 1_000).toString(16);
  const hazard = await mongoose.connection.collection('hazards').findOne();
  expect(JSON.stringify(hazard)).not.toContain(second);
});
