import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import {
  acceptHazard,
  findAlarmSteps,
  findCaseTrail,
  findDueAlarms,
  findLadder,
  getHazard,
  raiseAlarm,
  reportHazard,
} from '#domain/hazards';
import { createClock, fixedNow } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
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

it('an alarm climbs in minutes on the page of the case, as far as it has', async () => {
  const world = await buildWorld();
  const visitor = visitorContext({ now: fixedNow });
  const { reference } = await reportHazard(visitor, { enterpriseId: world.enterprise._id, text: '二车间着火了' });
  const at = new Date(fixedNow.getTime() + 16 * 60_000);
  for (const due of await findDueAlarms(at, 10, [])) await raiseAlarm(clockContext(at), due);
  const { hazard } = await getHazard(personContext(world.actors.officer), reference);
  const steps = () =>
    findCaseTrail(personContext(world.actors.officer), reference).then((trail) => findAlarmSteps(hazard, trail));
  expect((await steps()).map(({ minutes, state }) => [minutes, state])).toEqual([
    [5, 'told'],
    [15, 'told'],
    [30, 'next'],
    [60, 'later'],
  ]);
  expect(findAlarmSteps({ ...hazard, status: 'accepted' }, [])).toEqual([]);
});
