import { alerts } from '#domain/alerts';
import { alertEvent, alertOf, buildSource } from '../support/alerts.ts';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';
import { boundTalk } from './support/talk.ts';

useStores();

it('an alarm stands in the list of what waits, and its number says once that it was seen', async () => {
  const clock = createClock();
  const world = await buildWorld();
  const reference = await alertOf(await buildSource(world), alertEvent('1', { class: 'warning' }));
  const officer = await boundTalk('officer', { personId: world.actors.officer.personId }, clock);
  const { params } = await officer.ask('待办');
  expect(params['rows']).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ reference, action: '预警待确认：GT-101 可燃气体' })]),
  );
  expect(await officer.ask('1')).toMatchObject({ template: 'case-done', params: { reference } });
  expect(await alerts.peek(reference)).toMatchObject({ status: 'acknowledged' });
});
