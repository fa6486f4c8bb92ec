import mongoose from 'mongoose';
import { findDeadlinesOf, findOwed } from '#domain/deadlines';
import { closeMajor, countByStatus, downgradeHazard, findHazards, getHazard, peekHazard } from '#domain/hazards';
import {
  issueStop,
  liftStop,
  majorBoard,
  majors,
  peekFileOf,
  refuseResume,
  resumeStopped,
  stops,
  superviseMajor,
} from '#domain/majors';
import { proposeTransfer } from '#domain/parks';
import type { Context } from '#kernel/context';
import { code } from '../../support/answers.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard, onSite } from '../../support/hazards.ts';
import { buildStop, fileOf } from '../../support/majors.ts';
import { acceptWholly, buildSecondPark, type SecondPark } from '../../support/parks.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let second: SecondPark;
beforeEach(async () => {
  world = await buildWorld();
  second = await buildSecondPark(world);
});

/** The firm goes to the park in 青秀区, which has no power of its own there unless told otherwise. */
async function move(assistsOnly = true): Promise<void> {
  if (assistsOnly) await mongoose.connection.collection('competences').deleteOne({ _id: second.park._id as never });
  const { reference } = await proposeTransfer(as(world, 'parkOfficer'), {
    enterpriseId: world.enterprise._id,
    toParkId: second.park._id,
    reason: '企业搬迁到青秀',
  });
  await acceptWholly(personContext(second.officer), { reference });
}
const by = (who: WorldActor | 'second'): Context => (who === 'second' ? personContext(second.officer) : as(world, who));

it('lies with whoever is competent where the firm is: they see, list, count, are told and decide, and nobody of the place it left', async () => {
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  const stop = await buildStop(world, (await fileOf({ reference })).reference, 'resume-asked');
  await move();
  const file = await fileOf({ reference });
  for (const row of [await peekHazard(reference), file, await stops.peek(stop.reference)])
    expect(row).toMatchObject({
      bodyId: world.otherBodyId,
      regionPath: ['45', '4501', '450103'],
      parkId: second.park._id,
    });
  expect([file.byPark, (await stops.peek(stop.reference))?.byPark]).toEqual([false, false]);

  const there = by('otherRegulator');
  expect(await code(getHazard(there, reference))).toBe('done');
  expect((await findHazards(there, {})).rows.map((row) => row.reference)).toContain(reference);
  expect((await majors.find(there)).rows.map((row) => row.reference)).toEqual([file.reference]);
  expect((await stops.find(there)).rows.map((row) => row.reference)).toEqual([stop.reference]);
  expect((await majorBoard(there, {})).all.open).toBe(1);
  expect((await countByStatus(there)).find(({ status }) => status === 'closure-requested')?.count).toBe(1);
  const waiting = await findOwed(
    [`body:${world.otherBodyId}`],
    { personId: world.actors.otherRegulator.personId, now: there.now },
    { limit: 50 },
  );
  const owed = waiting.map(({ subject }) => subject.reference);
  expect(owed.toSorted()).toEqual([reference, stop.reference].toSorted());
  const its = (
    await Promise.all(
      [
        { kind: 'hazard', id: file.hazardId },
        { kind: 'major-hazard', id: file._id },
        { kind: 'stop-order', id: stop._id },
      ].map((subject) => findDeadlinesOf(subject)),
    )
  ).flat();
  expect(new Set(its.map(({ subject }) => subject.bodyId))).toEqual(new Set([world.otherBodyId]));

  for (const left of ['regulator', 'cityRegulator'] as const) {
    expect([left, await code(getHazard(by(left), reference))]).toEqual([left, 'common.not-found']);
    expect((await majorBoard(by(left), {})).all.open).toBe(0);
    const issue = { major: file.reference, what: '全厂停产', basis: '第六十五条' };
    expect(await code(issueStop(by(left), issue))).toBe('common.not-found');
    const order = { reference: file.reference, what: '限期', answerBy: '2026-12-01' };
    expect(await code(superviseMajor(by(left), order))).toBe('common.not-found');
    expect(await code(closeMajor(by(left), { reference, ...(await onSite(by(left))) }))).toBe('common.not-found');
    expect(await code(downgradeHazard(by(left), { reference, reason: '不算' }))).toBe('common.not-found');
  }
  // The new park assists, and decides nothing.
  const again = { reference: stop.reference, visitedOn: '2026-11-24', found: '可以', photoIds: ['x'.repeat(24)] };
  expect(await code(refuseResume(by('second'), { reference: stop.reference, reason: '不行' }))).toBe(
    'common.not-allowed',
  );
  expect(await code(resumeStopped(by('second'), again))).not.toBe('done');
  const standing = await stops.get(by('second'), stop.reference);
  expect(stops.actionsFor(second.officer, standing)).toEqual([]);
  expect(await code(closeMajor(there, { reference, ...(await onSite(there)) }))).toBe('done');
  expect(await code(refuseResume(there, { reference: stop.reference, reason: '没有培训' }))).toBe('done');
});

it('lies with the new park where that has the power', async () => {
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  await move(false);
  expect(await fileOf({ reference })).toMatchObject({
    byPark: true,
    parkId: second.park._id,
    bodyId: world.otherBodyId,
  });
  expect(await code(closeMajor(by('second'), { reference, ...(await onSite(by('second'))) }))).toBe('done');
});

it('takes along what stands still because of a case that is closed by now, or of one about managers', async () => {
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  const { reference: major, hazardId } = await fileOf({ reference });
  const stop = await buildStop(world, major);
  await closeMajor(by('parkOfficer'), { reference, ...(await onSite(by('parkOfficer'))) });
  const apart = await buildHazard(world, { status: 'closure-requested' });
  const other = await buildStop(world, (await fileOf(apart)).reference);
  await mongoose.connection
    .collection('stopOrders')
    .updateOne(
      { _id: other._id as never },
      { $set: { enterpriseId: 'apart', aboutFirmId: world.enterprise._id, isApart: true, byPark: false } },
    );
  await move();
  expect(await stops.peek(stop.reference)).toMatchObject({
    byPark: false,
    bodyId: world.otherBodyId,
    status: 'in-force',
  });
  expect((await stops.peek(other.reference))?.parkId).toBe(second.park._id);
  expect((await peekFileOf(hazardId))?.parkId).toBe(world.park._id);
  expect(await code(liftStop(by('otherRegulator'), { reference: stop.reference, reason: '下错了' }))).toBe('done');
});

it('is told on to whoever is competent there once its clock runs out', async () => {
  const { reference } = await buildHazard(world, { status: 'rectifying', isMajor: true });
  await move();
  const [due] = await findDeadlinesOf({ kind: 'hazard', id: (await peekHazard(reference))?._id ?? '' });
  expect(due?.subject).toMatchObject({ bodyId: world.otherBodyId, parkId: second.park._id });
});
