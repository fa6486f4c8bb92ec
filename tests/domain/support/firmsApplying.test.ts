import { findTrail } from '#domain/journal';
import {
  applicationsFor,
  applyForSupport,
  declareInterest,
  draftSupportPolicy,
  fillValues,
  fixList,
  nameCandidate,
  peekSupportPolicy,
  publishSupportPolicy,
  removeCandidate,
  startSupportDecision,
  supportDecisions,
  withdrawFromSupport,
} from '#domain/support';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildPolicy } from '../../support/support.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const inTime = new Date('2026-11-10T02:00:00.000Z');
const as = (who: WorldActor, now = inTime) => personContext(world.actors[who], { now });
const STATED = { 'own-c1': '1', 'own-c2': '６' };

it('a firm applies in time, and is compared by what it stated whoever named the others', async () => {
  const policy = await buildPolicy(world);
  await applyForSupport(as('manager'), { reference: policy, cells: STATED });
  const { reference } = await startSupportDecision(as('regulator'), { reference: policy });
  const late = personContext(world.actors.regulator);
  const { candidates, enterpriseIds } = await fixList(late, { reference });
  expect(candidates).toMatchObject([
    {
      name: world.enterprise.name,
      enterpriseId: world.enterprise._id,
      values: { c1: 1, c2: 6 },
      stated: { c1: 1, c2: 6 },
    },
  ]);
  expect(enterpriseIds).toEqual([world.enterprise._id]);
  // The department that finds otherwise leaves a trace, and what the firm stated stays beside it.
  await declareInterest(late, { reference, kind: 'none' });
  const cells = { [`v-${candidates[0]?._id}-c2`]: '4' };
  const after = await fillValues(late, { reference, cells });
  expect(after.candidates[0]).toMatchObject({ values: { c1: 1, c2: 4 }, stated: { c2: 6 } });
  const trail = await findTrail({ kind: 'support-decision', id: after._id });
  expect(trail.at(-1)?.facts['changes']).toMatchObject([{ condition: 'c2', from: 6, to: 4 }]);
});

it('cannot be left out by the department', async () => {
  const policy = await buildPolicy(world);
  const { reference } = await startSupportDecision(as('regulator'), { reference: policy });
  const { name, creditCode } = world.enterprise;
  const { candidates } = await nameCandidate(as('regulator'), { reference, name, creditCode });
  await applyForSupport(as('officer'), { reference: policy, cells: STATED });
  const removed = removeCandidate(as('regulator'), { reference, candidateId: candidates[0]?._id as string });
  await expect(removed).rejects.toMatchObject({ code: 'support.applied-itself' });
  await fixList(personContext(world.actors.regulator), { reference });
  expect((await supportDecisions.peek(reference))?.candidates).toHaveLength(1);
});

it('is asked for every condition, at its cell', async () => {
  const reference = await buildPolicy(world);
  await expect(applyForSupport(as('manager'), { reference, cells: { 'own-c1': '是' } })).rejects.toMatchObject({
    fields: { 'own-c1': '请选择“通过标准化定级”是或否', 'own-c2': '请填写“整改隐患数”的数值' },
  });
});

it('changes and takes back its own, in time alone, and each leaves a trace', async () => {
  const reference = await buildPolicy(world);
  await applyForSupport(as('manager'), { reference, cells: STATED });
  await applyForSupport(as('officer'), { reference, cells: { ...STATED, 'own-c2': '7' } });
  const policy = await peekSupportPolicy(reference);
  expect(await applicationsFor(policy?._id as string)).toMatchObject([{ values: { c1: 1, c2: 7 } }]);
  const [, changed] = (await findTrail({ kind: 'support-policy', id: policy?._id as string })).filter(({ name }) =>
    name.endsWith('.support-applied'),
  );
  expect(changed?.facts).toMatchObject({ isFirst: false, changes: [{ condition: 'c2', from: 6, to: 7 }] });
  const closed = { code: 'support.not-open-to-firms' };
  const afterwards = new Date('2026-11-20T16:00:00.000Z');
  const late = as('manager', afterwards);
  await expect(applyForSupport(late, { reference, cells: STATED })).rejects.toMatchObject(closed);
  await expect(withdrawFromSupport(late, { reference })).rejects.toMatchObject(closed);
  await withdrawFromSupport(as('manager'), { reference });
  await withdrawFromSupport(as('manager'), { reference });
  expect(await applicationsFor(policy?._id as string)).toEqual([]);
});

it('is nobody else’s to do', async () => {
  const reference = await buildPolicy(world);
  const apply = (who: WorldActor) => applyForSupport(as(who), { reference, cells: STATED });
  await expect(apply('otherOfficer')).rejects.toMatchObject({ kind: 'NotFound' });
  for (const who of ['regulator', 'parkOfficer', 'worker'] as const) {
    await expect(apply(who)).rejects.toMatchObject({ kind: who === 'worker' ? 'NotFound' : 'Forbidden' });
  }
});

it('has time: a policy whose closing day has passed is not published', async () => {
  const { reference } = await draftSupportPolicy(personContext(world.actors.regulator), {
    name: '补贴',
    offer: '补贴一次',
    regionCode: '450981',
    opensOn: '2026-11-01',
    closesOn: '2026-11-23',
    quota: 1,
  });
  await expect(publishSupportPolicy(personContext(world.actors.regulator), { reference })).rejects.toMatchObject({
    code: 'support.closes-before-published',
  });
});
