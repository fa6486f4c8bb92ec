import mongoose from 'mongoose';
import {
  applicationQuery,
  findApplications,
  findApplicationTrail,
  findSubmissions,
  getApplication,
  returnApplication,
} from '#domain/applying';
import { storeFile } from '#domain/evidence';
import { proposeTransfer } from '#domain/parks';
import {
  addEvidence,
  adoptSuggestion,
  carryOutSuggestion,
  changePlan,
  closePlan,
  completeItem,
  countItems,
  findEffective,
  getPlanFile,
  planItems,
  plans,
  proposeSuggestion,
  suggestions,
} from '#domain/plans';
import { type Enrolment, enrolmentQuery, findEnrolments, getEnrolment, peekEnrolment } from '#domain/programme';
import {
  assessments,
  confirmAssessment,
  countersignVisit,
  findAssessments,
  findCertificate,
  findEnrolmentTrail,
  findRoundStatuses,
  findVisits,
  pauseEnrolment,
  planVisit,
  startAssessment,
  visits,
  withdrawCertificate,
} from '#domain/stages';
import type { Context } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { issueCertificate } from '../../../src/domain/stages/acceptance/certificates.ts';
import { buildApplication } from '../../support/applications.ts';
import { createClock, fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { aPhoto } from '../../support/hazards.ts';
import { acceptWholly, buildSecondPark, type SecondPark } from '../../support/parks.ts';
import { buildItem, buildPlan } from '../../support/plans.ts';
import { buildAdvised, buildRound, buildVisit } from '../../support/stages.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let second: SecondPark;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  second = await buildSecondPark(world);
  clock.set(fixedNow);
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const now = () => personContext(second.officer, { now: clock.now() });

/** The firm goes from the world's park to the second one, or back. */
async function move(isBack = false): Promise<void> {
  const [from, to] = isBack ? [now(), as('parkOfficer')] : [as('parkOfficer'), now()];
  const toParkId = isBack ? world.park._id : second.park._id;
  const { reference } = await proposeTransfer(from, { enterpriseId: world.enterprise._id, toParkId, reason: '搬迁' });
  clock.advance({ minutes: 5 });
  await acceptWholly(to, { reference });
  clock.advance({ minutes: 5 });
}
/** The firm as it passes its acceptance. */
async function certified(): Promise<{ enrolment: string; certificate: string }> {
  const { reference } = await buildAdvised(world, 'accepting');
  const before = (await peekEnrolment(reference)) as Enrolment;
  const issued = await inTransaction(() => issueCertificate(as('regulator'), before));
  await mongoose.connection
    .collection('enrolments')
    .updateOne({ reference }, { $set: { status: 'improving', certificateNumber: issued.number } });
  return { enrolment: reference, certificate: issued.number };
}
const references = ({ rows }: { rows: { reference: string }[] }) => rows.map((row) => row.reference);
const statuses = ({ rows }: { rows: { status: string }[] }) => rows.map((row) => row.status);
const names = (trail: { name: string }[]) => trail.map((event) => event.name);
const isFound = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

// The body of the region it has left with the park reads what the park does.
describe.each(['parkOfficer', 'regulator'] as const)('what it was there before the firm left, the %s', (who) => {
  it('reads the enrolment as it stood that day, and again as it stands once the firm is back', async () => {
    const { reference } = await buildEnrolment(world, { stage: 'implementing' });
    await move();
    await pauseEnrolment(as('otherRegulator'), { reference, reason: '车间整体搬迁' });
    const former = as(who);
    expect((await getEnrolment(now(), reference)).status).toBe('paused');
    expect((await getEnrolment(former, reference)).status).toBe('implementing');
    expect(statuses(await findEnrolments(former))).toEqual(['implementing']);
    // How it stands today cannot be asked for by way of a filter either.
    expect(references(await findEnrolments(former, { stage: 'paused' }))).toEqual([]);
    expect(references(await findEnrolments(former, { stage: 'implementing' }))).toEqual([]);
    expect(statuses(await findEnrolments(now(), { stage: 'paused' }))).toEqual(['paused']);
    expect(names(await findEnrolmentTrail(now(), reference))).toContain('programme.paused');
    expect(names(await findEnrolmentTrail(former, reference))).not.toContain('programme.paused');
    await move(true);
    expect((await getEnrolment(as(who), reference)).status).toBe('paused');
    expect((await getEnrolment(now(), reference)).status).toBe('paused');
    expect(statuses(await findEnrolments(as(who), { stage: 'paused' }))).toEqual(['paused']);
  });

  it('reads a visit as it stood that day, and none that came after', async () => {
    const { reference } = await buildAdvised(world, 'implementing');
    const half = await buildVisit(world, reference, { isCountersigned: false });
    await move();
    const [former, adviser] = [as(who), as('adviser')];
    const one = { reference: half.reference, contentHash: half.contentHash ?? '' };
    await countersignVisit(as('officer'), one);
    await planVisit(adviser, { reference, plannedOn: '2026-11-30', purpose: '复查' });
    const seenBy = async (ctx: Context) => (await findVisits(ctx, reference)).map(({ status }) => status);
    expect([await seenBy(former), await seenBy(now())]).toEqual([['half-signed'], ['planned', 'signed']]);
    expect((await visits.get(former, half.reference)).signatures).toHaveLength(1);
    expect(names(await visits.trail(former, half.reference))).not.toContain('programme.visit-countersigned');
  });

  it('reads a round as it stood that day, no draft, and none begun after', async () => {
    const { reference } = await buildAdvised(world, 'implementing');
    await buildRound(world, reference, 'baseline');
    await buildRound(world, reference, 'month-3', { isConfirmed: false });
    await startAssessment(as('adviser'), { reference, round: 'month-6' });
    await move();
    const { contentHash = '' } = await assessments.get(as('manager'), `${reference}/month-3`);
    await confirmAssessment(as('manager'), { reference, round: 'month-3', contentHash });
    await buildRound(world, reference, 'month-6', { now: clock.now() });
    await buildRound(world, reference, 'month-12', { now: clock.now() });
    const former = as(who);
    const seenBy = async (ctx: Context) =>
      (await findAssessments(ctx, reference)).map(({ round, status }) => `${round} ${status}`);
    expect(await seenBy(former)).toEqual(['baseline finished', 'month-3 assessed']);
    expect(await seenBy(now())).toHaveLength(4);
    expect([...(await findRoundStatuses(former, await getEnrolment(former, reference)))]).toEqual([
      ['baseline', 'finished'],
      ['month-3', 'assessed'],
      ['month-6', 'draft'],
    ]);
    expect(await isFound(assessments.get(former, `${reference}/month-6`))).toBe(false);
  });

  it('reads plan, items and suggestions as they stood, and nothing begun later', async () => {
    const plan = await buildPlan(world);
    const item = await buildItem(world, 'doing', plan.reference);
    const suggestion = await proposeSuggestion(as('worker'), { text: '把叉车通道用黄线划出来' });
    await move();
    const photoId = await aPhoto(as('worker2'));
    const bytes = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');
    const file = await storeFile(as('worker2'), { bytes, fileName: '记录.pdf' });
    await completeItem(as('worker2'), {
      reference: item.reference,
      note: '做好了',
      photoIds: [photoId],
      fileIds: [file._id],
    });
    await findEffective(as('officer'), { reference: item.reference });
    await addEvidence(as('worker2'), { reference: item.reference, note: '又补一份' });
    await adoptSuggestion(as('officer'), { reference: suggestion.reference });
    await carryOutSuggestion(as('officer'), { reference: suggestion.reference, note: '划好了' });
    await changePlan(as('officer'), { reference: plan.reference, goals: '新目标' });
    await closePlan(as('manager'), { reference: plan.reference, effectivenessNote: '都做到了' });
    const later = await proposeSuggestion(as('worker'), { text: '搬来之后才提的建议' });

    const former = as(who);
    const seen = await plans.get(former, plan.reference);
    const counts = await countItems(former.actor, seen);
    expect([seen.status, seen.goals, [...counts]]).toEqual(['running', plan.goals, [['doing', 1]]]);
    expect(statuses(await plans.find(former))).toEqual(['running']);
    expect(names(await plans.trail(now(), plan.reference))).toContain('plans.closed');
    expect(names(await plans.trail(former, plan.reference))).not.toContain('plans.closed');
    expect(await planItems.get(former, item.reference)).toMatchObject({ status: 'doing', evidence: [], checks: [] });
    expect(statuses(await planItems.find(former))).toEqual(['doing']);
    expect(references(await planItems.find(former, { isOpen: true }))).toEqual([]);
    expect(names(await planItems.trail(now(), item.reference))).toContain('plans.item-done');
    expect(names(await planItems.trail(former, item.reference))).not.toContain('plans.item-done');
    expect([
      await planItems.maySeePhoto(former, item._id, photoId),
      await planItems.maySeePhoto(now(), item._id, photoId),
      await isFound(getPlanFile(former, file._id)),
      await isFound(getPlanFile(now(), file._id)),
    ]).toEqual([false, true, false, true]);
    expect((await suggestions.get(former, suggestion.reference)).status).toBe('proposed');
    expect(references(await suggestions.find(former))).toEqual([suggestion.reference]);
    expect(names(await suggestions.trail(now(), suggestion.reference))).toContain('plans.suggestion-adopted');
    expect(names(await suggestions.trail(former, suggestion.reference))).not.toContain('plans.suggestion-adopted');
    expect(await isFound(suggestions.get(former, later.reference))).toBe(false);
    expect(references(await suggestions.find(now()))).toEqual([later.reference, suggestion.reference]);
    expect((await plans.get(now(), plan.reference)).status).toBe('closed');
  });

  it('reads the certificate of that day, and neither that it was withdrawn later nor a later one', async () => {
    const { certificate, enrolment } = await certified();
    await move();
    await withdrawCertificate(as('otherRegulator'), { reference: enrolment, reason: '现场与验收时不符' });
    const seen = await findCertificate(as(who), enrolment);
    expect(seen).toMatchObject({ number: certificate });
    expect(seen).not.toHaveProperty('withdrawnAt');
    expect(await findCertificate(now(), enrolment)).toMatchObject({ withdrawnReason: '现场与验收时不符' });
  });

  it('is still asked of an index', async () => {
    await buildEnrolment(world, { stage: 'implementing' });
    await move();
    for (const [collection, query] of [
      ['enrolments', enrolmentQuery(as(who), {})],
      ['enrolments', enrolmentQuery(as(who), { stage: 'implementing' })],
      ['applications', applicationQuery(as(who), {})],
      ['planItems', planItems.query(as(who), { isOpen: true })],
    ] as const) {
      const plan = await mongoose.connection
        .collection(collection)
        .find(query as object)
        .explain('queryPlanner');
      expect(JSON.stringify(plan['queryPlanner'].winningPlan)).not.toContain('COLLSCAN');
    }
  });
});

describe('a park the firm has left', () => {
  // The body an application was sent to goes on deciding about it.
  it('reads an application as it stood that day', async () => {
    const { reference, submission } = await buildApplication(world);
    await move();
    const contentHash = submission?.contentHash ?? '';
    await returnApplication(now(), { reference, contentHash, reasonCode: 'missing', reason: '请补充' });
    const former = as('parkOfficer');
    expect((await getApplication(now(), reference)).status).toBe('returned');
    expect(await getApplication(former, reference)).toMatchObject({ status: 'submitted', verdicts: [] });
    expect(references(await findApplications(former))).toEqual([]);
    const all = await findApplications(former, {
      statuses: ['submitted', 'resubmitted', 'returned', 'recommended', 'admitted', 'refused', 'withdrawn'],
    });
    expect(statuses(all)).toEqual(['submitted']);
    expect(names(await findApplicationTrail(now(), reference))).toContain('programme.application-returned');
    expect(names(await findApplicationTrail(former, reference))).not.toContain('programme.application-returned');
    expect(await findSubmissions(former, reference)).toHaveLength(1);
  });
});
