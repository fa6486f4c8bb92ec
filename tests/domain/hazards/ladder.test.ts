import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import { acceptHazard, findCaseTrail, findLadder } from '#domain/hazards';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld } from '../../support/world.ts';

useStores();

it('shows who was told and who comes next, and starts over with the next clock', async () => {
  const world = await buildWorld();
  const clock = createClock();
  const hazard = await buildHazard(world);
  const officer = personContext(world.actors.officer);
  const states = async () => {
    const ladder = await findLadder(hazard, await findCaseTrail(officer, hazard.reference));
    return ladder?.rungs.map(({ state, tell }) => [state, tell.at(-1)]);
  };
  expect(await states()).toEqual([
    ['next', 'owner'],
    ['later', 'manager'],
    ['later', 'park'],
    ['later', 'competent-body'],
  ]);
  for (const days of [1, 1, 0]) {
    clock.advance({ days });
    for (const due of await findDueDeadlines(clock.now(), 10)) await advanceDeadline(clockContext(clock.now()), due);
  }
  expect(await states()).toEqual([
    ['told', 'owner'],
    ['told', 'manager'],
    ['next', 'park'],
    ['later', 'competent-body'],
  ]);
  await acceptHazard({ ...officer, now: clock.now() }, { reference: hazard.reference });
  expect((await states())?.every(([state]) => state !== 'told')).toBe(true);
});
