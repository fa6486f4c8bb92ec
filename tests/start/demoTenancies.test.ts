import mongoose from 'mongoose';
import { type Hazard, sharedCasesOf } from '#domain/hazards';
import { findTenancyGaps, tenancies } from '#domain/tenancies';
import { demoCast, Timeline } from '../../scripts/demo/cast.ts';
import { playTenancies } from '../../scripts/demo/tenancies.ts';
import { fixedNow } from '../support/clock.ts';
import { as } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

it('plays a hall with an agreement and a hazard on its stairs, a yard without, and a room nobody has confirmed', async () => {
  const world = await buildWorld();
  const landlord = await demoCast(world.enterprise);
  if (landlord === undefined) throw new Error('the world has nobody to play it');
  const { otherOfficer: officer, otherWorker: worker } = world.actors;
  await playTenancies(new Timeline(fixedNow, 40), landlord, {
    ...landlord,
    manager: officer,
    officer,
    workers: [worker],
  });
  const { rows } = await tenancies.find(as(world, 'regulator'));
  expect(rows.map(({ area, status, agreement }) => [area, status, agreement !== undefined]).toSorted()).toEqual([
    ['2号厂房二层', 'in-force', true],
    ['北侧堆场', 'in-force', false],
    ['门卫室', 'proposed', false],
  ]);
  expect((await findTenancyGaps(fixedNow, 10, [])).map(({ area }) => area)).toEqual(['北侧堆场']);
  const hall = rows.find(({ area }) => area === '2号厂房二层');
  const cases = await sharedCasesOf(as(world, 'regulator'), hall?._id ?? '', 10);
  expect(cases.map(({ enterpriseId }) => enterpriseId)).toEqual([world.enterprise._id]);
  const [hazard] = await mongoose.connection.collection<Hazard>('hazards').find().toArray();
  expect(hazard?.shared?.isUntold).toBeUndefined();
});
