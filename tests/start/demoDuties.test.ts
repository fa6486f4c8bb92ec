import { duties, dutyTags } from '#domain/duties';
import { demoCast } from '../../scripts/demo/cast.ts';
import { playDuties } from '../../scripts/demo/duties.ts';
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
  await playDuties(fixedNow, cast, isChemical);
  const { rows } = await duties.find(as(world, 'regulator'));
  return rows
    .map((row) => [row.type, row.status, ...dutyTags(row, fixedNow).map(({ label }) => label)].join(' '))
    .toSorted();
}

it('plays a chemical park whose firm promises every day but two', async () => {
  expect(await played(true)).toEqual([
    'drill.government owed',
    'fire.patrol owed 今天已做',
    'fire.test owed',
    'hazchem.evaluation owed',
    'pledge.daily owed 今天已做',
    'video.file done',
    'video.keep owed',
  ]);
});

it('plays an ordinary park whose firm is late, has not patrolled for days, and says what does not apply', async () => {
  expect(await played(false)).toEqual([
    'drill.government owed 过期',
    'fire.patrol owed 今天还没有做 连着 4 天没有做',
    'fire.test owed 过期',
    'hazchem.evaluation waived',
    'video.file owed 过期',
    'video.keep owed 过期',
  ]);
});
