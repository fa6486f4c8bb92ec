import { findParticipation, reportHazard } from '#domain/hazards';
import { approveReward, findArrears, lateOf, payReward, rewards } from '#domain/rewards';
import { countEach } from '#platform/count';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildColleague } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor, days = 0) =>
  personContext(world.actors[who], { now: new Date(+fixedNow + days * 86_400_000) });

it('a firm that has not paid what it promised is in the list of its park and body, without a person or a case, until it pays', async () => {
  await buildHazard(world, { status: 'valid' });
  const reference = (await rewards.find(as('manager'))).rows[0]?.reference ?? '';
  await approveReward(as('manager'), { reference });
  const seen = async (days: number) =>
    Promise.all(
      (['parkOfficer', 'regulator', 'cityRegulator', 'otherRegulator', 'sectorRegulator'] as const).map(
        async (who) => (await findArrears(as(who, days))).length,
      ),
    );
  expect(await seen(30)).toEqual([0, 0, 0, 0, 0]);
  expect(await seen(31)).toEqual([1, 1, 1, 0, 0]);
  const [row] = await findArrears(as('regulator', 31));
  // The number on the front page is what the list adds up to.
  expect((await countEach({ late: lateOf(as('regulator', 31)) })).late).toBe(row?.count);
  expect(Object.keys(row ?? {}).sort()).toEqual(['count', 'enterpriseId', 'since']);
  expect(row).toMatchObject({ enterpriseId: world.enterprise._id, count: 1 });
  await payReward(as('officer', 31), { reference, method: 'cash' });
  expect(await seen(40)).toEqual([0, 0, 0, 0, 0]);
  for (const who of ['manager', 'worker', 'insurer', 'adviser'] as const)
    await expect(findArrears(as(who))).rejects.toMatchObject({ kind: 'Forbidden' });
});

it('an unnamed one that waits for others of its amount makes nobody late', async () => {
  await buildHazard(world, { status: 'valid', isAnonymous: true });
  const reference = (await rewards.find(as('manager'))).rows[0]?.reference ?? '';
  await approveReward(as('manager'), { reference });
  expect(await findArrears(as('regulator', 60))).toEqual([]);
});

it('teams are told by how many reported by name; small ones are one row, or none, and the unnamed are in no number', async () => {
  const month = '2026-11-01';
  const report = async (who: WorldActor, isAnonymous: boolean) => {
    await reportHazard(as(who), {
      ...{ enterpriseId: world.enterprise._id, text: `护栏松了 ${who}`, placeText: '3号线', isAnonymous },
    });
  };
  await report('worker', false);
  await report('worker2', true);
  // Two of the team: who of them reported would be told.
  expect(await findParticipation(as('manager'), month)).toEqual([]);
  for (let n = 0; n < 3; n++) await buildColleague(world);
  expect(await findParticipation(as('worker'), month)).toEqual([{ team: world.team.name, people: 5, reporters: 1 }]);
  expect(await findParticipation(as('otherOfficer'), month)).toEqual([]);
  await expect(findParticipation(as('regulator'), month)).rejects.toMatchObject({ kind: 'Forbidden' });
});
