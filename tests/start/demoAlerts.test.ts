import { alerts } from '#domain/alerts';
import { playAlerts } from '../../scripts/demo/alerts.ts';
import { demoCast } from '../../scripts/demo/cast.ts';
import { fixedNow } from '../support/clock.ts';
import { as } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

/** What the body reads of it once the demo was played. */
async function played(isChemical: boolean): Promise<string[]> {
  const world = await buildWorld();
  const cast = await demoCast(world.enterprise);
  if (cast === undefined) throw new Error('the world has nobody to play it');
  await playAlerts(fixedNow, cast, isChemical);
  const { rows } = await alerts.find(as(world, 'regulator'));
  return rows.map(({ class: of, device, status, n }) => `${of} ${device} ${status} ${n}`).toSorted();
}

it('plays a chemical park whose gas alarm was put right and closed', async () => {
  expect(await played(true)).toEqual([
    'alarm GT-101 可燃气体 closed 2',
    'warning 1号泵房水位 open 1',
    'warning GT-205 硫化氢 handling 1',
  ]);
});

it('plays an ordinary park where a smoke alarm was none', async () => {
  expect(await played(false)).toEqual([
    'reminder 烟感 3-15 open 1',
    'warning 1号泵房水位 open 1',
    'warning 烟感 3-12 false 1',
  ]);
});
