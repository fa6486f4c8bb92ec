import { findToDos } from '#domain/nouns';
import {
  closeSupportPolicy,
  decideSupport,
  fillValues,
  publishSupportPolicy,
  withdrawSupportDecision,
} from '#domain/support';
import { localDate } from '#kernel/dates';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildComparison, buildPolicy, cellsOf } from '../../support/support.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
/** What of support waits for somebody. */
const waiting = async (who: WorldActor) =>
  (await findToDos(as(who))).rows.flatMap(({ clock, dueAt }) =>
    clock.startsWith('support-') ? [`${clock} ${localDate(dueAt)}`] : [],
  );

it('asks a department to publish what it writes, and to decide once nobody can apply any more', async () => {
  const reference = await buildPolicy(world, { isPublished: false });
  expect([await waiting('regulator'), await waiting('manager')]).toEqual([
    [expect.stringMatching(/^support-publish/)],
    [],
  ]);
  const inTime = personContext(world.actors.regulator, { now: new Date('2026-11-10T02:00:00Z') });
  await publishSupportPolicy(inTime, { reference });
  // Twenty working days from the last day of the period, a Friday.
  expect(await waiting('regulator')).toEqual(['support-decide 2026-12-18']);
  await closeSupportPolicy(as('regulator'), { reference });
  expect(await waiting('regulator')).toEqual([]);
});

it('asks again when a decision is withdrawn, and nobody while one stands', async () => {
  const { reference, seenHash, decision } = await buildComparison(world);
  expect(await waiting('regulator')).toEqual(['support-decide 2026-12-18']);
  const [first] = decision.candidates;
  await decideSupport(as('regulator'), { reference, seenHash, chosenIds: [first?._id ?? ''], tieReason: '就近' });
  expect(await waiting('regulator')).toEqual([]);
  await withdrawSupportDecision(as('regulator'), { reference, reason: '算错了' });
  expect(await waiting('regulator')).toEqual(['support-decide 2026-12-18']);
});

it('asks a second official to answer a change, never whoever asked for it', async () => {
  const { reference, decision } = await buildComparison(world);
  const cells = cellsOf(decision, [
    ['1', '6'],
    ['1', '5'],
    ['1', '9'],
  ]);
  await fillValues(as('regulator'), { reference, cells, reason: '企业补交了材料' });
  const second = { ...world.actors.regulator, personId: 'a-colleague', name: '另一位' };
  const ofSecond = (await findToDos(personContext(second))).rows.map(({ clock }) => clock);
  expect([ofSecond.includes('support-agree'), (await waiting('regulator')).join()]).toEqual([
    true,
    'support-decide 2026-12-18',
  ]);
});
