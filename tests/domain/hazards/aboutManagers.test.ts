import mongoose from 'mongoose';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import {
  acceptHazard,
  approveRectification,
  countByStatus,
  countHazards,
  findCaseTrail,
  findHazards,
  findSimilar,
  getHazard,
  type HazardFilter,
  moveHazards,
  peekHazard,
  planRectification,
  reportHazard,
  submitRectification,
  verifyHazard,
} from '#domain/hazards';
import { openRow, reactToEvents } from '#domain/notices';
import { foldTallies } from '#domain/tallies';
import { newId } from '#kernel/ids';
import { inTransaction } from '#platform/mongo';
import { type Clock, createClock } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const TEXT = '厂长叫人把燃气报警器关了';

async function reported(): Promise<string> {
  const { reference } = await reportHazard(as('worker'), {
    ...{ enterpriseId: world.enterprise._id, text: TEXT, placeText: '窑头' },
    ...{ isAnonymous: true, isAboutManagers: true },
  });
  // Others know of it from the next full hour on.
  clock.advance({ hours: 1 });
  return reference;
}
const toldPeople = async (): Promise<string[]> => {
  await reactToEvents(clock.now(), 1_000);
  const rows = await mongoose.connection.collection('outbox').find().toArray();
  return [...new Set(rows.map((row) => openRow(row as never).personId ?? ''))];
};

it('a report about those who run the firm is seen, counted, listed and told past them', async () => {
  const reference = await reported();
  await foldTallies(clockContext(clock.now()));
  const { enterprise } = world;
  const filters: HazardFilter[] = [{}, { q: reference }, { q: '报警器' }, { isOpen: true }];
  for (const who of ['manager', 'officer'] as const) {
    for (const filter of filters) {
      expect([who, filter, (await findHazards(as(who), filter)).rows]).toEqual([who, filter, []]);
      expect(await countHazards(as(who), filter)).toBe(0);
    }
    expect(await countByStatus(as(who))).toEqual([]);
    await expect(getHazard(as(who), reference)).rejects.toMatchObject({ kind: 'NotFound' });
    await expect(acceptHazard(as(who), { reference })).rejects.toMatchObject({ kind: 'NotFound' });
  }
  // A colleague who reports the same is not asked whether it is the same, and cannot open it by its number.
  expect(await findSimilar(as('worker2'), { enterpriseId: enterprise._id, text: TEXT })).toEqual([]);
  await expect(getHazard(as('worker2'), reference)).rejects.toMatchObject({ kind: 'NotFound' });
  for (const who of ['worker', 'parkOfficer', 'regulator'] as const)
    expect((await findHazards(as(who), {})).rows.map((row) => row.reference)).toEqual([reference]);
  expect(await countByStatus(as('regulator'))).toMatchObject([{ status: 'reported', count: 1 }]);

  const told = await toldPeople();
  expect(told).toContain(world.actors.regulator.personId);
  for (const who of ['manager', 'officer', 'worker2'] as const) expect(told).not.toContain(world.actors[who].personId);
  const inFirmsTrail = { 'about.id': enterprise._id, 'subject.reference': reference };
  expect(await mongoose.connection.collection('events').countDocuments(inFirmsTrail)).toBe(0);
});

it('is reminded of to the body and the park, never to the managers, however late it gets', async () => {
  const reference = await reported();
  const hazard = await peekHazard(reference);
  expect(await findDeadlinesOf({ kind: 'hazard', id: hazard?._id ?? '' })).toMatchObject([
    { owedBy: [`body:${world.bodyId}`] },
  ]);
  for (let day = 0; day < 14; day++) {
    clock.advance({ days: 1 });
    for (const deadline of await findDueDeadlines(clock.now(), 50))
      await advanceDeadline(clockContext(clock.now()), deadline);
  }
  const told = await toldPeople();
  for (const who of ['regulator', 'parkOfficer'] as const) expect(told).toContain(world.actors[who].personId);
  for (const who of ['manager', 'officer'] as const) expect(told).not.toContain(world.actors[who].personId);
});

it('is handled by the competent body to its end; whoever it names to put it right sees it, and is none of the managers', async () => {
  const reference = await reported();
  await acceptHazard(as('regulator'), { reference });
  await verifyHazard(as('regulator'), { reference, result: 'valid', grade: 'general' });
  // The firm pays rewards: it would learn of it.
  expect(await mongoose.connection.collection('rewards').countDocuments()).toBe(0);
  const plan = { reference, measure: '恢复报警器', fundFen: 0, dueOn: '2026-12-01', contingency: '人工巡检' };
  const { manager, worker2 } = world.actors;
  await expect(planRectification(as('regulator'), { ...plan, ownerId: manager.personId })).rejects.toMatchObject({
    code: 'hazards.owner-not-here',
  });
  await planRectification(as('regulator'), { ...plan, ownerId: worker2.personId });
  expect((await findHazards(as('worker2'), {})).rows).toHaveLength(1);
  expect((await findHazards(as('manager'), {})).rows).toEqual([]);
  const photoIds = [await aPhoto(as('worker2'))];
  await submitRectification(as('worker2'), { reference, text: '报警器已恢复', photoIds });
  await approveRectification(as('regulator'), { reference });
  expect(await peekHazard(reference)).toMatchObject({ status: 'closed' });
  const told = await toldPeople();
  for (const who of ['manager', 'officer'] as const) expect(told).not.toContain(world.actors[who].personId);
});

it.each([true, false])(
  'told again it counts one more, and whoever told it again reads nothing of the first: unnamed %s',
  async (isAnonymous) => {
    const first = await reported();
    // The managers' own man.
    const { reference: again } = await reportHazard(as('worker2'), {
      ...{ enterpriseId: world.enterprise._id, text: `听说${TEXT}`, placeText: '窑头' },
      ...{ isAnonymous, isAboutManagers: true },
    });
    clock.advance({ hours: 1 });
    await verifyHazard(as('regulator'), { reference: again, result: 'duplicate', duplicateOf: first });
    expect((await peekHazard(first))?.unnamedEndorsers).toBe(1);
    await expect(getHazard(as('worker2'), first)).rejects.toMatchObject({ kind: 'NotFound' });
    expect((await findHazards(as('worker2'), {})).rows.map((row) => row.reference)).toEqual([again]);
    const seenBy = async (who: WorldActor) =>
      JSON.stringify((await findCaseTrail(as(who), again)).map(({ facts }) => facts));
    expect([(await seenBy('worker2')).includes(first), (await seenBy('regulator')).includes(first)]).toEqual([
      false,
      true,
    ]);
    await reactToEvents(clock.now(), 1_000);
    const rows = await mongoose.connection.collection('outbox').find().toArray();
    const theirs = rows
      .map((row) => openRow(row as never))
      .filter(({ personId }) => personId === world.actors.worker2.personId);
    expect(theirs.map(({ template }) => template)).toContain('hazard-duplicate');
    expect(JSON.stringify(theirs)).not.toContain(first);
  },
);

it('goes with its firm into another park, unseen by the firm', async () => {
  const reference = await reported();
  const toPark = { _id: newId(), name: '玉林另一个园区', bodyId: world.bodyId, regionCode: '450981', supervisions: [] };
  await mongoose.connection.collection('parks').insertOne(toPark as never);
  const { _id: enterpriseId, parkId: fromParkId = '' } = world.enterprise;
  await mongoose.connection
    .collection('enterprises')
    .updateOne({ _id: enterpriseId as never }, { $set: { parkId: toPark._id } });
  const count = await inTransaction(() =>
    moveHazards(clockContext(clock.now()), { enterpriseId, fromParkId, toParkId: toPark._id } as never),
  );
  expect(count).toBe(0);
  expect(await peekHazard(reference)).toMatchObject({ parkId: toPark._id, enterpriseId: 'apart' });
  const moved = { name: 'hazards.moved-to-park', 'subject.reference': reference };
  expect(await mongoose.connection.collection('events').findOne(moved)).toMatchObject({ about: [] });
});
