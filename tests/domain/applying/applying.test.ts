import mongoose from 'mongoose';
import {
  type Application,
  admitApplication,
  closeCohort,
  diffContent,
  ELIGIBILITY,
  findApplications,
  findSubmissions,
  peekApplication,
  recommendApplication,
  refuseApplication,
  returnApplication,
  saveDraft,
  startApplication,
  submitApplication,
} from '#domain/applying';
import { actorsOf, findOffersTo, findPeople, registerFirm } from '#domain/identity';
import { getEnterprise } from '#domain/organisations';
import type { AppError } from '#kernel/errors';
import {
  aDraft,
  buildApplication,
  buildCohort,
  daysLater,
  fillAndSubmit,
  registerAnother,
} from '../../support/applications.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, creditCode, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor, days = 0) => personContext(world.actors[who], { now: daysLater(days) });
const errorOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => {
      throw new Error('should have been refused');
    },
    (error: AppError) => error,
  );
const count = (collection: string, filter: object = {}) =>
  mongoose.connection.collection(collection).countDocuments(filter as never);
const hashOf = (application: Application) => application.submission?.contentHash ?? '';
const outcomes = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as AppError).code)).sort();

describe('a draft', () => {
  it('is kept as typed, right or not, and continued elsewhere without losing what another device wrote', async () => {
    const { reference } = await buildApplication(world, { status: 'draft' });
    const first = (await peekApplication(reference)) as Application;
    const phone = await saveDraft(as('manager'), {
      reference,
      version: first.version,
      draft: { employees: '一百来人' },
    });
    expect(phone.draft['employees']).toBe('一百来人');
    const late = saveDraft(as('officer'), { reference, version: first.version, draft: { employees: '180' } });
    expect(await errorOf(late)).toMatchObject({ kind: 'Conflict', code: 'applications.draft-changed' });
    const fresh = await saveDraft(as('officer'), { reference, version: phone.version, draft: { address: '陶瓷大道' } });
    expect(fresh.draft).toMatchObject({ employees: '一百来人', address: '陶瓷大道' });
  });

  it('names every field that is not right when it is sent, and is not sent', async () => {
    const started = await buildApplication(world, { status: 'draft' });
    const { creditCode } = world.enterprise;
    const wrong = {
      employees: '很多',
      creditCode: `${creditCode.slice(0, 17)}${creditCode.endsWith('0') ? '1' : '0'}`,
    };
    const error = await errorOf(fillAndSubmit(as('manager'), started, aDraft(world, { ...wrong, hasCommitted: '' })));
    expect(Object.keys(error.fields).sort()).toEqual(['creditCode', 'employees', 'hasCommitted']);
    expect(error.fields['creditCode']).toContain('校验位');
    expect((await peekApplication(started.reference))?.status).toBe('draft');
  });

  it('is sent only as it was checked', async () => {
    const started = await buildApplication(world, { status: 'draft' });
    const { reference } = started;
    const seen = await saveDraft(as('manager'), { reference, version: 0, draft: aDraft(world) });
    await saveDraft(as('officer'), { reference, version: seen.version, draft: { employees: '181' } });
    const send = submitApplication(as('manager'), { reference, version: seen.version });
    expect(await errorOf(send)).toMatchObject({ code: 'applications.draft-changed' });
  });

  it('pressed twice is one', async () => {
    const { reference: cohort } = await buildCohort(world);
    const ctx = { ...as('manager'), onceKey: 'web:x:once-0001' };
    const both = await Promise.all([startApplication(ctx, { cohort }), startApplication(ctx, { cohort })]);
    expect(both[0]?.reference).toBe(both[1]?.reference);
    expect(await count('applications')).toBe(1);
    const again = startApplication(as('officer'), { cohort });
    expect(await errorOf(again)).toMatchObject({ code: 'applications.already-one' });
  });
});

describe('a cohort', () => {
  it.each([
    ['2026-11-25', '2026-12-31', 'cohorts.not-yet'],
    ['2026-11-24', '2026-12-31', undefined],
  ])('from %s to %s, today being the 24th: %s', async (opensOn, closesOn, code) => {
    const { reference: cohort } = await buildCohort(world, { opensOn, closesOn });
    const start = startApplication(as('manager'), { cohort });
    if (code === undefined) expect((await start).status).toBe('draft');
    else expect(await errorOf(start)).toMatchObject({ code });
  });

  it('counts its last day to midnight in Shanghai', async () => {
    const { reference: cohort } = await buildCohort(world, { closesOn: '2026-11-25' });
    const at = (iso: string) => personContext(world.actors.manager, { now: new Date(iso) });
    const late = startApplication(at('2026-11-25T16:00:00Z'), { cohort });
    expect(await errorOf(late)).toMatchObject({ code: 'cohorts.over' });
    expect((await startApplication(at('2026-11-25T15:59:59Z'), { cohort })).status).toBe('draft');
  });

  it('that was closed, or is for another region, takes nobody', async () => {
    const closed = await buildCohort(world);
    await closeCohort(as('administrator'), closed);
    expect(await errorOf(startApplication(as('manager'), { cohort: closed.reference }))).toMatchObject({
      code: 'cohorts.over',
    });
    const elsewhere = await buildCohort(world, { regionCode: '4501' });
    const error = await errorOf(startApplication(as('manager'), { cohort: elsewhere.reference }));
    expect([error.code, error.fields['regionCode']]).toEqual(['cohorts.outside', expect.stringContaining('南宁市')]);
  });

  it('admits no more than its places, also of two at once', async () => {
    const cohort = await buildCohort(world, { capacity: 1 });
    const mine = await buildApplication(world, { status: 'recommended', cohort });
    const { actor, creditCode } = await registerAnother();
    const started = await startApplication(personContext(actor), { cohort: cohort.reference });
    const other = await fillAndSubmit(personContext(actor), started, aDraft(world, { creditCode, parkId: '' }));
    const admit = (one: Application, who: WorldActor) =>
      admitApplication(as(who), { reference: one.reference, contentHash: hashOf(one), hasCheckedIdentity: true });
    const settled = await Promise.allSettled([admit(mine, 'regulator'), admit(other, 'cityRegulator')]);
    expect(outcomes(settled)).toEqual(['cohorts.full', 'done']);
    expect([await count('enrolments'), await count('cohorts', { admittedCount: 1 })]).toEqual([1, 1]);
  });
});

describe('once and only once', () => {
  it('two reviewers at the same time come to one outcome', async () => {
    const application = await buildApplication(world, { status: 'recommended' });
    const seen = { reference: application.reference, contentHash: hashOf(application) };
    const said = { reasonCode: 'untrue', reason: '人数与社保不符', wouldChange: '提供社保缴纳证明' };
    const settled = await Promise.allSettled([
      admitApplication(as('regulator'), seen),
      refuseApplication(as('cityRegulator'), { ...seen, ...said }),
      admitApplication(as('cityRegulator'), seen),
    ]);
    expect(outcomes(settled).filter((one) => one === 'done')).toHaveLength(1);
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [(one.reason as AppError).kind] : []));
    expect(refused).toEqual(['Conflict', 'Conflict']);
    const after = await peekApplication(application.reference);
    expect(await count('enrolments')).toBe(after?.status === 'admitted' ? 1 : 0);
    expect(after?.verdicts.filter(({ kind }) => kind === 'admitted' || kind === 'refused')).toHaveLength(1);
  });

  it('two submissions of one credit code at the same time are one, and one enrolment', async () => {
    const cohort = await buildCohort(world);
    const first = await buildApplication(world, { status: 'draft', cohort });
    // Somebody in the firm began a second one in the same moment.
    const twin = { ...first, _id: first._id.replace(/.$/, (c) => (c === '0' ? '1' : '0')), reference: 'A2026-9999' };
    await mongoose.connection.collection('applications').insertOne(twin as never);
    const typed = ` ${world.enterprise.creditCode.toLowerCase().replace(/^(.{4})/, '$1 ')} `;
    const settled = await Promise.allSettled([
      fillAndSubmit(as('manager'), first, aDraft(world)),
      fillAndSubmit(as('officer'), twin, aDraft(world, { creditCode: typed })),
    ]);
    expect(outcomes(settled)).toEqual(['applications.code-taken', 'done']);
    const refused = settled.find((one) => one.status === 'rejected') as PromiseRejectedResult;
    expect((refused.reason as AppError).fields['creditCode']).toContain('已有一份申请');
    const [sent] = (await findApplications(as('parkOfficer'))).rows as [Application];
    const seen = { reference: sent.reference, contentHash: hashOf(sent) };
    await recommendApplication(as('parkOfficer'), seen);
    await admitApplication(as('regulator'), seen);
    expect([await count('applications', { holdsCode: true }), await count('enrolments')]).toEqual([1, 1]);
  });
});

describe('a submission', () => {
  it('of a firm outside any park goes to the county office; its admission opens the firm to its person', async () => {
    const cohort = await buildCohort(world);
    const { actor, creditCode } = await registerAnother();
    const ctx = personContext(actor);
    const started = await startApplication(ctx, { cohort: cohort.reference });
    const draft = aDraft(world, { creditCode, parkId: '', industryCode: 'C21', employees: '30', weakIndicators: '' });
    const { reference, bodyId } = await fillAndSubmit(ctx, started, draft);
    expect(bodyId).toBe(world.bodyId);
    expect((await findApplications(as('regulator'))).rows.map((row) => row.reference)).toEqual([reference]);
    expect((await findApplications(as('otherRegulator'))).rows).toEqual([]);
    const contentHash = hashOf((await peekApplication(reference)) as Application);
    const blind = admitApplication(as('regulator'), { reference, contentHash });
    expect(Object.keys((await errorOf(blind)).fields)).toEqual(['hasCheckedIdentity']);
    await admitApplication(as('regulator'), { reference, contentHash, hasCheckedIdentity: true });
    const firm = await getEnterprise(actor.scope.enterpriseId as string);
    expect(firm).toMatchObject({ status: 'active', employees: 30, division: '21' });
    expect((await actorsOf(actor.personId)).map(({ role }) => role)).toEqual(['enterprise-manager']);
  });

  it('of a large sound low-risk firm is refused with reasons, a day to object and what would change it', async () => {
    const draft = { employees: '3000', revenueFen: '200000', assetsFen: '150000', weakIndicators: '' };
    await mongoose.connection
      .collection('enterprises')
      .updateOne({ _id: world.enterprise._id } as never, { $set: { employees: 3_000 } });
    const application = await buildApplication(world, { status: 'refused', draft });
    expect(application.submission).toMatchObject({ isEligible: false, size: 'large' });
    expect(application.submission?.grounds.map((ground) => ground.because)).toHaveLength(3);
    expect(application.verdicts.at(-1)).toMatchObject({ kind: 'refused', appealUntil: '2027-01-23' });
    expect([application.holdsCode, application.isOpen]).toEqual([false, false]);
  });

  it('keeps the answers of its day when the rules change', async () => {
    const application = await buildApplication(world, { draft: { employees: '3000', revenueFen: '200000' } });
    const versions = ELIGIBILITY.versions as (typeof ELIGIBILITY)['versions'][number][];
    const [first] = versions as [(typeof versions)[number]];
    const strict = { ...first.value, weak: { ...first.value.weak, enough: 9 } };
    versions.push({ ...first, version: '2026-9', from: '2026-11-24', value: strict });
    try {
      const seen = { reference: application.reference, contentHash: hashOf(application) };
      await returnApplication(as('parkOfficer'), { ...seen, reasonCode: 'missing', reason: '缺安全管理人员' });
      const returned = (await peekApplication(application.reference)) as Application;
      const again = await fillAndSubmit(as('manager'), returned, { safetyOfficerName: '梁安全' });
      expect(again.submission).toMatchObject({ ruleVersion: '2026-1', isEligible: true, number: 2 });
      expect((await buildCohort(world)).ruleVersion).toBe('2026-9');
      const kept = await findSubmissions(as('manager'), application.reference);
      expect(kept.map((one) => one.grounds)).toEqual([application.submission?.grounds, again.submission?.grounds]);
    } finally {
      versions.pop();
    }
  });
});

it('comes back, changes, and is decided as it stands: the old page’s approval is refused', async () => {
  const sent = await buildApplication(world, { draft: { responsibleName: '待定' } });
  const { reference } = sent;
  const said = { reference, reasonCode: 'missing', reason: '请写明主要负责人' };
  await returnApplication(as('parkOfficer'), { ...said, contentHash: hashOf(sent) });
  const returned = (await peekApplication(reference)) as Application;
  const again = await fillAndSubmit(as('manager'), returned, { responsibleName: '李厂长', employees: '190' });
  expect(again.status).toBe('resubmitted');
  const old = recommendApplication(as('parkOfficer'), { reference, contentHash: hashOf(sent) });
  expect(await errorOf(old)).toMatchObject({ kind: 'Conflict', code: 'applications.stale' });
  await recommendApplication(as('parkOfficer'), { reference, contentHash: hashOf(again) });
  const stale = admitApplication(as('regulator'), { reference, contentHash: hashOf(sent) });
  expect(await errorOf(stale)).toMatchObject({ kind: 'Conflict', code: 'applications.stale' });
  const done = await admitApplication(as('regulator'), { reference, contentHash: hashOf(again) });
  const [first, second] = await findSubmissions(as('regulator'), reference);
  if (first === undefined || second === undefined) throw new Error('two submissions');
  expect(await diffContent(first.content, second.content, first.ruleVersion)).toEqual([
    { name: 'employees', label: '从业人员（人）', before: '180', after: '190' },
    { name: 'responsibleName', label: '主要负责人', before: '待定', after: '李厂长' },
  ]);
  expect(done.verdicts.map(({ kind, number }) => [kind, number])).toEqual([
    ['returned', 1],
    ['recommended', 2],
    ['admitted', 2],
  ]);
  expect(done.verdicts.at(-1)?.contentHash).toBe(second.contentHash);
});

it('takes the registration away from somebody who is not the firm, and gives the code back', async () => {
  const cohort = await buildCohort(world);
  const { actor, creditCode } = await registerAnother();
  const ctx = personContext(actor);
  const started = await startApplication(ctx, { cohort: cohort.reference });
  const sent = await fillAndSubmit(ctx, started, aDraft(world, { creditCode, parkId: '' }));
  await refuseApplication(as('regulator'), {
    reference: sent.reference,
    contentHash: hashOf(sent),
    reasonCode: 'not-the-firm',
    reason: '企业说没有委托过这个人',
    wouldChange: '请企业负责人本人来办',
  });
  expect(await actorsOf(actor.personId)).toEqual([]);
  expect(await findPeople({ enterpriseId: actor.scope.enterpriseId as string })).toEqual([]);
  const real = await registerAnother({ creditCode, phone: '13911112222' });
  expect(real.actor.scope.enterpriseId).not.toBe(actor.scope.enterpriseId);
});

it('tells a registrant at the field that a firm is known, and nothing of a phone', async () => {
  const known = { ...world.enterprise };
  const taken = await errorOf(registerAnother({ creditCode: known.creditCode }));
  expect(taken.fields).toEqual({ creditCode: expect.stringContaining('要邀请码') });
  expect(JSON.stringify(taken.fields)).not.toContain(known.name);
  expect(await count('enterprises')).toBe(2);
  // Whoever has the number is offered it, and nobody else learns that there is an account behind it.
  const firm = {
    firmName: '别人注册的厂',
    creditCode: creditCode('91450981MA5T99999'),
    regionCode: '450981',
    sector: 'C',
  };
  const asked = { ...firm, sector: 'C' as const, name: '不认识的人', phone: world.phones.manager };
  expect(await registerFirm(visitorContext(), asked)).toBeUndefined();
  const [offer] = await findOffersTo(world.actors.manager.personId, fixedNow);
  expect(offer).toMatchObject({ role: 'applicant', typedName: '不认识的人' });
  // A registration nobody has taken holds the code for minutes only: the firm itself can still come.
  const soon = await errorOf(registerFirm(visitorContext(), { ...asked, phone: '13911115555' }));
  expect(Object.keys(soon.fields)).toEqual(['creditCode']);
  await mongoose.connection
    .collection('enterprises')
    .updateOne({ creditCode: firm.creditCode }, { $set: { createdAt: new Date(fixedNow.getTime() - 11 * 60_000) } });
  const real = await registerAnother({ creditCode: firm.creditCode, phone: '13911113333' });
  expect(real.actor.scope.enterpriseId).not.toBe(offer?.scope.enterpriseId);
  expect(await findOffersTo(world.actors.manager.personId, fixedNow)).toEqual([]);
  const late = await errorOf(registerFirm(visitorContext(), { ...asked, phone: '13911114444' }));
  expect(Object.keys(late.fields)).toEqual(['creditCode']);
});
