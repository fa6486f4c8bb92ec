import { referrals } from '#domain/referrals';
import { demoMajors } from '../../scripts/demo/majors.ts';
import { fixedNow } from '../support/clock.ts';
import { buildMajor } from '../support/majors.ts';
import { as } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

it('plays a suspected crime that waits for the head of the body, from a major hazard under supervision', async () => {
  const world = await buildWorld();
  const { reference } = await buildMajor(world, 'rectifying');
  await demoMajors([{ enterprise: world.enterprise, locations: [world.location] } as never], fixedNow);
  const { rows } = await referrals.find(as(world, 'regulator'));
  expect(rows.map((row) => [row.status, row.fromReference])).toEqual([['proposed', reference]]);
});
