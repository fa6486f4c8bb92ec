import { duties } from '#domain/duties';
import { createClock } from '../support/clock.ts';
import { buildDuty } from '../support/duties.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';
import { boundTalk } from './support/talk.ts';

useStores();

it('the pledge of the day stands in the list of what waits, and its number does it once', async () => {
  const clock = createClock();
  clock.advance({ hours: -2 });
  const world = await buildWorld();
  const { reference } = await buildDuty(world, { now: clock.now() });
  const manager = await boundTalk('manager', { personId: world.actors.manager.personId }, clock);
  expect((await manager.ask('待办')).params['rows']).toMatchObject([
    { reference, action: '今天的安全承诺还没有做', text: '每日安全承诺' },
  ]);
  expect(await manager.ask('1')).toMatchObject({ template: 'case-done', params: { reference } });
  expect(await duties.peek(reference)).toMatchObject({ lastOn: '2026-11-24', dueOn: '2026-11-25' });
  expect((await manager.ask('待办')).params['rows']).toEqual([]);
});
