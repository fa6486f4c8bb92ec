import { drills } from '#domain/drills';
import { emergencyPlans, lacksOf } from '#domain/emergencyPlans';
import { rescueTeams, teamLacks } from '#domain/rescueTeams';
import { stock } from '#domain/stock';
import { demoCast, Timeline } from '../../scripts/demo/cast.ts';
import { playEmergencies } from '../../scripts/demo/emergencies.ts';
import { fixedNow } from '../support/clock.ts';
import { as } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

/** What the body of a park reads of it once the demo was played. */
async function played(isChemical: boolean) {
  const world = await buildWorld();
  const cast = await demoCast(world.enterprise);
  if (cast === undefined) throw new Error('the world has nobody to play it');
  await playEmergencies(new Timeline(fixedNow, 395), cast, isChemical);
  const ctx = as(world, 'regulator');
  const plans = (await emergencyPlans.find(ctx)).rows;
  return {
    plans: plans.map((row) => [row.status, ...lacksOf(row, fixedNow).map(({ label }) => label)].join(' ')).toSorted(),
    drills: (await drills.find(ctx)).rows.map(({ status }) => status).toSorted(),
    teams: (await rescueTeams.find(ctx)).rows.flatMap((row) => teamLacks(row, fixedNow).map(({ label }) => label)),
    short: (await stock.find(ctx, { status: 'short' })).rows.map(({ item }) => item),
  };
}

it('plays a chemical park whose plan is filed and drilled, and whose team a firm relies on', async () => {
  expect(await played(true)).toEqual({
    plans: ['filed', 'signed 没有备案 这一版没有演练过'],
    drills: ['held', 'reported'],
    teams: ['有队员没买意外险'],
    short: ['防化服'],
  });
});

it('plays an ordinary park whose plan is overdue and being revised, and whose team has too few people', async () => {
  expect(await played(false)).toEqual({
    plans: ['draft', 'signed 没有备案', 'signed 演练过期 没有备案 这一版没有演练过'],
    drills: ['evaluated'],
    teams: ['证书有效的只有 2 人', '有队员没买意外险'],
    short: ['防化服'],
  });
});
