import mongoose from 'mongoose';
import { findTrail } from '#domain/journal';
import { dismissDead, getOutboxHealth, resendDead } from '#domain/notices';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const rows = () => mongoose.connection.collection<{ _id: string }>('outbox');

async function aDeadLetter(serial: number): Promise<string> {
  const _id = `6923c0de000000000000000${serial}`;
  await rows().insertOne({
    _id,
    dedupeKey: `dead-${serial}`,
    personId: world.actors.worker.personId,
    channel: 'wecom',
    status: 'dead',
    sort: 'notice',
    template: 'hazard-closed',
    params: {},
    still: { kind: 'always' },
    isUrgent: false,
    lastError: 'TimeoutError',
    attempts: 5,
    createdAt: fixedNow,
  } as never);
  return _id;
}

it('is sent again or laid aside by administrators alone, once, and it says who did', async () => {
  const [first, second] = [await aDeadLetter(1), await aDeadLetter(2)];
  for (const who of Object.keys(world.actors) as WorldActor[]) {
    if (who === 'administrator') continue;
    for (const act of [resendDead, dismissDead]) {
      await expect(act(as(who), first)).rejects.toMatchObject({ kind: 'Forbidden' });
    }
  }
  const admin = as('administrator');
  expect(await getOutboxHealth(admin)).toMatchObject({ dead: 2, waiting: 0 });
  const both = await Promise.allSettled([dismissDead(admin, first), resendDead(admin, first)]);
  expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await resendDead(admin, second);
  await expect(resendDead(admin, second)).rejects.toMatchObject({ kind: 'NotFound' });
  expect(await rows().findOne({ _id: second })).toMatchObject({ status: 'waiting', attempts: 0, nextAt: fixedNow });
  const trail = await findTrail({ kind: 'outbox', id: second });
  expect(trail.map((event) => [event.name, event.actor.name, event.facts])).toEqual([
    ['notices.dead-resent', '管理员', { channel: 'wecom', template: 'hazard-closed' }],
  ]);
  expect(JSON.stringify(trail)).not.toContain(world.actors.worker.personId);
});
