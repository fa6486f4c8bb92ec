import mongoose from 'mongoose';
import {
  type Application,
  admitApplication,
  type Cohort,
  changeCohort,
  findWaiting,
  moveToCohort,
  peekApplication,
  returnApplication,
  startApplication,
  waitForPlace,
  withdrawApplication,
} from '#domain/applying';
import type { PersonActor } from '#kernel/actor';
import type { AppError } from '#kernel/errors';
import {
  aDraft,
  buildApplication,
  buildCohort,
  daysLater,
  fillAndSubmit,
  registerAnother,
} from '../../support/applications.ts';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor, days = 0) => personContext(world.actors[who], { now: daysLater(days) });
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: AppError) => error.code,
  );
const fresh = async ({ reference }: Application) => (await peekApplication(reference)) as Application;
const all = (collection: string, filter: object) =>
  mongoose.connection
    .collection(collection)
    .find(filter as never)
    .toArray();

/** A firm outside every park, so that the body decides at once, that has sent its application in. */
async function another(cohort: Cohort): Promise<{ actor: PersonActor; application: Application }> {
  const { actor, creditCode } = await registerAnother();
  const started = await startApplication(personContext(actor), { cohort: cohort.reference });
  const draft = aDraft(world, { creditCode, parkId: '' });
  return { actor, application: await fillAndSubmit(personContext(actor), started, draft) };
}

const admit = async (application: Application, who: WorldActor = 'regulator', days = 0) => {
  const contentHash = (await fresh(application)).submission?.contentHash ?? '';
  const { reference } = application;
  return outcome(admitApplication(as(who, days), { reference, contentHash, hasCheckedIdentity: true }));
};
const wait = ({ reference }: Application, days = 0) => outcome(waitForPlace(as('regulator', days), { reference }));

describe('the waiting list of a full cohort', () => {
  it('keeps its order, calls as many as there are places, and gives none of these to anybody else or twice', async () => {
    const cohort = await buildCohort(world, { capacity: 1 });
    const [first, second, third, late] = [
      await another(cohort),
      await another(cohort),
      await another(cohort),
      await another(cohort),
    ].map(({ application }) => application) as [Application, Application, Application, Application];
    // A place is left: nobody has to wait.
    expect(await wait(first)).toBe('applications.place-free');
    const full = await buildApplication(world, { status: 'recommended', cohort });
    expect(await admit(full)).toBe('done');
    expect(await admit(first)).toBe('cohorts.full');
    // In the order of these steps and not of the applications; done again it says so and changes nothing.
    expect([await wait(second, 1), await wait(first, 2), await wait(third, 3)]).toEqual(['done', 'done', 'done']);
    expect(await wait(first, 3)).toBe('common.not-allowed');
    const list = async () => (await findWaiting(cohort._id)).map(({ reference }) => reference);
    expect(await list()).toEqual([second.reference, first.reference, third.reference]);
    expect(await all('deadlines', { 'subject.id': first._id, isOpen: true })).toEqual([]);
    expect(await fresh(first)).not.toHaveProperty('dueAt');

    const { reference, name, closesOn } = cohort;
    await changeCohort(as('administrator', 4), { reference, name, closesOn, capacity: 3 });
    await changeCohort(as('administrator', 4), { reference, name: `${name}甲`, closesOn, capacity: 3 });
    const called = (await all('events', { name: 'programme.application-called' })).map(({ subject }) => subject.id);
    expect(called).toEqual([second._id, first._id]);
    expect(await all('deadlines', { 'subject.id': { $in: called }, isOpen: true })).toHaveLength(2);
    // Neither who waits behind them nor who does not wait gets what is theirs, whoever comes first.
    expect([await admit(third, 'regulator', 5), await admit(late, 'regulator', 5)]).toEqual([
      'cohorts.others-wait',
      'cohorts.others-wait',
    ]);
    // Of two at once, each its own place.
    expect(await Promise.all([admit(first, 'regulator', 5), admit(second, 'cityRegulator', 5)])).toContain('done');
    await Promise.all([first, second].map((one) => admit(one, 'regulator', 5)));
    expect((await Promise.all([first, second].map(fresh))).map(({ status }) => status)).toEqual([
      'admitted',
      'admitted',
    ]);
    expect([await admit(third, 'regulator', 5), await list()]).toEqual(['cohorts.full', [third.reference]]);
    expect(await all('cohorts', { admittedCount: 3 })).toHaveLength(1);
  });

  it('calls the next when one that was called goes', async () => {
    const cohort = await buildCohort(world, { capacity: 1 });
    const [first, second] = [await another(cohort), await another(cohort)] as const;
    expect(await admit(await buildApplication(world, { status: 'recommended', cohort }))).toBe('done');
    expect([await wait(first.application, 1), await wait(second.application, 2)]).toEqual(['done', 'done']);
    const { reference, name, closesOn } = cohort;
    await changeCohort(as('administrator', 3), { reference, name, closesOn, capacity: 2 });
    expect(await fresh(second.application)).not.toHaveProperty('calledAt');
    await withdrawApplication(personContext(first.actor, { now: daysLater(4) }), {
      reference: first.application.reference,
    });
    expect(await fresh(second.application)).toMatchObject({ calledAt: daysLater(4) });
    expect(await admit(second.application, 'regulator', 5)).toBe('done');
  });

  it('keeps the place in it while an application is corrected', async () => {
    const cohort = await buildCohort(world, { capacity: 1 });
    const [first, second] = [await another(cohort), await another(cohort)] as const;
    expect(await admit(await buildApplication(world, { status: 'recommended', cohort }))).toBe('done');
    expect([await wait(first.application, 1), await wait(second.application, 2)]).toEqual(['done', 'done']);
    const { reference } = first.application;
    const contentHash = first.application.submission?.contentHash ?? '';
    await returnApplication(as('regulator', 3), { reference, contentHash, reasonCode: 'missing', reason: '缺少人员' });
    await fillAndSubmit(personContext(first.actor, { now: daysLater(4) }), await fresh(first.application), {
      employees: '190',
    });
    expect((await findWaiting(cohort._id)).map((one) => one.reference)[0]).toBe(reference);
    expect(await all('deadlines', { 'subject.id': first.application._id, isOpen: true })).toEqual([]);
  });
});

it('a draft goes to another cohort with everything in it, and to none that takes nobody', async () => {
  const [from, to, over] = [await buildCohort(world), await buildCohort(world), await buildCohort(world)];
  const { reference, draft } = await buildApplication(world, { status: 'draft', cohort: from });
  const move = (cohort: Cohort, days = 0) =>
    outcome(moveToCohort(as('manager', days), { reference, cohort: cohort.reference }));
  expect(await move(from)).toBe('common.check-fields');
  await mongoose.connection
    .collection('cohorts')
    .updateOne({ _id: over._id as never }, { $set: { closesOn: '2026-11-20' } });
  expect(await move(over)).toBe('cohorts.over');
  expect(await outcome(moveToCohort(as('regulator'), { reference, cohort: to.reference }))).toBe('common.not-found');
  expect(await move(to)).toBe('done');
  const moved = (await peekApplication(reference)) as Application;
  expect([moved.cohortId, moved.draft, moved.status]).toEqual([to._id, draft, 'draft']);
  expect(await fillAndSubmit(as('officer'), moved, aDraft(world))).toMatchObject({
    status: 'submitted',
    cohortId: to._id,
  });
});
