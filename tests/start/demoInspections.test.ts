import { inspections } from '#domain/inspections';
import { demoCast, Timeline } from '../../scripts/demo/cast.ts';
import { playInspections } from '../../scripts/demo/inspections.ts';
import { fixedNow } from '../support/clock.ts';
import { as } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

it('plays one planned by papers, one that could not wait, and one the firm is not to know of', async () => {
  const world = await buildWorld();
  const cast = await demoCast(world.enterprise);
  if (cast === undefined) throw new Error('the world has nobody to play it');
  await playInspections(new Timeline(fixedNow, 2), cast);
  const told = async (who: 'regulator' | 'officer') =>
    (await inspections.find(as(world, who))).rows.map(({ kind, status }) => `${kind} ${status}`).toSorted();
  expect(await told('regulator')).toEqual(['off-site proposed', 'on-site proposed', 'urgent started']);
  expect(await told('officer')).toEqual(['urgent started']);
});
