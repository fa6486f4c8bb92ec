import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  acceptHazard,
  actionsFor,
  admitUnsolved,
  answerClosing,
  closeMajor,
  findHazards,
  getHazard,
  heldActOf,
  peekHazard,
  planRectification,
  queryCodeOf,
  reopenHazard,
  upholdClosing,
  verifyHazard,
} from '#domain/hazards';
import { findTrail } from '#domain/journal';
import { findPublicNotices, isOnePlace } from '#domain/majors';
import { reactToEvents } from '#domain/notices';
import type { PersonActor } from '#kernel/actor';
import { nextHour } from '#kernel/dates';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildHazard, keepFile, onSite, TREATMENT, takeHeldActs } from '../../support/hazards.ts';
import { fileOf } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
let reference: string;
const colleague = (): PersonActor => ({
  ...world.actors.parkOfficer,
  personId: '6923c0de0000000000000abc',
  name: '另一人',
});

async function closed(isAnonymous = false): Promise<string> {
  const hazard = await buildHazard(world, { status: 'closure-requested', isMajor: true, isAnonymous });
  await closeMajor(as(world, 'parkOfficer'), {
    reference: hazard.reference,
    ...(await onSite(as(world, 'parkOfficer'))),
  });
  return hazard.reference;
}
beforeEach(async () => {
  world = await buildWorld();
  reference = await closed();
});

const say = (reason = '还在漏电') => reopenHazard(as(world, 'worker'), { reference, reason });

it('undoes nothing by itself, and waits for somebody of the body who did not close it', async () => {
  const before = await fileOf({ reference });
  expect(await code(reopenHazard(as(world, 'worker2'), { reference, reason: '没有' }))).toBe('common.not-allowed');
  await say();
  expect(await code(say())).toBe('hazards.disputed');
  const hazard = await peekHazard(reference);
  expect(hazard).toMatchObject({ status: 'closed', dispute: { reason: '还在漏电' }, closedAt: fixedNow });
  expect(await fileOf({ reference })).toMatchObject({ status: 'closed', isDisputed: true, closedAt: before.closedAt });
  const owed = (await findDeadlinesOf({ kind: 'hazard', id: hazard?._id ?? '' })).map(({ kind, notBy, dueAt }) => [
    kind,
    notBy,
    dueAt.toISOString(),
  ]);
  expect(owed).toEqual([['hazard-dispute', [world.actors.parkOfficer.personId], '2026-12-01T15:59:59.999Z']]);
  const decided = { reference, reason: '到现场看过' };
  for (const act of [upholdClosing, admitUnsolved]) {
    expect(await code(act(as(world, 'parkOfficer'), decided))).toBe('hazards.same-person');
    for (const who of ['manager', 'officer', 'worker', 'otherRegulator'] as const)
      expect(await code(act(as(world, who), decided))).toMatch(/not-allowed|not-found|reviewer-involved/);
  }
  const both = await Promise.all([
    code(upholdClosing(personContext(colleague()), decided)),
    code(admitUnsolved(as(world, 'regulator'), decided)),
  ]);
  expect(both.filter((one) => one === 'done')).toHaveLength(1);
  expect(await findDeadlinesOf({ kind: 'hazard', id: hazard?._id ?? '' })).toEqual([]);
});

it('keeps the day it was closed, whatever is said of it afterwards', async () => {
  const before = await fileOf({ reference });
  const later = (day: string) => new Date(`2026-12-${day}T02:00:00Z`);
  const same = async () => {
    const [file, hazard] = [await fileOf({ reference }), await peekHazard(reference)];
    expect([file.closedAt, hazard?.closedAt]).toEqual([before.closedAt, before.closedAt]);
  };
  await reopenHazard(as(world, 'worker', later('01')), { reference, reason: '还在漏电' });
  await same();
  await upholdClosing(personContext(colleague(), { now: later('02') }), { reference, reason: '看过，不漏' });
  await same();
  const [notice] = await findPublicNotices(later('03'));
  expect(notice?.at).toEqual(fixedNow);
});

it('is heard twice: the second time by the level above, then it says what remains', async () => {
  const byBody = await buildHazard(world, { status: 'closure-requested', isMajor: true });
  await mongoose.connection
    .collection('hazards')
    .updateOne({ reference: byBody.reference }, { $unset: { 'competence.byPark': 1 } });
  await closeMajor(as(world, 'regulator'), {
    reference: byBody.reference,
    ...(await onSite(as(world, 'regulator'))),
  });
  const another = personContext({ ...world.actors.regulator, personId: '6923c0de0000000000000abd', name: '另一人' });
  const third = personContext({ ...world.actors.regulator, personId: '6923c0de0000000000000abe', name: '第三人' });
  const own = { reference: byBody.reference, reason: '还在漏电' };
  const seen = { reference: byBody.reference, reason: '到现场看过' };
  const buttons = async () =>
    actionsFor(world.actors.worker, await getHazard(as(world, 'worker'), own.reference)).map(({ action }) => action);
  await reopenHazard(as(world, 'worker'), own);
  await upholdClosing(another, seen);
  expect((await peekHazard(own.reference))?.closingAnswer).toBeUndefined();
  expect(await buttons()).toContain('reopen');
  await reopenHazard(as(world, 'worker'), own);
  const { _id: id = '' } = (await peekHazard(own.reference)) ?? {};
  expect((await findDeadlinesOf({ kind: 'hazard', id })).map(({ owedBy }) => owedBy)).toEqual([
    [`body:${world.cityBodyId}`],
  ]);
  // Neither who upheld, nor who closed, nor a colleague of theirs.
  for (const act of [upholdClosing, admitUnsolved]) {
    expect(await code(act(another, seen))).toBe('hazards.same-person');
    expect(await code(act(as(world, 'regulator'), seen))).toBe('hazards.same-person');
    expect(await code(act(third, seen))).toBe('hazards.needs-level-above');
  }
  while ((await reactToEvents(fixedNow)) > 0);
  await upholdClosing(as(world, 'cityRegulator'), seen);
  await expect(reopenHazard(as(world, 'worker'), own)).rejects.toMatchObject({
    ...{ kind: 'Conflict', code: 'hazards.disputes-over', params: { times: 2 } },
  });
  expect(await buttons()).not.toContain('reopen');
  expect(await findDeadlinesOf({ kind: 'hazard', id })).toEqual([]);
});

it('goes from a park to the body over it', async () => {
  await say();
  await upholdClosing(personContext(colleague()), { reference, reason: '到现场看过' });
  await say('晚上又漏');
  const { _id: id = '' } = (await peekHazard(reference)) ?? {};
  expect((await findDeadlinesOf({ kind: 'hazard', id })).map(({ owedBy }) => owedBy)).toEqual([
    [`body:${world.bodyId}`],
  ]);
  const other = personContext({ ...colleague(), personId: '6923c0de0000000000000abf' });
  expect(await code(upholdClosing(other, { reference, reason: '到现场看过' }))).toBe('hazards.needs-level-above');
  expect(await code(admitUnsolved(as(world, 'regulator'), { reference, reason: '接地又断开' }))).toBe('done');
});

it('opens a new case with a file that says which it recurs of, and leaves the closed one as it was', async () => {
  const before = await fileOf({ reference });
  await say();
  const { succeededBy = '' } = await admitUnsolved(as(world, 'regulator'), { reference, reason: '接地又断开' });
  expect(await peekHazard(reference)).toMatchObject({ status: 'closed', succeededBy });
  expect(await fileOf({ reference })).toMatchObject({ status: 'closed', closedAt: before.closedAt, isDisputed: false });
  const judged = { isClaimedMajor: true, isMajor: true, majorBasis: '判定标准第三条' };
  expect(await peekHazard(succeededBy)).toMatchObject({ status: 'reported', ...judged });
  expect(await fileOf({ reference: succeededBy })).toMatchObject({ status: 'judged', recursOf: before.reference });
  expect(await code(say())).toBe('hazards.not-closed-major');
});

it.each([false, true])(
  'goes on as a major hazard its firm cannot make less of, and whoever reported follows it: %s',
  async (isAnonymous) => {
    const old = await closed(isAnonymous);
    await reopenHazard(as(world, 'worker'), { reference: old, reason: '还在漏电' });
    // Without a name it is done at the next full hour.
    const held = mongoose.connection.collection<{ _id: string; sealed: string }>('hazardHeldActs');
    const [row] = await held.find().toArray();
    const { _id: id = '' } = (await peekHazard(old)) ?? {};
    expect((await heldActOf({ _id: id }, { isOwn: true }))?.act).toBe(isAnonymous ? 'dispute' : undefined);
    // One that cannot be opened hides nothing else of the case.
    await held.updateMany({}, { $set: { sealed: 's1.gone.x' } });
    expect(await heldActOf({ _id: id }, { isOwn: true })).toBeUndefined();
    if (row !== undefined) await held.replaceOne({ _id: row._id }, row);
    expect(await takeHeldActs(nextHour(fixedNow))).toBe(isAnonymous ? 1 : 0);
    const { succeededBy: next = '' } = await admitUnsolved(as(world, 'regulator'), {
      reference: old,
      reason: '接地又断开',
    });
    await acceptHazard(as(world, 'officer'), { reference: next });
    for (const judged of [
      { result: 'not-valid', reason: '我们认为不是' },
      { result: 'duplicate', duplicateOf: old, reason: '同一件' },
    ] as const)
      expect(await code(verifyHazard(as(world, 'officer'), { reference: next, ...judged }))).toBe(
        'hazards.major-needs-body',
      );
    const graded = await verifyHazard(as(world, 'officer'), { reference: next, result: 'valid', grade: 'general' });
    expect(graded).toMatchObject({ isMajor: true, grade: 'major' });
    expect(await getHazard(as(world, 'worker'), next)).toMatchObject({ isOwn: false, hasJoined: true });
  },
);

it('links what comes back at the same point within its days, and nothing else', async () => {
  const { reference: before } = await fileOf({ reference });
  const again = await buildHazard(world, { status: 'valid', isMajor: true });
  expect((await fileOf(again)).recursOf).toBe(before);
  await mongoose.connection
    .collection('majorHazards')
    .updateOne({ reference: before }, { $set: { closedAt: new Date('2026-08-25T00:00:00Z') } });
  expect((await fileOf(await buildHazard(world, { status: 'valid', isMajor: true }))).recursOf).toBeUndefined();
});

it('takes the word of whoever holds the code, and keeps their name and minute out of everything', async () => {
  const unnamed = await closed(true);
  const hazard = await peekHazard(unnamed);
  if (hazard === undefined) throw new Error('it is there');
  const visitor = {
    ...as(world, 'worker', new Date('2026-11-25T02:17:31Z')),
    actor: { kind: 'visitor' as const, visitorId: '' },
  };
  const own = { reference: unnamed, queryCode: queryCodeOf(hazard) };
  await expect(answerClosing(visitor, { ...own, answer: 'not-yet' })).rejects.toMatchObject({
    fields: { words: expect.any(String) },
  });
  await answerClosing(visitor, { ...own, answer: 'not-yet', words: '晚上还是漏' });
  const file = await fileOf({ reference: unnamed });
  const kept = JSON.stringify([
    await peekHazard(unnamed),
    file,
    await findTrail({ kind: 'hazard', id: hazard._id }),
    await findTrail({ kind: 'major-hazard', id: file._id }),
  ]);
  expect([kept.includes('02:17'), kept.includes(world.actors.worker.personId)]).toEqual([false, false]);
  while ((await reactToEvents(new Date('2026-11-25T05:00:00Z'))) > 0);
});

it('is asked once: solved is solved', async () => {
  await answerClosing(as(world, 'worker'), { reference, answer: 'solved' });
  expect(await peekHazard(reference)).toMatchObject({ status: 'closed', closingAnswer: 'solved' });
  const trail = await findTrail({ kind: 'hazard', id: (await peekHazard(reference))?._id ?? '' });
  await answerClosing(as(world, 'worker'), { reference, answer: 'solved' });
  expect(await findTrail({ kind: 'hazard', id: (await peekHazard(reference))?._id ?? '' })).toHaveLength(trail.length);
});

it('is closed only after a visit on site with its photo, between the fix and today', async () => {
  const { reference: open } = await buildHazard(world, { status: 'closure-requested', isMajor: true });
  const close = async (more: object) =>
    closeMajor(as(world, 'parkOfficer'), { reference: open, ...(await onSite(as(world, 'parkOfficer'))), ...more });
  for (const [field, value] of [
    ['photoIds', []],
    ['visitedOn', '2026-11-25'],
    ['visitedOn', '2026-11-23'],
  ] as const)
    await expect(close({ [field]: value })).rejects.toMatchObject({ fields: { [field]: expect.any(String) } });
  expect(await code(close({}))).toBe('done');
});

it('links what comes back however its place is told, by its category or its clause, and asks again when that is corrected', async () => {
  const { reference: before } = await fileOf({ reference });
  const files = mongoose.connection.collection('majorHazards');
  const tell = (at: object) => files.updateOne({ reference: before }, { $set: at });
  const again = async () => (await fileOf(await buildHazard(world, { status: 'valid', isMajor: true }))).recursOf;
  // By its poster now, typed in words before: with a blank, in full width, or with more said of it.
  await files.updateOne({ reference: before }, { $unset: { locationId: 1 } });
  for (const placeText of [
    ` ${world.location.name} `,
    `【${world.location.name}】`,
    `${world.location.name}（东侧）`,
  ]) {
    await tell({ placeText });
    expect([placeText, await again()]).toEqual([placeText, before]);
  }
  // Another category, the same clause.
  await tell({ category: 'management' });
  expect(await again()).toBe(before);
  await tell({ basis: '另一条' });
  expect(await again()).toBeUndefined();
  await tell({ category: 'electrical', basis: '判定标准第三条', placeText: '别的地方' });
  const late = await buildHazard(world, { status: 'valid', isMajor: true });
  expect((await fileOf(late)).recursOf).toBeUndefined();
  // Its place is put right, and it is asked at its next step.
  await mongoose.connection
    .collection('hazards')
    .updateOne({ reference: late.reference }, { $set: { placeText: '别的地方 ' }, $unset: { locationId: 1 } });
  await keepFile(world, late);
  await planRectification(as(world, 'manager'), {
    ...{ reference: late.reference, ownerId: world.actors.worker2.personId, measure: '换电箱', fundFen: 0 },
    ...{ dueOn: '2026-12-20', contingency: '断电挂牌', ...TREATMENT },
  });
  expect(await fileOf(late)).toMatchObject({ recursOf: before, placeText: '别的地方 ' });
});

it.each([
  ['1号', '12号车间', false],
  ['车间1', '车间12', false],
  ['1 号车间', '１号车间东侧', true],
  ['2号车间', '12号车间', false],
  ['', '配电房', false],
])('%s and %s are one place: %s', (placeText, other, isOne) => {
  expect(isOnePlace({ placeText }, { placeText: other })).toBe(isOne);
});

it('goes on in Chinese where it had been put into Chinese: nobody owes that once more', async () => {
  await mongoose.connection.collection('hazards').updateOne(
    { reference },
    {
      $set: {
        text: 'Tủ điện rò điện',
        inChinese: { text: '配电箱漏电', by: 'x', byName: '梁安全', at: fixedNow },
      },
    },
  );
  await say();
  const { succeededBy: next = '' } = await admitUnsolved(as(world, 'regulator'), { reference, reason: '又断开' });
  const hazard = await peekHazard(next);
  expect(hazard).toMatchObject({ text: 'Tủ điện rò điện', inChinese: { text: '配电箱漏电', byName: '梁安全' } });
  expect(hazard?.awaitsWords).toBeUndefined();
  const owed = await findDeadlinesOf({ kind: 'hazard', id: hazard?._id ?? '' });
  expect(owed.map(({ kind }) => kind)).not.toContain('hazard-words');
  expect((await findHazards(as(world, 'regulator'), { q: '配电箱' })).rows.map((row) => row.reference)).toContain(next);
});
