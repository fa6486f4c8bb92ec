import mongoose from 'mongoose';
import {
  closeMajor,
  grantExtension,
  peekHazard,
  reopenHazard,
  reportHazard,
  requestClosure,
  returnClosure,
  submitRectification,
  upholdClosing,
} from '#domain/hazards';
import { removeGrant } from '#domain/identity';
import { findTrail } from '#domain/journal';
import {
  acceptMajor,
  answerOrder,
  askResume,
  issueStop,
  liftStop,
  type Major,
  refuseResume,
  resumeStopped,
  stops,
  superviseMajor,
} from '#domain/majors';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { aPhoto, buildHazard, keepFile, onSite } from '../../support/hazards.ts';
import { buildMajor, buildStop, fileOf } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

/** The park's officer is a safety officer of the firm as well; an actor in either role, and the grant. */
async function alsoInFirm(): Promise<{ inFirm: Context; asPark: Context; grantId: string }> {
  const grantId = newId(fixedNow);
  const { parkOfficer, officer } = world.actors;
  const grant = { _id: grantId, role: 'safety-officer', scope: officer.scope };
  await mongoose.model('Account').updateOne({ _id: parkOfficer.personId }, { $push: { grants: grant } });
  const actor: PersonActor = { ...parkOfficer, grantId, role: 'safety-officer', scope: officer.scope };
  return { inFirm: personContext(actor), asPark: as(world, 'parkOfficer'), grantId };
}
const leaveFirm = (grantId: string) =>
  removeGrant(as(world, 'manager'), { personId: world.actors.parkOfficer.personId, grantId });
const review = async (ctx: Context) => ({ visitedOn: '2026-11-24', found: '合格', photoIds: [await aPhoto(ctx)] });

describe('whoever runs the firm, in whatever role they act now', () => {
  it('neither issues, resumes, refuses nor lifts its stop, nor supervises it', async () => {
    const major = await buildMajor(world, 'rectifying');
    const running = await buildStop(world, major.reference);
    const asked = await buildStop(world, major.reference, 'resume-asked');
    const { asPark } = await alsoInFirm();
    const reason = '下错了';
    expect(await code(liftStop(asPark, { reference: running.reference, reason }))).toBe('majors.has-hand');
    expect(await code(refuseResume(asPark, { reference: asked.reference, reason }))).toBe('majors.has-hand');
    const resume = { reference: asked.reference, ...(await review(asPark)) };
    expect(await code(resumeStopped(asPark, resume))).toBe('majors.has-hand');
    const issue = { major: major.reference, what: '全厂停产', basis: '第六十五条' };
    expect(await code(issueStop(asPark, issue))).toBe('majors.has-hand');
    const order = { reference: major.reference, what: '限期', answerBy: '2026-12-01' };
    expect(await code(superviseMajor(asPark, order))).toBe('majors.has-hand');
    expect(
      await code(resumeStopped(as(world, 'regulator'), { ...resume, ...(await review(as(world, 'regulator'))) })),
    ).toBe('done');
  });

  it('decides nothing once the role was taken back, for what was there while they held it', async () => {
    const major = await buildMajor(world, 'rectifying');
    const stop = await buildStop(world, major.reference);
    const { asPark, grantId } = await alsoInFirm();
    await leaveFirm(grantId);
    expect(await code(liftStop(asPark, { reference: stop.reference, reason: '下错了' }))).toBe('majors.has-hand');
    const closing = await buildHazard(world, { status: 'closure-requested' });
    const later = { ...asPark, now: new Date(fixedNow.getTime() + 1_000) };
    await mongoose.connection
      .collection('hazards')
      .updateOne({ reference: closing.reference }, { $set: { createdAt: new Date(fixedNow.getTime() - 1_000) } });
    const refused = closeMajor(later, { reference: closing.reference, ...(await onSite(later)) });
    expect(await code(refused)).toBe('hazards.reviewer-involved');
  });
});

describe('whoever had a hand in it for the firm', () => {
  it('neither closes nor returns what they found done for the firm, though another asked and the role is gone', async () => {
    const { reference } = await buildHazard(world, { status: 'submitted', isMajor: true });
    const { inFirm, asPark } = await alsoInFirm();
    const file = await fileOf({ reference });
    await keepFile(world, { reference }).catch(() => undefined);
    await mongoose.connection
      .collection('majorHazards')
      .updateOne({ _id: file._id as never }, { $set: { status: 'submitted' }, $unset: { acceptance: 1 } });
    const accepted = { reference: file.reference, kind: 'own', who: '覃工', finding: '合格' } as const;
    expect(await code(acceptMajor(inFirm, accepted))).toBe('done');
    // As if the role had ended before the case came in: only what they did in it is left.
    const { personId } = world.actors.parkOfficer;
    const gone = { $pull: { grants: { role: 'safety-officer' } } };
    await mongoose.model('Account').updateOne({ _id: personId }, gone);
    await requestClosure(as(world, 'manager'), { reference });
    expect(await code(closeMajor(asPark, { reference, ...(await onSite(asPark)) }))).toBe('hazards.reviewer-involved');
    expect(await code(returnClosure(asPark, { reference, reason: '不行' }))).toBe('hazards.reviewer-involved');
    const body = as(world, 'regulator');
    const note = '园区管理人员参与过自验，代为销号';
    expect(await code(closeMajor(body, { reference, ...(await onSite(body)), note }))).toBe('done');
  });

  it('does not decide about a stop they asked to end', async () => {
    const major = await buildMajor(world, 'rectifying');
    const { reference } = await buildStop(world, major.reference);
    const { inFirm, asPark, grantId } = await alsoInFirm();
    await askResume(inFirm, { reference, done: '更换电箱', evaluation: '合格' });
    await leaveFirm(grantId);
    expect(await code(resumeStopped(asPark, { reference, ...(await review(asPark)) }))).toBe('common.same-person');
    // Once it is asked for, it is answered: nobody lifts it instead.
    const lift = liftStop(as(world, 'regulator'), { reference, reason: '下错了' });
    expect(await code(lift)).toBe('stop-order.not-in-this-status');
    expect((await stops.peek(reference))?.status).toBe('resume-asked');
  });
});

describe('a body above', () => {
  it('is the emergency management of a larger region or the matter’s own line, and no other department', async () => {
    // The firm's trade is the department's: it sees the case, and is no superior of the emergency management.
    const to = { $set: { sector: 'E' } };
    const { reference } = await buildHazard(world, { status: 'closure-requested' });
    await mongoose.connection.collection('hazards').updateOne({ reference }, to);
    await mongoose.connection.collection('majorHazards').updateOne({ hazardReference: reference }, to);
    const major: Major = await fileOf({ reference });
    const department = as(world, 'sectorRegulator');
    const note = '代为销号';
    const close = { reference, ...(await onSite(department)), note };
    expect(await code(closeMajor(department, close))).toBe('common.not-allowed');
    const issue = { major: major.reference, what: '全厂停产', basis: '第六十五条' };
    expect(await code(issueStop(department, issue))).toBe('common.not-allowed');
    const city = as(world, 'cityRegulator');
    expect(await code(issueStop(city, issue))).toBe('done');
    expect(await code(closeMajor(city, { reference, ...(await onSite(city)), note }))).toBe('done');
  });

  it('of the same region is none, however small the place: the county’s case is not the city’s where the city’s own has it', async () => {
    const { reference } = await buildHazard(world, { status: 'closure-requested' });
    const { bodyId } = world.actors.sectorRegulator.scope;
    const to = { $set: { bodyId, competence: { matter: 'construction', on: '2026-11-24' } } };
    await mongoose.connection.collection('hazards').updateOne({ reference }, to);
    const city = as(world, 'cityRegulator');
    const close = { reference, ...(await onSite(city)), note: '代为销号' };
    expect(await code(closeMajor(city, close))).toBe('common.not-allowed');
  });
});

describe('two officers at once', () => {
  it('the slower of two answers to a dispute, an extension, an order reads that it was done, and nothing is held against them', async () => {
    const { reference } = await buildHazard(world, { status: 'closure-requested' });
    const park = as(world, 'parkOfficer');
    await closeMajor(park, { reference, ...(await onSite(park)) });
    const reviewers: readonly WorldActor[] = ['regulator', 'cityRegulator'];
    await reopenHazard(as(world, 'worker'), { reference, reason: '还在漏' });
    const said = await Promise.all(
      reviewers.map((who) => code(upholdClosing(as(world, who), { reference, reason: '到现场看过，已解决' }))),
    );
    expect(said.toSorted()).toEqual(['done', 'hazards.no-dispute']);
    const id = (await peekHazard(reference))?._id ?? '';
    const names = (await findTrail({ kind: 'hazard', id })).map(({ name }) => name);
    expect(names).toContain('hazards.closing-upheld');
    expect(names).not.toContain('hazards.step-refused');

    const other = await buildHazard(world, { status: 'rectifying', isMajor: true });
    expect(await code(grantExtension(park, other))).toBe('hazards.no-extension-asked');
    const order = { reference: (await fileOf(other)).reference, what: '限期', answerBy: '2026-12-01' };
    const { orders } = await superviseMajor(park, order);
    const answer = { reference: order.reference, order: orders[0]?.id ?? '', text: '已落实' };
    const answered = await Promise.all(
      (['officer', 'manager'] as const).map((who) => code(answerOrder(as(world, who), answer))),
    );
    expect(answered.toSorted()).toEqual(['done', 'majors.answered']);
    const trail = await findTrail({ kind: 'major-hazard', id: (await fileOf(other))._id });
    expect(trail.map(({ name }) => name)).not.toContain('majors.step-refused');
  });
});

describe('photos of the review', () => {
  it('are of this visit: none the firm has handed in, and the same picture is named and needs a reason', async () => {
    const { reference } = await buildHazard(world, { status: 'rectifying', isMajor: true });
    const owner = as(world, 'worker2');
    const mine = await aPhoto(owner, '#123456');
    await submitRectification(owner, { reference, text: '更换线盒', photoIds: [mine] });
    await keepFile(world, { reference });
    await requestClosure(as(world, 'manager'), { reference });
    const body = as(world, 'regulator');
    const note = '园区没有派人，代为销号';
    const own = closeMajor(body, { reference, visitedOn: '2026-11-24', photoIds: [mine], note });
    await expect(own).rejects.toMatchObject({
      code: 'evidence.photo-not-new',
      fields: { photoIds: expect.any(String) },
    });
    const park = as(world, 'parkOfficer');
    const again = await aPhoto(park, '#123456');
    const silent = closeMajor(park, { reference, visitedOn: '2026-11-24', photoIds: [again] });
    await expect(silent).rejects.toMatchObject({
      code: 'hazards.photo-seen-before',
      fields: { note: expect.stringContaining('本件之前') },
    });
    const explained = { reference, visitedOn: '2026-11-24', photoIds: [again], note: '同一角度补拍，原图压缩' };
    expect(await code(closeMajor(park, explained))).toBe('done');
    expect((await peekHazard(reference))?.review?.seenBefore).toEqual([reference]);
  });

  it('of what stood still, too', async () => {
    const major = await buildMajor(world, 'rectifying');
    const { reference } = await buildStop(world, major.reference);
    const firms = await aPhoto(as(world, 'manager'), '#654321');
    await askResume(as(world, 'manager'), { reference, done: '更换电箱', evaluation: '合格', photoIds: [firms] });
    const park = as(world, 'parkOfficer');
    const at = { reference, visitedOn: '2026-11-24', found: '合格' };
    expect(await code(resumeStopped(park, { ...at, photoIds: [firms] }))).toBe('evidence.photo-not-new');
    const photoIds = [await aPhoto(park, '#654321')];
    expect(await code(resumeStopped(park, { ...at, photoIds }))).toBe('majors.photo-seen-before');
    expect(await code(resumeStopped(park, { ...at, photoIds, note: '同一位置补拍' }))).toBe('done');
  });

  it('but for what nobody may be told of: a picture of a report past the managers is no picture seen before', async () => {
    const told = personContext(world.actors.worker2);
    await reportHazard(told, {
      enterpriseId: world.enterprise._id,
      text: '厂长叫人关掉联锁',
      placeText: '窑头',
      isAboutManagers: true,
      photoIds: [await aPhoto(told, '#445566')],
    });
    const major = await buildMajor(world, 'rectifying');
    const { reference } = await buildStop(world, major.reference);
    await askResume(as(world, 'manager'), { reference, done: '更换电箱', evaluation: '合格' });
    const park = as(world, 'parkOfficer');
    const photoIds = [await aPhoto(park, '#445566')];
    const resumed = resumeStopped(park, { reference, visitedOn: '2026-11-24', found: '合格', photoIds });
    expect(await code(resumed)).toBe('done');
  });
});
