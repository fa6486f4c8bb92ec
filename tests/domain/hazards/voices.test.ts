import {
  acceptHazard,
  answerAsked,
  askReporter,
  endorseHazard,
  findCaseTrail,
  getHazard,
  reopenHazard,
  verifyHazard,
  voiceIn,
} from '#domain/hazards';
import { createClock } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard, takeHeldActs } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });

it('letters go on after Z, and begin with whoever is the first without a name', () => {
  const unnamed = { reporter: { kind: 'anonymous' as const } };
  expect([0, 1, 25, 26, 27].map((n) => voiceIn(unnamed, n))).toEqual(['员工A', '员工B', '员工Z', '员工AA', '员工AB']);
  expect(voiceIn({ reporter: { kind: 'person', personId: 'p' } }, 1)).toBe('员工A');
});

it('an unnamed reporter is 员工A throughout the case, whoever joined without a name the next letter', async () => {
  const { reference } = await buildHazard(world, { isAnonymous: true, status: 'accepted' });
  await askReporter(as('officer'), { reference, question: '哪个班？' });
  await answerAsked(as('worker'), { reference, answer: '白班' });
  await endorseHazard(as('worker2'), { reference, isAnonymous: true });
  await verifyHazard(as('officer'), { reference, result: 'not-valid', reason: '没有看到' });
  await reopenHazard(as('worker2'), { reference, reason: '还在' });
  clock.advance({ hours: 1 });
  await takeHeldActs(clock.now());
  await verifyHazard(as('officer'), { reference, result: 'not-valid', reason: '没有看到' });
  await reopenHazard(as('worker'), { reference, reason: '还在' });
  clock.advance({ hours: 1 });
  await takeHeldActs(clock.now());
  const trail = await findCaseTrail(as('officer'), reference);
  const spoken = trail.filter(({ facts }) => facts['voice'] !== undefined);
  expect(spoken.map(({ name, facts }) => [name, facts['voice']])).toEqual([
    ['hazards.answered', '员工A'],
    ['hazards.endorsed', '员工B'],
    ['hazards.reopened', '员工B'],
    ['hazards.reopened', '员工A'],
  ]);
  for (const { actor } of spoken) expect(actor).toEqual({ kind: 'visitor' });
  expect(await getHazard(as('worker2'), reference)).toMatchObject({ hasJoined: true, isOwn: false, voice: '员工B' });
});

it('whose report was merged follows the original without a name, once', async () => {
  const original = await buildHazard(world, { text: '原来的那一件' });
  for (const text of ['又是它', '还是它']) {
    const { reference } = await buildHazard(world, { isAnonymous: true, text });
    await verifyHazard(as('officer'), { reference, result: 'duplicate', duplicateOf: original.reference });
  }
  expect((await getHazard(as('officer'), original.reference)).hazard.unnamedEndorsers).toBeUndefined();
  const others = await buildHazard(world, { text: '另一件' });
  await endorseHazard(as('worker2'), { reference: others.reference, isAnonymous: true });
  await acceptHazard(as('officer'), { reference: others.reference });
  expect(await getHazard(as('officer'), others.reference)).toMatchObject({
    hasJoined: false,
    hazard: { endorserIds: [], unnamedEndorsers: 1 },
  });
});
