import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { storeFile } from '#domain/evidence';
import { peekHazard } from '#domain/hazards';
import { findToDos } from '#domain/nouns';
import {
  addEvidence,
  addItem,
  adoptSuggestion,
  carryOutSuggestion,
  closePlan,
  completeItem,
  confirmSuggestion,
  convertSuggestion,
  declineSuggestion,
  denySuggestion,
  dismissItem,
  draftPlan,
  findEffective,
  findLapsing,
  findNotEffective,
  getPlanFile,
  lapseEvidence,
  nameTeam,
  planItems,
  plans,
  proposeFromHazard,
  proposeSuggestion,
  startPlan,
  suggestions,
  watchRecurrence,
} from '#domain/plans';
import { AppError } from '#kernel/errors';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { aPhoto, buildHazard } from '../../support/hazards.ts';
import { agreed, as, buildItem, buildPlan, buildSuggestion, closedAt } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const me = (who: WorldActor, now?: Date) => as(world, who, now);
const count = (collection: string, filter = {}) => mongoose.connection.collection(collection).countDocuments(filter);
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');

describe('a plan', () => {
  it('is one a firm and year, however many ask at once', async () => {
    await buildEnrolment(world);
    const draft = () => draftPlan(me('officer'), { year: 2026, goals: '零重伤' });
    const all = await Promise.all([code(draft()), code(draft()), code(draft())]);
    expect(all.sort()).toEqual(['done', 'plans.year-taken', 'plans.year-taken']);
    const ctx = me('manager');
    const again = await Promise.all([1, 2].map(() => draftPlan(ctx, { year: 2027, goals: '零重伤' })));
    expect(new Set(again.map((plan) => plan.reference)).size).toBe(1);
  });

  it('needs the programme to be drafted, both sides and an enrolment that is not paused to start', async () => {
    expect(await code(draftPlan(me('officer'), { year: 2026, goals: '零重伤' }))).toBe('plans.not-enrolled');
    const enrolment = await buildEnrolment(world, { stage: 'paused' });
    const { reference } = await draftPlan(me('officer'), { year: 2026, goals: '零重伤' });
    const { manager, officer, worker, otherWorker } = world.actors;
    const leaderId = manager.personId;
    await nameTeam(me('officer'), { reference, leaderId, secretaryId: officer.personId });
    expect(await code(startPlan(me('manager'), { reference }))).toBe('plans.team-one-sided');
    const stranger = nameTeam(me('officer'), { reference, leaderId, liaisonIds: [otherWorker.personId] });
    expect(await code(stranger)).toBe('plans.not-of-firm');
    const twice = nameTeam(me('officer'), { reference, leaderId, liaisonIds: [leaderId] });
    expect(await code(twice)).toBe('plans.member-twice');
    await nameTeam(me('officer'), { reference, leaderId, liaisonIds: [worker.personId] });
    expect((await plans.peek(reference))?.team.map((member) => member.side)).toEqual(['management', 'worker']);
    expect(await code(startPlan(me('officer'), { reference }))).toBe('plans.manager-only');
    expect(await code(startPlan(me('manager'), { reference }))).toBe('plans.enrolment-paused');
    await mongoose.connection
      .collection('enrolments')
      .updateOne({ _id: enrolment._id as never }, { $set: { status: 'implementing' } });
    expect(await code(startPlan(me('manager'), { reference }))).toBe('done');
  });

  it('closes only with everything checked or cancelled, and a note', async () => {
    const { reference } = await buildPlan(world);
    const close = (effectivenessNote: string) => code(closePlan(me('manager'), { reference, effectivenessNote }));
    expect(await close('都做到了')).toBe('plans.no-items');
    const item = await buildItem(world, 'done', reference);
    expect(await close('都做到了')).toBe('plans.items-open');
    await findEffective(me('officer'), { reference: item.reference });
    expect(await close('')).toBe('common.check-fields');
    expect(await close('都做到了')).toBe('done');
    const late = addItem(me('officer'), { planReference: reference, ...agreed(world) });
    expect(await code(late)).toBe('plans.plan-closed');
  });

  it('is not closed over an item that comes in at the same moment', async () => {
    const { reference, _id } = await buildPlan(world);
    await buildItem(world, 'effective', reference);
    const both = await Promise.all([
      code(closePlan(me('manager'), { reference, effectivenessNote: '都做到了' })),
      code(addItem(me('officer'), { planReference: reference, ...agreed(world) })),
    ]);
    const open = await count('planItems', { planId: _id, isOpen: true });
    const plan = await plans.peek(reference);
    expect({ both, isClosedOverOpen: plan?.status === 'closed' && open > 0 }).toMatchObject({
      isClosedOverOpen: false,
    });
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
  });
});

describe('an item', () => {
  it('is not done without evidence of its own round', async () => {
    const { reference } = await buildItem(world, 'doing');
    expect(await code(completeItem(me('worker2'), { reference }))).toBe('plans.evidence-missing');
    await completeItem(me('worker2'), { reference, photoIds: [await aPhoto(me('worker2'))] });
    await findNotEffective(me('officer'), { reference, reason: '只巡检了三天' });
    expect(await planItems.peek(reference)).toMatchObject({ status: 'doing', round: 2 });
    expect(await code(completeItem(me('worker2'), { reference }))).toBe('plans.evidence-missing');
    await addEvidence(me('worker2'), { reference, note: '又巡检了三十天' });
    expect(await code(completeItem(me('worker2'), { reference }))).toBe('done');
  });

  it('is completed once by two presses, and checked once by two people', async () => {
    const { reference } = await buildItem(world, 'doing');
    const done = () => code(completeItem(me('worker2'), { reference, note: '巡检了三十天' }));
    expect((await Promise.all([done(), done()])).filter((one) => one === 'done')).toHaveLength(1);
    expect((await planItems.peek(reference))?.evidence).toHaveLength(1);
    const both = await Promise.all([
      code(findEffective(me('officer'), { reference })),
      code(findNotEffective(me('manager'), { reference, reason: '没有看到记录' })),
    ]);
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
    expect((await planItems.peek(reference))?.checks).toHaveLength(1);
  });

  it('added twice by one press is one item with one deadline', async () => {
    const { reference: planReference } = await buildPlan(world);
    const ctx = me('officer');
    const all = await Promise.all([1, 2, 3].map(() => addItem(ctx, { planReference, ...agreed(world) })));
    expect(new Set(all.map((item) => item.reference)).size).toBe(1);
    expect([await count('planItems'), await count('deadlines', { kind: 'plan-item' })]).toEqual([1, 1]);
  });

  it('is not checked by whoever owned it or did it', async () => {
    const { reference } = await buildItem(world, 'doing');
    await completeItem(me('officer'), { reference, note: '代为完成' });
    expect(await code(findEffective(me('officer'), { reference }))).toBe('plans.same-person');
    expect(await code(findEffective(me('worker2'), { reference }))).toBe('plans.same-person');
    expect(await code(findEffective(me('manager'), { reference }))).toBe('done');
  });

  it('turns amber by the clock when its certificate has ended, once, and green again with a new one', async () => {
    const { reference, _id } = await buildItem(world, 'doing');
    const file = await storeFile(me('worker2'), { bytes: PDF, fileName: '电工证.doc' });
    expect(file.fileName).toBe('电工证.pdf');
    await completeItem(me('worker2'), { reference, fileIds: [file._id], expiresOn: '2026-12-31' });
    await findEffective(me('officer'), { reference });
    const lastDay = new Date('2026-12-31T15:59:00Z');
    const dayAfter = new Date('2026-12-31T16:01:00Z');
    expect(await findLapsing(lastDay, 10)).toEqual([]);
    expect(await findLapsing(dayAfter, 10)).toEqual([reference]);
    const both = await Promise.all(
      [1, 2].map(() => lapseEvidence(clockContext(dayAfter), reference).catch(() => false)),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await lapseEvidence(clockContext(dayAfter), reference)).toBe(false);
    expect(await count('events', { name: 'plans.evidence-lapsed' })).toBe(1);
    expect((await planItems.find(me('officer', dayAfter), { isLapsed: true })).rows).toHaveLength(1);
    expect((await findToDos(me('worker2', dayAfter))).rows).toMatchObject([
      { reference, title: '证明材料过期，要换新的' },
    ]);
    const old = addEvidence(me('worker2', dayAfter), { reference, note: '旧证', expiresOn: '2026-12-30' });
    expect(await code(old)).toBe('plans.already-expired');
    await addEvidence(me('worker2', dayAfter), { reference, note: '换了新证', expiresOn: '2028-12-31' });
    expect(await planItems.peek(reference)).toMatchObject({
      isLapsed: false,
      lapsesOn: '2029-01-01',
      status: 'effective',
    });
    const open = await findDeadlinesOf({ kind: 'plan-item', id: _id });
    expect(open.map((one) => [one.kind, one.dueAt.getUTCFullYear()])).toEqual([['item-evidence', 2028]]);
  });

  it('keeps a document to those who see the item', async () => {
    const { reference } = await buildItem(world, 'doing');
    const file = await storeFile(me('worker2'), { bytes: PDF, fileName: '../../制度\r\n.exe' });
    expect(file.fileName).toBe('....制度.pdf');
    expect(await code(getPlanFile(me('officer'), file._id))).toBe('common.not-found');
    const theft = completeItem(me('officer'), { reference, fileIds: [file._id] });
    expect(await code(theft)).toBe('evidence.file-gone');
    await completeItem(me('worker2'), { reference, fileIds: [file._id] });
    expect(await code(getPlanFile(me('regulator'), file._id))).toBe('done');
    expect(await code(getPlanFile(me('otherOfficer'), file._id))).toBe('common.not-found');
    const script = storeFile(me('worker2'), { bytes: Buffer.from('<script>'), fileName: 'a.pdf' });
    expect(await code(script)).toBe('evidence.not-a-file');
  });
});

describe('a hazard that comes back', () => {
  it('proposes one item, however often the journal is read, and not while one is open', async () => {
    const { reference: plan } = await buildPlan(world);
    const first = await buildHazard(world, { status: 'closed' });
    await closedAt(first.reference, new Date('2026-11-01T02:00:00Z'));
    const again = await buildHazard(world, { status: 'valid' });
    const now = new Date('2026-11-24T02:00:30Z');
    await Promise.all([1, 2, 3].map((n) => watchRecurrence(now, `job-${n}`)));
    await watchRecurrence(now, 'job-4');
    const { rows } = await planItems.find(me('officer'), { status: 'proposed' });
    expect(rows).toMatchObject([{ planReference: plan, origin: { kind: 'hazard', reference: again.reference } }]);
    const third = await buildHazard(world, { status: 'valid', text: '3号线电箱还是漏电' });
    expect(await proposeFromHazard(clockContext(now), third.reference)).toBeUndefined();
    await dismissItem(me('officer'), { reference: rows[0]?.reference ?? '', reason: '已经单独立项' });
    expect(await proposeFromHazard(clockContext(now), third.reference)).toMatch(/^J2026-/);
    expect(await proposeFromHazard(clockContext(now), again.reference)).toBeUndefined();
  });

  it.each([
    ['too long ago', '2026-08-01T02:00:00Z'],
    ['only later', '2026-11-24T02:00:00Z'],
  ])('does not when the other was closed %s', async (_, at) => {
    await buildPlan(world);
    const first = await buildHazard(world, { status: 'closed' });
    await closedAt(first.reference, new Date(at));
    const again = await buildHazard(world, { status: 'valid' });
    expect(await proposeFromHazard(clockContext(), again.reference)).toBeUndefined();
  });

  it('leaves a firm without a plan alone', async () => {
    const first = await buildHazard(world, { status: 'closed' });
    await closedAt(first.reference, new Date('2026-11-01T02:00:00Z'));
    const again = await buildHazard(world, { status: 'valid' });
    expect(await proposeFromHazard(clockContext(), again.reference)).toBeUndefined();
  });
});

describe('a suggestion', () => {
  it('delivered ten times is one', async () => {
    const ctx = personContext(world.actors.worker, { onceKey: 'chat:m1' });
    const all = await Promise.all(Array.from({ length: 10 }, () => proposeSuggestion(ctx, { text: '加装护栏' })));
    expect(new Set(all.map((one) => one.reference)).size).toBe(1);
    expect([await count('suggestions'), await count('deadlines', { kind: 'suggestion-answer' })]).toEqual([1, 1]);
    expect(await code(proposeSuggestion(me('regulator'), { text: '加装护栏' }))).toBe('plans.suggest-within-firm');
  });

  it('that is a hazard becomes one hazard of the proposer, with its photos, whoever presses when', async () => {
    const photoId = await aPhoto(me('worker'));
    const { reference } = await proposeSuggestion(me('worker'), { text: '3号线电箱门锁坏了', photoIds: [photoId] });
    const both = await Promise.all([
      code(convertSuggestion(me('officer'), { reference })),
      code(convertSuggestion(me('manager'), { reference })),
    ]);
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
    const suggestion = await suggestions.peek(reference);
    const hazard = await peekHazard(suggestion?.hazardReference ?? '');
    expect(await count('hazards')).toBe(1);
    expect(hazard).toMatchObject({ reporter: { personId: world.actors.worker.personId }, photoIds: [photoId] });
    expect(await code(adoptSuggestion(me('manager'), { reference }))).toBe('suggestion.not-in-this-status');
  });

  it('converted and declined at once is one of the two, and no hazard is left behind', async () => {
    const { reference } = await buildSuggestion(world);
    const both = await Promise.all([
      code(convertSuggestion(me('officer'), { reference })),
      code(declineSuggestion(me('manager'), { reference, reason: '不需要' })),
    ]);
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
    const after = await suggestions.peek(reference);
    expect(await count('hazards')).toBe(after?.status === 'converted' ? 1 : 0);
  });

  it('goes back when the proposer does not find it done', async () => {
    const { reference } = await buildSuggestion(world, 'carried-out');
    expect(await code(confirmSuggestion(me('officer'), { reference }))).toBe('common.not-allowed');
    await denySuggestion(me('worker'), { reference, reason: '只划了一半' });
    expect(await suggestions.peek(reference)).toMatchObject({ status: 'adopted', reason: '只划了一半' });
    await carryOutSuggestion(me('officer'), { reference, note: '全划好了' });
    await confirmSuggestion(me('worker'), { reference });
    expect(await code(confirmSuggestion(me('worker'), { reference }))).toBe('suggestion.not-in-this-status');
  });

  it('is carried out by the item made of it', async () => {
    const { reference: planReference } = await buildPlan(world);
    const early = await buildSuggestion(world);
    const from = { origin: 'suggestion' as const, originReference: early.reference };
    const tooEarly = addItem(me('officer'), { planReference, ...from, ...agreed(world) });
    expect(await code(tooEarly)).toBe('plans.suggestion-not-adopted');
    await adoptSuggestion(me('officer'), { reference: early.reference });
    const item = await addItem(me('officer'), { planReference, ...from, ...agreed(world) });
    await completeItem(me('worker2'), { reference: item.reference, note: '划好了' });
    await findEffective(me('officer'), { reference: item.reference });
    const after = await suggestions.peek(early.reference);
    expect(after).toMatchObject({ status: 'carried-out', itemReference: item.reference });
    expect((await findToDos(me('worker'))).rows).toMatchObject([{ kind: 'suggestion', clock: 'suggestion-confirm' }]);
  });
});
