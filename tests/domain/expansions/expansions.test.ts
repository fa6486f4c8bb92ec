import mongoose from 'mongoose';
import {
  applyAgain,
  applyForExpansion,
  approveExpansion,
  declineExpansion,
  type ExpansionStatus,
  expansions,
  findExpansionsStoppedBy,
  findExpansionsToStop,
  stopExpansion,
} from '#domain/expansions';
import { reactToEvents } from '#domain/notices';
import { code, fieldsOf } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { buildExpansion, typedExpansion } from '../../support/expansions.ts';
import { buildGrade, makeParkChemical, ofRegion } from '../../support/grades.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  await makeParkChemical(world);
});
const later = (days: number): Date => new Date(fixedNow.getTime() + days * 86_400_000);
const statusOf = async (reference: string) => (await expansions.peek(reference))?.status;
const runClock = async (now: Date): Promise<void> => {
  for (const row of await findExpansionsToStop(now, 10, [])) await stopExpansion(clockContext(now), row);
};

it('of a C park is refused naming grade and rule, accepted once the park is D, and stopped when it falls back undecided', async () => {
  await buildGrade(world, 'published', 700);
  const { reference, ...refused } = await buildExpansion(world);
  expect(refused).toMatchObject({ status: 'refused', grade: 'C', article: expect.stringContaining('意见（十七）') });
  const why = '园区是C级（一般安全风险），按意见（十七）；应急〔2019〕78号；桂工信石化〔2021〕501号不得扩区';
  await expect(applyAgain(as(world, 'parkOfficer'), { reference })).rejects.toMatchObject({
    code: 'expansions.grade-too-low',
    params: { why },
  });
  expect(await statusOf(reference)).toBe('refused');

  await buildGrade(world, 'published', 850, later(1));
  expect(await applyAgain(as(world, 'parkOfficer', later(1)), { reference })).toMatchObject({
    ...{ status: 'applied', grade: 'D', ...typedExpansion },
  });
  const decided = await buildExpansion(world, later(1));
  await approveExpansion(ofRegion(later(1)), { reference: decided.reference, documentNumber: '桂政函〔2026〕9号' });
  await runClock(later(1));
  expect(await statusOf(reference)).toBe('applied');

  await buildGrade(world, 'published', 840, later(2));
  // Before the clock has come by, nobody approves it either.
  const approve = { reference, documentNumber: '桂政函〔2026〕10号' };
  expect(await code(approveExpansion(ofRegion(later(2)), approve))).toBe('expansions.grade-too-low');
  await runClock(later(2));
  expect(await expansions.peek(reference)).toMatchObject({ status: 'stopped', grade: 'C', judgedOn: '2026-11-26' });
  expect(await statusOf(decided.reference)).toBe('approved');
});

it('of a park that was never graded is refused too; of another park it is not asked here', async () => {
  expect(await buildExpansion(world)).toMatchObject({ status: 'refused' });
  await makeParkChemical(world, false);
  expect(await code(buildExpansion(world))).toBe('expansions.not-chemical');
  expect(await fieldsOf(applyForExpansion(as(world, 'parkOfficer'), { ...typedExpansion, plan: ' ' }))).toEqual([
    'plan',
  ]);
});

it('is brought on by whoever the table says, in every status, and seen by nobody else', async () => {
  const MAY: Readonly<Record<string, readonly [readonly ExpansionStatus[], string]>> = {
    'apply-again': [['refused', 'stopped'], 'parkOfficer'],
    approve: [['applied'], 'region'],
    decline: [['applied'], 'region'],
  };
  await buildGrade(world, 'published', 850);
  const row = await expansions.peek((await buildExpansion(world)).reference);
  if (row === undefined) throw new Error('nothing was made');
  const actors = { ...world.actors, region: ofRegion().actor };
  const wrong: string[] = [];
  for (const status of ['applied', 'refused', 'stopped', 'approved', 'declined'] as const)
    for (const [who, actor] of Object.entries(actors)) {
      for (const [action, [from, whose]] of Object.entries(MAY)) {
        const should = from.includes(status) && whose === who;
        if (expansions.can(actor, action as never, { ...row, status }) !== should)
          wrong.push(`${status} ${who} ${action}`);
      }
      const sees = ['parkOfficer', 'regulator', 'cityRegulator', 'region'].includes(who);
      if (expansions.canSee(actor, row) !== sees) wrong.push(`${who} sees`);
    }
  expect(wrong).toEqual([]);
});

it('says what another grade would stop, and tells the park why one is not approved', async () => {
  await buildGrade(world, 'published', 850);
  const { reference } = await buildExpansion(world);
  const stopped = async (who: WorldActor, grade: 'C' | 'D') =>
    (await findExpansionsStoppedBy(as(world, who), world.park._id, grade)).map((one) => one.reference);
  expect(await stopped('parkOfficer', 'C')).toEqual([reference]);
  expect(await stopped('parkOfficer', 'D')).toEqual([]);
  expect(await stopped('insurer', 'C')).toEqual([]);
  // However many there are, none is left out.
  for (let nth = 0; nth < 30; nth++) await buildExpansion(world);
  expect(await stopped('parkOfficer', 'C')).toHaveLength(31);
  await declineExpansion(ofRegion(), { reference, reason: '没有用完现有的地' });
  await reactToEvents(fixedNow);
  const told = await mongoose.connection.collection('outbox').find({ template: 'expansion-declined' }).toArray();
  expect(told.map(({ personId }) => personId)).toEqual([world.actors.parkOfficer.personId]);
});
