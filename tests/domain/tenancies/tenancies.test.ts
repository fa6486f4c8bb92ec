import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  acceptHazard,
  findUntold,
  type Hazard,
  hazardQuery,
  peekHazard,
  planRectification,
  reportHazard,
  sharedCasesOf,
  verifyHazard,
} from '#domain/hazards';
import { findTrails } from '#domain/journal';
import { peekFileOf } from '#domain/majors';
import { reactToEvents } from '#domain/notices';
import { proposeTransfer } from '#domain/parks';
import { recountBoards } from '#domain/tallies';
import {
  acceptLead,
  agreeOnSafety,
  checkTogether,
  confirmTenancy,
  endTenancy,
  enterTenancy,
  findTenancyGaps,
  openTenancyGap,
  sharePlace,
  type Tenancy,
  tellOfShared,
  tenancies,
  unsharePlace,
} from '#domain/tenancies';
import { localDate, nextHour } from '#kernel/dates';
import { code, fieldsOf } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { aPhoto } from '../../support/hazards.ts';
import { acceptWholly, buildSecondPark } from '../../support/parks.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildTenancy, tenancyNow, typedAgreement, typedTenancy } from '../../support/tenancies.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const later = (days: number) => new Date(fixedNow.getTime() + days * 86_400_000);
const clocks = async ({ _id }: Tenancy) =>
  Object.fromEntries(
    (await findDeadlinesOf({ kind: 'tenancy', id: _id })).map(({ kind, dueAt, owedBy }) => [
      kind,
      [localDate(dueAt), owedBy.map(firmOfDesk).join()],
    ]),
  );
const firmOfDesk = (desk: string): string =>
  desk.includes(world.enterprise._id) ? 'landlord' : desk.includes(world.otherEnterprise._id) ? 'tenant' : desk;
const told = async (template: string): Promise<unknown[]> => {
  while ((await reactToEvents(later(1))) > 0);
  const rows = await mongoose.connection.collection('outbox').find({ template }).toArray();
  return rows.map(({ personId }) => personId);
};
const idOf = (who: WorldActor): string => world.actors[who].personId;
/** Tells everybody of what lies in shared parts, as the clock does. */
async function tellAll(at: Date): Promise<number> {
  const due = await findUntold(at, 10, []);
  for (const one of due) await tellOfShared(clockContext(at), one);
  return due.length;
}
/** A worker of one of the two reports the stairs both use. */
async function onStairs(who: WorldActor, at: Date = fixedNow, more: object = {}): Promise<Hazard> {
  const { enterpriseId } = world.actors[who].scope;
  const { reference } = await reportHazard(as(world, who, at), {
    ...{ enterpriseId: enterpriseId ?? '', text: '楼梯扶手松动，要加固', placeText: '2号厂房东侧楼梯 二楼' },
    ...more,
  });
  return (await peekHazard(reference)) as Hazard;
}
const shared = async (lead: 'landlord' | 'tenant', isAgreed = true): Promise<Tenancy> => {
  const row = await sharePlace(as(world, 'officer'), {
    ...{ reference: (await buildTenancy(world)).reference, part: '东侧楼梯', lead },
  });
  const partId = row.shared[0]?.id ?? '';
  return lead === 'tenant' && isAgreed
    ? acceptLead(as(world, 'otherOfficer'), { reference: row.reference, partId })
    : row;
};

describe('who does what', () => {
  it('is read by both, the park, the body and advisers of the landlord; each step is whose the table says', async () => {
    const inForce = await shared('tenant', false);
    const proposed = await buildTenancy(world, 'proposed', { area: '门卫室' });
    const wrong: string[] = [];
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      const actor = world.actors[who];
      const isLandlord = who === 'officer' || who === 'manager';
      const isTenant = who === 'otherOfficer';
      const should = {
        agree: isLandlord || isTenant,
        end: isLandlord || isTenant,
        share: isLandlord,
        unshare: isLandlord,
        check: isLandlord,
        'accept-lead': isTenant,
        'find-gap': false,
        'tell-hazard': false,
      } as const;
      for (const [action, may] of Object.entries(should))
        if (tenancies.can(actor, action as keyof typeof should, inForce) !== may) wrong.push(`${who} ${action}`);
      for (const action of ['confirm', 'decline'] as const)
        if (tenancies.can(actor, action, proposed) !== (isTenant || who === 'parkOfficer'))
          wrong.push(`${who} ${action}`);
      const sees = isLandlord || isTenant || ['parkOfficer', 'regulator', 'cityRegulator', 'adviser'].includes(who);
      if (tenancies.canSee(actor, inForce) !== sees) wrong.push(`${who} sees`);
    }
    expect(wrong).toEqual([]);
    expect(await code(enterTenancy(as(world, 'worker'), typedTenancy(world)))).toBe('common.not-allowed');
  });

  it('counts once the other side or the park says so, within its clock; whoever entered it does not', async () => {
    const row = await buildTenancy(world, 'proposed');
    const { reference } = row;
    expect([row.enterpriseId, row.tenantId]).toEqual([world.enterprise._id, world.otherEnterprise._id]);
    expect(await clocks(row)).toEqual({ 'tenancy-answer': ['2026-12-01', 'tenant'] });
    expect(await code(confirmTenancy(as(world, 'manager'), { reference }))).toBe('common.not-allowed');
    expect((await confirmTenancy(as(world, 'otherOfficer'), { reference })).status).toBe('in-force');
    expect(await told('tenancy-entered')).toContain(idOf('otherOfficer'));
    expect(await told('tenancy-confirmed')).toEqual(expect.arrayContaining([idOf('officer'), idOf('parkOfficer')]));
  });

  it('is entered by the tenant as well, and by the park for two firms in it; not of two others, nor twice', async () => {
    const { creditCode } = world.enterprise;
    const byTenant = await enterTenancy(as(world, 'otherOfficer'), {
      ...{ landlordCode: creditCode, area: '仓库', startsOn: '2026-11-01' },
    });
    expect([byTenant.enterpriseId, byTenant.tenantId]).toEqual([world.enterprise._id, world.otherEnterprise._id]);
    const both = { landlordCode: creditCode, tenantCode: world.otherEnterprise.creditCode, startsOn: '2026-11-01' };
    const byPark = await enterTenancy(as(world, 'parkOfficer'), { ...both, area: '三层' });
    expect((await confirmTenancy(as(world, 'otherOfficer'), { reference: byPark.reference })).status).toBe('in-force');
    expect(await fieldsOf(enterTenancy(as(world, 'parkOfficer'), { ...both, area: '三层' }))).toEqual(['area']);
    expect(await fieldsOf(enterTenancy(as(world, 'officer'), { area: '四层', startsOn: '2026-11-01' }))).toEqual([
      'tenantCode',
    ]);
    const own = { landlordCode: world.otherEnterprise.creditCode, tenantCode: world.otherEnterprise.creditCode };
    expect(await fieldsOf(enterTenancy(as(world, 'officer'), { ...both, ...own, area: '五层' }))).toEqual([
      'tenantCode',
    ]);
  });
});

describe('agreement', () => {
  it('keeps until when, whose duties, who co-ordinates and who leads in fire, and falls due at both', async () => {
    const row = await buildTenancy(world);
    const { reference } = row;
    const typed = await typedAgreement(world);
    expect(await fieldsOf(agreeOnSafety(as(world, 'officer'), { reference, ...typed, photoIds: [] }))).toEqual([
      'photos',
    ]);
    expect(await fieldsOf(agreeOnSafety(as(world, 'officer'), { reference, ...typed, until: '2026-11-01' }))).toEqual([
      'until',
    ]);
    const { agreement } = await agreeOnSafety(as(world, 'otherOfficer'), {
      ...{ reference, ...typed, photoIds: [await aPhoto(as(world, 'otherOfficer'))] },
    });
    expect(agreement).toMatchObject({ until: '2027-10-31', duties: typed.duties, fireLead: 'landlord' });
    expect(agreement?.coordinator).toBe('桂宝陶瓷梁安全');
    expect((await clocks(row))['tenancy-agreement']).toEqual(['2027-10-31', 'landlord,tenant']);
  });

  it('is checked together every month, by a clock of the landlord', async () => {
    const row = await buildTenancy(world);
    const { reference } = row;
    expect((await clocks(row))['tenancy-check']).toEqual(['2026-12-24', 'landlord']);
    const checked = { reference, found: '楼梯堆了纸箱，当场清走', photoIds: [] };
    expect(await fieldsOf(checkTogether(as(world, 'officer'), { ...checked, on: '2026-11-25' }))).toEqual(['on']);
    await checkTogether(as(world, 'officer', later(10)), { ...checked, on: '2026-12-03' });
    expect((await clocks(row))['tenancy-check']).toEqual(['2027-01-03', 'landlord']);
    expect(await told('tenancy-checked')).toContain(idOf('otherOfficer'));
  });

  it('proposes one suspected case at the landlord where it is missing, however often the clock looks', async () => {
    const row = await buildTenancy(world);
    const gaps = () => findTenancyGaps(fixedNow, 10, []);
    const found = await gaps();
    expect(found.map(({ _id }) => _id)).toEqual([row._id]);
    const done = await Promise.all([1, 2].map(() => openTenancyGap(clockContext(), row).catch(() => false)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await openTenancyGap(clockContext(), row)).toBe(false);
    expect(await gaps()).toEqual([]);
    const cases = await mongoose.connection.collection<Hazard>('hazards').find().toArray();
    expect(cases).toHaveLength(1);
    const [one] = cases as unknown as [Hazard];
    expect([one.enterpriseId, one.isClaimedMajor, one.foundBy, one.isMajor]).toEqual([
      ...[world.enterprise._id, true, 'register', false],
    ]);
    expect(one.text).toContain('GM-3.1');
    expect((await peekFileOf(one._id))?.status).toBe('suspected');
    expect((await tenancyNow(row)).gap).toEqual({ since: '2026-11-24', hazardReference: one.reference });
    for (const who of ['officer', 'otherOfficer', 'parkOfficer', 'regulator'] as const)
      expect(await told('tenancy-gap')).toContain(idOf(who));
  });

  it('proposes it anew once an agreement has run out, but while the case of before is open', async () => {
    const row = await buildTenancy(world, 'in-force', { isAgreed: true });
    expect(await findTenancyGaps(fixedNow, 10, [])).toEqual([]);
    const after = later(400);
    expect(await openTenancyGap(clockContext(after), row)).toBe(true);
    const first = (await tenancyNow(row)).gap?.hazardReference;
    const again = { ...(await typedAgreement(world, after)), until: '2028-10-31' };
    await agreeOnSafety(as(world, 'officer', after), { reference: row.reference, ...again });
    expect((await tenancyNow(row)).gap).toBeUndefined();
    expect(await openTenancyGap(clockContext(later(900)), row)).toBe(true);
    expect((await tenancyNow(row)).gap?.hazardReference).toBe(first);
    expect(await mongoose.connection.collection('hazards').countDocuments()).toBe(1);
  });
});

describe('a hazard in a shared part', () => {
  it('reaches both, and whoever leads has it: the landlord, though a worker of the tenant told it', async () => {
    const row = await shared('landlord');
    const hazard = await onStairs('otherWorker');
    expect([hazard.enterpriseId, hazard.parkId, hazard.shared?.part]).toEqual([
      ...[world.enterprise._id, world.park._id, '东侧楼梯'],
    ]);
    expect(await tellAll(fixedNow)).toBe(1);
    expect(await tellAll(fixedNow)).toBe(0);
    expect(await told('hazard-reported')).toContain(idOf('officer'));
    expect(await told('tenancy-hazard')).toEqual([idOf('otherOfficer')]);
    const [seen] = await sharedCasesOf(as(world, 'otherOfficer'), row._id, 10);
    expect(seen).toMatchObject({ reference: hazard.reference, words: hazard.text, enterpriseId: world.enterprise._id });
    expect(JSON.stringify(seen)).not.toContain(idOf('otherWorker'));
    const list = await hazardQuery(as(world, 'otherOfficer'), {});
    expect(await mongoose.connection.collection('hazards').countDocuments(list as never)).toBe(0);
  });

  it('is the tenant’s where it has agreed to lead, and the landlord’s until then', async () => {
    const row = await shared('tenant', false);
    expect((await onStairs('worker')).enterpriseId).toBe(world.enterprise._id);
    await acceptLead(as(world, 'otherOfficer'), { reference: row.reference, partId: row.shared[0]?.id ?? '' });
    const hazard = await onStairs('worker', later(1));
    // It belongs where the premises lie, whoever leads.
    expect([hazard.enterpriseId, hazard.parkId, hazard.bodyId]).toEqual([
      ...[world.otherEnterprise._id, world.park._id, world.bodyId],
    ]);
    await tellAll(later(1));
    expect(await told('tenancy-hazard')).toEqual(expect.arrayContaining([idOf('officer'), idOf('manager')]));
  });

  it('is one firm’s alone elsewhere, about managers, and where the part is shared no more', async () => {
    const row = await shared('landlord');
    expect((await onStairs('otherWorker', fixedNow, { placeText: '包装车间' })).shared).toBeUndefined();
    expect((await onStairs('otherWorker', fixedNow, { isAboutManagers: true })).shared).toBeUndefined();
    await unsharePlace(as(world, 'officer'), { reference: row.reference, partId: row.shared[0]?.id ?? '' });
    expect((await onStairs('otherWorker')).enterpriseId).toBe(world.otherEnterprise._id);
  });

  it('told without a name is told to the other, and shown with the tenancy, from the full hour on', async () => {
    const row = await shared('landlord');
    const at = new Date(+nextHour(fixedNow) + 1_000);
    await onStairs('otherWorker', at, { isAnonymous: true });
    expect([await tellAll(at), await sharedCasesOf(as(world, 'otherOfficer', at), row._id, 10)]).toEqual([0, []]);
    const hour = nextHour(at);
    expect((await sharedCasesOf(as(world, 'otherOfficer', hour), row._id, 10)).length).toBe(1);
    expect(await tellAll(hour)).toBe(1);
    const events = await findTrails([{ kind: 'tenancy', id: row._id }]);
    expect(events.filter(({ name, at: when }) => name === 'tenancies.hazard-told' && when < hour)).toEqual([]);
  });

  it('is taken in though the register cannot be read: a part without a name, a landlord there is not', async () => {
    const row = await shared('landlord');
    const spoil = (set: object) =>
      mongoose.connection.collection('tenancies').updateOne({ _id: row._id as never }, { $set: set });
    await spoil({ shared: [{ id: 'x' }, 3] });
    expect((await onStairs('otherWorker')).enterpriseId).toBe(world.otherEnterprise._id);
    await spoil({ shared: row.shared, enterpriseId: 'f'.repeat(24) });
    expect((await onStairs('otherWorker', later(1))).enterpriseId).toBe(world.otherEnterprise._id);
  });

  it('rewards a worker of either firm', async () => {
    await shared('landlord');
    const { reference } = await onStairs('otherWorker');
    await acceptHazard(as(world, 'officer'), { reference });
    await verifyHazard(as(world, 'officer'), { reference, result: 'valid', grade: 'general' });
    const rewards = await mongoose.connection.collection('rewards').find().toArray();
    expect(rewards.map(({ enterpriseId, personId }) => [enterpriseId, personId])).toEqual([
      [world.enterprise._id, idOf('otherWorker')],
    ]);
  });
});

describe('moving out', () => {
  it('gives the landlord the open cases the tenant led, with their clocks, numbers and boards', async () => {
    const row = await shared('tenant');
    const { reference } = await onStairs('otherWorker');
    const own = await onStairs('otherWorker', fixedNow, { placeText: '包装车间' });
    const tenant = () => as(world, 'otherOfficer');
    await acceptHazard(tenant(), { reference });
    await verifyHazard(tenant(), { reference, result: 'valid', grade: 'general' });
    await planRectification(tenant(), {
      ...{ reference, ownerId: idOf('otherWorker'), measure: '换扶手', fundFen: 0, dueOn: '2026-12-01' },
      contingency: '围挡，走西侧楼梯',
    });
    await endTenancy(tenant(), { reference: row.reference, reason: '租期满' });
    const after = (await peekHazard(reference)) as Hazard;
    expect([after.enterpriseId, after.status, after.rectification?.dueOn]).toEqual([
      ...[world.enterprise._id, 'rectifying', '2026-12-01'],
    ]);
    expect((await peekHazard(own.reference))?.enterpriseId).toBe(world.otherEnterprise._id);
    const due = await findDeadlinesOf({ kind: 'hazard', id: after._id });
    expect(due.map(({ owedBy, subject }) => [owedBy.map(firmOfDesk).join(), subject.enterpriseId])).toEqual([
      ['landlord', world.enterprise._id],
    ]);
    expect(await told('hazard-lead-changed')).toEqual(expect.arrayContaining([idOf('officer')]));
    await planRectification(as(world, 'officer'), {
      ...{ reference, ownerId: idOf('worker'), measure: '换扶手', fundFen: 0, dueOn: '2026-12-01' },
      contingency: '围挡，走西侧楼梯',
    });
    const check = await recountBoards(clockContext(later(1)));
    expect(JSON.stringify(check)).not.toMatch(/"wrong":[1-9]/);
    expect(await clocks(row)).toEqual({});
  });

  it('leaves a case nobody knows of yet unknown to the trail of the landlord', async () => {
    const row = await shared('tenant');
    const hazard = await onStairs('otherWorker', fixedNow, { isAnonymous: true });
    await endTenancy(as(world, 'otherOfficer'), { reference: row.reference, reason: '租期满' });
    expect((await peekHazard(hazard.reference))?.enterpriseId).toBe(world.enterprise._id);
    const [event] = (await findTrails([{ kind: 'hazard', id: hazard._id }])).filter(
      ({ name }) => name === 'hazards.lead-changed',
    );
    expect([event?.door, event?.actor.personId]).toEqual(['hidden', undefined]);
  });

  it('asks both, once one of them has moved to another park; the tenancy stays with the park', async () => {
    await mongoose.connection
      .collection('enterprises')
      .updateOne({ _id: world.otherEnterprise._id as never }, { $set: { parkId: world.park._id } });
    const row = await buildTenancy(world);
    const second = await buildSecondPark(world);
    const { reference } = await proposeTransfer(as(world, 'parkOfficer'), {
      ...{ enterpriseId: world.enterprise._id, toParkId: second.park._id, reason: '搬迁' },
    });
    await acceptWholly({ ...as(world, 'parkOfficer'), actor: second.officer }, { reference });
    const after = await tenancyNow(row);
    expect([after.parkId, after.status, after.apartSince]).toEqual([world.park._id, 'in-force', fixedNow]);
    expect((await clocks(row))['tenancy-apart']).toEqual(['2026-12-24', 'landlord,tenant']);
  });
});
