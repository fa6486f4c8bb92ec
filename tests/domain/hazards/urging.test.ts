import { urgeRectification } from '#domain/hazards';
import { findTrail } from '#domain/journal';
import { createClock } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type WorldActor } from '../../support/world.ts';

useStores();

it('presses a person once a day and a case three times, however many press at once', async () => {
  const world = await buildWorld();
  const clock = createClock();
  const { _id: id, reference } = await buildHazard(world);
  const urge = (who: WorldActor) =>
    urgeRectification(personContext(world.actors[who], { now: clock.now() }), { reference }).then(
      () => 'urged',
      (error: { code: string }) => error.code,
    );
  const count = async () =>
    (await findTrail({ kind: 'hazard', id })).filter(({ name }) => name === 'hazards.urged').length;

  const ends = await Promise.all(Array.from({ length: 6 }, () => urge('manager')));
  expect([ends.filter((end) => end === 'urged').length, await count()]).toEqual([1, 1]);
  expect(await urge('manager')).toBe('hazards.urged-lately');
  expect(await urge('parkOfficer')).toBe('urged');
  expect(await urge('regulator')).toBe('urged');
  expect(await urge('cityRegulator')).toBe('hazards.urged-enough');
  clock.advance({ hours: 25 });
  expect([await urge('cityRegulator'), await urge('manager'), await count()]).toEqual(['urged', 'urged', 5]);
});
