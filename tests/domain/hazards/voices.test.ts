import mongoose from 'mongoose';
import {
  answerAsked,
  askReporter,
  endorseHazard,
  findCaseTrail,
  followersOf,
  getHazard,
  reopenHazard,
  reportHazard,
  verifyHazard,
  voiceIn,
} from '#domain/hazards';
import type { Context } from '#kernel/context';
import { anHourBefore, createClock } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
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

const contacts = () => mongoose.connection.collection('hazardContacts').countDocuments();
const tellAgain = (ctx: Context, text: string) =>
  reportHazard(
    { ...ctx, now: anHourBefore },
    { enterpriseId: world.enterprise._id, text, placeText: '3号线', isAnonymous: true },
  );
it.each([
  ['its named reporter', 'worker'],
  ['a colleague', 'worker2'],
  ['a visitor', undefined],
] as const)('a report merged without a name counts one more, whoever told it: %s', async (_, who) => {
  const original = await buildHazard(world, { text: '原来的那一件' });
  for (const n of [1, 2]) {
    const { reference } = await tellAgain(who === undefined ? visitorContext() : as(who), `又是它${n}`);
    const rows = await contacts();
    await verifyHazard(as('officer'), { reference, result: 'duplicate', duplicateOf: original.reference });
    const seen = await getHazard(as('officer'), original.reference);
    expect(seen.hazard).toMatchObject({ endorserIds: [], unnamedEndorsers: n });
    expect((await contacts()) - rows).toBe(1);
  }
  const followers = await followersOf(original._id);
  expect(followers.toSorted()).toEqual(
    [world.actors.worker.personId, ...(who === 'worker2' ? [world.actors.worker2.personId] : [])].toSorted(),
  );
  // Who reported by name goes on speaking by name.
  expect(await getHazard(as('worker'), original.reference)).toMatchObject({ isOwn: true, hasJoined: false });
});
