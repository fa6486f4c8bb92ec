import { spawn } from 'node:child_process';
import mongoose from 'mongoose';
import { getAsides, tryAgain } from '#domain/aside';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  acceptHazard,
  findUntold,
  type Hazard,
  peekHazard,
  reportHazard,
  sharedCasesOf,
  verifyHazard,
} from '#domain/hazards';
import { askResume, type Stop, stops } from '#domain/majors';
import { reactToEvents } from '#domain/notices';
import { type Enterprise, getEnterprise } from '#domain/organisations';
import { proposeTransfer } from '#domain/parks';
import {
  acceptLead,
  agreeOnSafety,
  confirmTenancy,
  endTenancy,
  enterTenancy,
  findTenancyGaps,
  openTenancyGap,
  sharePlace,
  type Tenancy,
  tellOfShared,
  tenanciesInWords,
} from '#domain/tenancies';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { runJob } from '../../../jobs/timetable.ts';
import { buildAccident } from '../../support/accidents.ts';
import { code, fieldsOf } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildStop, fileOf } from '../../support/majors.ts';
import { acceptWholly, buildSecondPark } from '../../support/parks.ts';
import { as } from '../../support/plans.ts';
import { testMongoUri, useStores } from '../../support/stores.ts';
import { buildTenancy, tenancyNow, typedAgreement, typedTenancy } from '../../support/tenancies.ts';
import { buildWorld, creditCode, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const later = (days: number) => new Date(fixedNow.getTime() + days * 86_400_000);
const collection = (name: string) => mongoose.connection.collection(name);
const told = async (template: string): Promise<unknown[]> => {
  while ((await reactToEvents(later(1))) > 0);
  const rows = await collection('outbox').find({ template }).toArray();
  return rows.map(({ personId }) => personId);
};
const idOf = (who: WorldActor): string => world.actors[who].personId;
const PART = '东侧楼梯';

/** A third firm under the same roof, with somebody who runs it. */
interface Third {
  firm: Enterprise;
  officer: PersonActor;
  as: () => Context;
}
async function buildThird(): Promise<Third> {
  const known = await collection('enterprises').findOne({ _id: world.otherEnterprise._id as never });
  const _id = newId(fixedNow);
  const named = { name: '北流三环包装有限公司', shortName: '三环包装', creditCode: creditCode('91450981MA5K00003') };
  await collection('enterprises').insertOne({ ...known, _id, ...named } as never);
  const actor: PersonActor = {
    ...{ kind: 'person', personId: newId(fixedNow), grantId: newId(fixedNow), name: '苏安全' },
    ...{ role: 'safety-officer', scope: { enterpriseId: _id } },
  };
  await collection('accounts').insertOne({
    ...{ _id: actor.personId, name: actor.name, phone: '13900009876', status: 'active', createdAt: fixedNow },
    grants: [{ _id: actor.grantId, role: actor.role, scope: actor.scope }],
  } as never);
  return { firm: await getEnterprise(_id), officer: actor, as: () => personContext(actor, { now: fixedNow }) };
}
/** The world's firm lets to the third one as well, and both use the stairs. */
async function letToThird(
  third: Third,
  lead: 'landlord' | 'tenant' = 'landlord',
  area = '2号厂房三层',
): Promise<Tenancy> {
  const typed = { ...typedTenancy(world, { area }), tenantCode: third.firm.creditCode };
  const { reference } = await enterTenancy(as(world, 'officer'), typed);
  await confirmTenancy(third.as(), { reference });
  return sharePlace(as(world, 'officer'), { reference, part: PART, lead });
}
/** The world's two firms share the stairs. */
async function shared(lead: 'landlord' | 'tenant', area?: string): Promise<Tenancy> {
  const { reference } = await buildTenancy(world, 'in-force', area === undefined ? {} : { area });
  const row = await sharePlace(as(world, 'officer'), { reference, part: PART, lead });
  return lead === 'landlord'
    ? row
    : acceptLead(as(world, 'otherOfficer'), { reference, partId: row.shared[0]?.id ?? '' });
}
async function onStairs(ctx: Context): Promise<Hazard> {
  const { enterpriseId = '' } = (ctx.actor as PersonActor).scope;
  const words = { text: '楼梯扶手松动，要加固', placeText: '2号厂房东侧楼梯 二楼' };
  const { reference } = await reportHazard(ctx, { enterpriseId, ...words });
  return (await peekHazard(reference)) as Hazard;
}
async function tellAll(): Promise<void> {
  for (const one of await findUntold(fixedNow, 10, [])) await tellOfShared(clockContext(), one);
}

describe('three firms and one part', () => {
  it('is led by one of them for all, whoever of them reports; a second tenant cannot take the lead beside it', async () => {
    const third = await buildThird();
    // The third came first, so that no order of rows decides.
    const its = await letToThird(third, 'tenant');
    await shared('tenant');
    const leads = world.otherEnterprise._id;
    for (const ctx of [as(world, 'worker'), as(world, 'otherWorker'), third.as()])
      expect((await onStairs(ctx)).enterpriseId).toBe(leads);
    const partId = its.shared[0]?.id ?? '';
    expect(await fieldsOf(acceptLead(third.as(), { reference: its.reference, partId }))).toEqual(['partId']);
    const sections = JSON.stringify(await tenanciesInWords.words.sections?.(third.as(), await tenancyNow(its)));
    expect(sections).toContain('另一家承租方 南宁邕江机械制造有限公司');
  });

  it('is the landlord’s once the firm that led is no more, not the firm’s that told of it', async () => {
    const third = await buildThird();
    await letToThird(third);
    await shared('tenant');
    await collection('enterprises').updateOne(
      { _id: world.otherEnterprise._id as never },
      { $set: { status: 'closed' } },
    );
    expect((await onStairs(third.as())).enterpriseId).toBe(world.enterprise._id);
  });

  it('is told each of them once, however many tenancies they have there', async () => {
    const third = await buildThird();
    await letToThird(third);
    await letToThird(third, 'landlord', '2号厂房四层');
    await shared('tenant');
    await onStairs(as(world, 'otherWorker'));
    await tellAll();
    const people = await told('tenancy-hazard');
    const of = (id: string) => people.filter((one) => one === id).length;
    expect([idOf('officer'), idOf('manager'), third.officer.personId, idOf('otherOfficer')].map(of)).toEqual([
      1, 1, 1, 0,
    ]);
  });

  it('is told the others though one tenancy there cannot be changed', async () => {
    const third = await buildThird();
    const broken = await letToThird(third);
    await shared('landlord');
    await onStairs(as(world, 'worker'));
    await collection('tenancies').updateOne({ _id: broken._id as never }, { $unset: { version: 1 } });
    await tellAll();
    expect(await findUntold(fixedNow, 10, [])).toEqual([]);
    expect(await told('tenancy-hazard')).toEqual([idOf('otherOfficer')]);
  });
});

/** A process of its own in which the tenant takes the lead, killed at that write. @returns how it ended. */
const acceptKilledAt = ({ reference, shared: [part] }: Tenancy, killAt: number): Promise<string | number | null> =>
  new Promise((ended) => {
    const script = 'tests/support/killedWhileAcceptingLead.ts';
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', script, testMongoUri(), reference, part?.id ?? '', String(killAt)],
      {
        env: { ...process.env, TENANT: JSON.stringify(world.actors.otherOfficer) },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    child.on('exit', (status, signal) => ended(signal ?? status));
  });

describe('two tenants who say at once that they lead', () => {
  it('lead one of them, whoever was first, and the other is told so', async () => {
    const third = await buildThird();
    const its = await letToThird(third, 'tenant');
    const { reference } = await buildTenancy(world);
    const mine = await sharePlace(as(world, 'officer'), { reference, part: PART, lead: 'tenant' });
    const answers = await Promise.all([
      code(acceptLead(third.as(), { reference: its.reference, partId: its.shared[0]?.id ?? '' })),
      code(acceptLead(as(world, 'otherOfficer'), { reference, partId: mine.shared[0]?.id ?? '' })),
    ]);
    expect(answers.toSorted()).toEqual(['common.check-fields', 'done']);
    const rows = [await tenancyNow(its), await tenancyNow(mine)];
    expect(rows.map(({ shared: [part] }) => part?.isAgreed === true)).toEqual(answers.map((one) => one === 'done'));
  });

  it('lead one of them also where neither tenancy is confirmed yet', async () => {
    const third = await buildThird();
    const typed = { ...typedTenancy(world, { area: '2号厂房三层' }), tenantCode: third.firm.creditCode };
    const its = await enterTenancy(as(world, 'officer'), typed);
    const mine = await buildTenancy(world, 'proposed');
    for (const { reference } of [its, mine])
      await sharePlace(as(world, 'officer'), { reference, part: PART, lead: 'tenant' });
    const partOf = async (row: Tenancy) => (await tenancyNow(row)).shared[0]?.id ?? '';
    await acceptLead(third.as(), { reference: its.reference, partId: await partOf(its) });
    const second = acceptLead(as(world, 'otherOfficer'), { reference: mine.reference, partId: await partOf(mine) });
    expect(await fieldsOf(second)).toEqual(['partId']);
  });

  it('killed at any of its writes, it is accepted wholly or not at all, and is accepted anew', async () => {
    const row = await shared('landlord');
    await collection('tenancies').updateOne(
      { _id: row._id as never },
      { $set: { 'shared.0.lead': 'tenant' }, $unset: { 'shared.0.isAgreed': 1 } },
    );
    for (let killAt = 1; (await acceptKilledAt(row, killAt)) === 'SIGKILL'; killAt++) {
      const [part] = (await tenancyNow(row)).shared;
      const events = await collection('events').countDocuments({ name: 'tenancies.lead-accepted' });
      expect([killAt, part?.isAgreed === true, events]).toEqual([killAt, false, 0]);
    }
    expect((await tenancyNow(row)).shared[0]?.isAgreed).toBe(true);
    expect(await collection('events').countDocuments({ name: 'tenancies.lead-accepted' })).toBe(1);
  });
});

describe('a part by its name', () => {
  it('that only says what kind of place it is, is not entered', async () => {
    const { reference } = await buildTenancy(world);
    for (const part of ['车间', ' 厂 房', '仓库'])
      expect(await fieldsOf(sharePlace(as(world, 'officer'), { reference, part, lead: 'landlord' }))).toEqual(['part']);
  });

  it('entered before as 车间 takes no case out of the tenant’s own; nor does 1号门 take what is told of 11号门', async () => {
    const row = await shared('landlord');
    const named = (name: string) =>
      collection('tenancies').updateOne({ _id: row._id as never }, { $set: { 'shared.0.name': name } });
    const at = async (placeText: string) => {
      const words = { enterpriseId: world.otherEnterprise._id, text: '地上有油，容易滑倒', placeText };
      const { reference } = await reportHazard(as(world, 'otherWorker'), words);
      return (await peekHazard(reference))?.enterpriseId === world.enterprise._id;
    };
    await named('车间');
    expect([await at('二车间'), await at('包装车间 北门'), await at('车间')]).toEqual([false, false, true]);
    await named('1号门');
    expect([await at('厂区11号门'), await at('东边 1 号门外'), await at('1号门')]).toEqual([false, true, true]);
    // Phones write small letters, whoever entered it large ones.
    await named('A栋过道');
    expect([await at('a栋过道'), await at('Ａ栋过道，靠窗'), await at('aa栋过道')]).toEqual([true, true, false]);
    await named('二层过道');
    expect([await at('十二层过道'), await at('2号厂房二层过道')]).toEqual([false, true]);
  });
});

describe('moving out of a case because of which something stands still', () => {
  const moveOut = ({ reference }: Tenancy) => endTenancy(as(world, 'otherOfficer'), { reference, reason: '租期满' });
  /** A major hazard the tenant leads, and what stands still because of it. */
  async function stopped(): Promise<{ row: Tenancy; hazard: Hazard; stop: Stop }> {
    const row = await shared('tenant');
    const hazard = await onStairs(as(world, 'otherWorker'));
    const { reference } = hazard;
    await acceptHazard(as(world, 'otherOfficer'), { reference });
    await verifyHazard(as(world, 'otherOfficer'), {
      reference,
      result: 'valid',
      grade: 'major',
      majorBasis: '《工贸企业重大事故隐患判定标准》第三条',
    });
    return { row, hazard, stop: await buildStop(world, (await fileOf(hazard)).reference) };
  }

  it('leaves the order to the landlord, who asks to go on, is told, and is reminded; the tenant reads it no more', async () => {
    const { row, stop } = await stopped();
    const { reference } = stop;
    expect(await code(stops.get(as(world, 'otherOfficer'), reference))).toBe('done');
    await moveOut(row);
    expect((await stops.get(as(world, 'officer'), reference)).enterpriseId).toBe(world.enterprise._id);
    expect(await code(stops.get(as(world, 'otherOfficer'), reference))).toBe('common.not-found');
    expect(await told('stop-given')).toEqual(expect.arrayContaining([idOf('officer'), idOf('manager')]));
    const asked = { reference, done: '扶手换好', evaluation: '外请专家评估合格' };
    expect((await askResume(as(world, 'officer'), asked)).status).toBe('resume-asked');
    const due = await findDeadlinesOf({ kind: 'stop-order', id: stop._id });
    expect(due.map(({ subject }) => subject.enterpriseId)).toContain(world.enterprise._id);
  });

  it('does so too where the case itself is closed by then', async () => {
    const { row, hazard, stop } = await stopped();
    await collection('hazards').updateOne(
      { _id: hazard._id as never },
      { $set: { status: 'closed', isOpen: false, closedAt: fixedNow } },
    );
    await moveOut(row);
    expect((await peekHazard(hazard.reference))?.enterpriseId).toBe(world.otherEnterprise._id);
    expect((await stops.peek(stop.reference))?.enterpriseId).toBe(world.enterprise._id);
  });

  it('ends the tenancy though one case has no version, another’s file none, and a stop is spoiled: each is told', async () => {
    const { row, hazard, stop } = await stopped();
    const whole = await onStairs(as(world, 'otherWorker'));
    const without = await onStairs(as(world, 'otherWorker'));
    await collection('hazards').updateOne({ _id: without._id as never }, { $unset: { version: 1 } });
    await collection('majorHazards').updateOne({ hazardId: hazard._id }, { $unset: { version: 1 } });
    await collection('stopOrders').updateOne({ _id: stop._id as never }, { $unset: { version: 1 } });
    expect((await moveOut(row)).status).toBe('ended');
    const firmOf = async ({ reference }: Hazard) => (await peekHazard(reference))?.enterpriseId;
    expect([await firmOf(whole), await firmOf(without), await firmOf(hazard)]).toEqual([
      ...[world.enterprise._id, world.otherEnterprise._id, world.otherEnterprise._id],
    ]);
    const asides = await collection('asides').find({ loop: 'unreadable' }).toArray();
    expect(asides.map(({ key }) => key)).toEqual(
      expect.arrayContaining([`hazard:${without._id}`, expect.stringMatching(/^major-hazard:/)]),
    );
  });
});

describe('what stayed with a tenant who has moved out because it could not be read', () => {
  const clockAt = (now: Date) => runJob('tenancies', () => now, 'test', new AbortController().signal);
  const inMinutes = (minutes: number) => new Date(fixedNow.getTime() + minutes * 60_000);
  const firmOf = async ({ reference }: Hazard) => (await peekHazard(reference))?.enterpriseId;
  const asides = () => collection('asides').find({ loop: 'tenancies-to-give' }).toArray();
  const setVersion = (name: string, _id: string, change: object) =>
    collection(name).updateOne({ _id: _id as never }, change);
  /** Two cases the tenant led: one is broken while it moves out, the other goes over. */
  async function left(): Promise<{ row: Tenancy; broken: Hazard; second: Hazard }> {
    const row = await shared('tenant');
    const broken = await onStairs(as(world, 'otherWorker'));
    const second = await onStairs(as(world, 'otherWorker'));
    for (const one of [broken, second]) await setVersion('hazards', one._id, { $unset: { version: 1 } });
    await endTenancy(as(world, 'otherOfficer'), { reference: row.reference, reason: '租期满' });
    return { row, broken, second };
  }

  it('goes to the landlord once it is mended, by the clock, each by itself, once, and the trail says so', async () => {
    const { row, broken, second } = await left();
    await clockAt(inMinutes(1));
    expect((await asides()).map(({ key }) => key)).toEqual([row._id]);
    await setVersion('hazards', second._id, { $set: { version: 4 } });
    await clockAt(inMinutes(60 * 24));
    expect([await firmOf(broken), await firmOf(second)]).toEqual([world.otherEnterprise._id, world.enterprise._id]);
    await setVersion('hazards', broken._id, { $set: { version: 4 } });
    await Promise.all([clockAt(inMinutes(60 * 48)), clockAt(inMinutes(60 * 48))]);
    await clockAt(inMinutes(60 * 72));
    expect(await firmOf(broken)).toBe(world.enterprise._id);
    expect(await collection('events').countDocuments({ name: 'hazards.lead-changed' })).toBe(2);
    expect([await asides(), (await tenancyNow(row)).awaitsGiving]).toEqual([[], undefined]);
  });

  it('goes there at once by the button of whoever mended it', async () => {
    const { broken, second } = await left();
    await clockAt(inMinutes(1));
    for (const one of [broken, second]) await setVersion('hazards', one._id, { $set: { version: 4 } });
    const office = as(world, 'administrator', inMinutes(1));
    const waiting = (await getAsides(office)).rows.find(({ loop }) => loop === 'tenancies-to-give');
    await tryAgain(office, waiting?._id ?? '');
    await clockAt(inMinutes(1));
    expect([await firmOf(broken), await firmOf(second)]).toEqual([world.enterprise._id, world.enterprise._id]);
  });

  it('goes along with the order because of which something stands still, though the order alone was spoiled', async () => {
    const row = await shared('tenant');
    const hazard = await onStairs(as(world, 'otherWorker'));
    const { reference } = hazard;
    await acceptHazard(as(world, 'otherOfficer'), { reference });
    const judged = { result: 'valid', grade: 'major', majorBasis: '《工贸企业重大事故隐患判定标准》第三条' } as const;
    await verifyHazard(as(world, 'otherOfficer'), { reference, ...judged });
    const stop = await buildStop(world, (await fileOf(hazard)).reference);
    await setVersion('stopOrders', stop._id, { $unset: { version: 1 } });
    await endTenancy(as(world, 'otherOfficer'), { reference: row.reference, reason: '租期满' });
    const firmOfStop = async () => (await stops.peek(stop.reference))?.enterpriseId;
    expect([await firmOf(hazard), await firmOfStop()]).toEqual([world.enterprise._id, world.otherEnterprise._id]);
    await setVersion('stopOrders', stop._id, { $set: { version: 1 } });
    await clockAt(inMinutes(1));
    expect(await firmOfStop()).toBe(world.enterprise._id);
  });

  it('is owed by nobody where all could be given', async () => {
    const row = await shared('tenant');
    await onStairs(as(world, 'otherWorker'));
    await endTenancy(as(world, 'otherOfficer'), { reference: row.reference, reason: '租期满' });
    expect((await tenancyNow(row)).awaitsGiving).toBeUndefined();
  });
});

describe('a cry for help from a part they share', () => {
  const cry = async (who: WorldActor, text: string, more: object = {}): Promise<Hazard> => {
    const { reference } = await reportHazard(as(world, who), { text, isUrgent: true, ...more });
    return (await peekHazard(reference)) as Hazard;
  };

  it('that names the part in its words alone stays with those who are there, and the others are told', async () => {
    const row = await shared('landlord');
    const { enterpriseId, shared: part } = await cry('otherWorker', '东侧楼梯着火了，快来人', {
      ...{ enterpriseId: world.otherEnterprise._id, isAnonymous: true },
    });
    expect([enterpriseId, part?.tenancyIds]).toEqual([world.otherEnterprise._id, [row._id]]);
    await tellAll();
    expect((await told('tenancy-hazard')).toSorted()).toEqual([idOf('officer'), idOf('manager')].toSorted());
  });

  it('that names the firm in its words alone is whoever’s leads there, as if the firm had been chosen', async () => {
    await shared('landlord');
    const hazard = await cry('otherWorker', '邕江机械制造有限公司着火了', { placeText: '东侧楼梯' });
    expect([hazard.enterpriseId, hazard.shared?.part]).toEqual([world.enterprise._id, PART]);
    await tellAll();
    expect(await told('tenancy-hazard')).toEqual([idOf('otherOfficer')]);
  });
});

describe('what cannot be read', () => {
  it('stops no report: a part that is nothing, one of blanks, a list that is none', async () => {
    const row = await shared('landlord');
    for (const parts of [[null, ...row.shared], [{ id: 'x', name: ' ', lead: 'landlord' }], { 0: 'x' }]) {
      await collection('tenancies').updateOne({ _id: row._id as never }, { $set: { shared: parts } });
      const isThere = Array.isArray(parts) && parts.length === 2;
      const { enterpriseId } = await onStairs(as(world, 'otherWorker'));
      expect(enterpriseId).toBe(isThere ? world.enterprise._id : world.otherEnterprise._id);
    }
  });
});

describe('a tenancy that has not begun', () => {
  it('lacks no agreement before its first day, and is checked together a month after it', async () => {
    const row = await buildTenancy(world, 'in-force', { startsOn: '2027-01-15' });
    expect(await findTenancyGaps(fixedNow, 10, [])).toEqual([]);
    expect(await openTenancyGap(clockContext(), row)).toBe(false);
    expect(await collection('hazards').countDocuments()).toBe(0);
    expect(tenanciesInWords.words.tags?.(row, fixedNow)).toEqual([]);
    const due = await findDeadlinesOf({ kind: 'tenancy', id: row._id });
    expect(due.map(({ kind, dueAt }) => [kind, localDate(dueAt)])).toEqual([['tenancy-check', '2027-02-15']]);
    const begun = new Date('2027-01-15T02:00:00Z');
    expect((await findTenancyGaps(begun, 10, [])).map(({ _id }) => _id)).toEqual([row._id]);
    expect(await openTenancyGap(clockContext(begun), row)).toBe(true);
  });
});

describe('an agreement of before', () => {
  it('stays beside the one that took its place, with whose duty was what', async () => {
    const row = await buildTenancy(world, 'in-force', { isAgreed: true });
    const first = (await tenancyNow(row)).agreement;
    const second = { ...(await typedAgreement(world)), duties: '全部归承租方', fireLead: 'tenant' as const };
    await agreeOnSafety(as(world, 'officer', later(1)), { reference: row.reference, ...second });
    const after = await tenancyNow(row);
    expect(after.agreement?.duties).toBe('全部归承租方');
    expect(after.formerAgreements).toEqual([{ ...first, replacedAt: later(1) }]);
    const sections = (await tenanciesInWords.words.sections?.(as(world, 'otherOfficer'), after)) ?? [];
    expect(JSON.stringify(sections.find(({ title }) => title === '以前的协议'))).toContain('电气和楼梯归出租方');
  });

  it('is not taken the place of once there was an accident; a first one is entered all the same', async () => {
    const agreedRow = await buildTenancy(world, 'in-force', { isAgreed: true });
    const without = await buildTenancy(world, 'in-force', { area: '门卫室' });
    await buildAccident(world, 'reported', later(1));
    const typed = await typedAgreement(world, later(2));
    const enter = ({ reference }: Tenancy) => agreeOnSafety(as(world, 'officer', later(2)), { ...typed, reference });
    expect(await code(enter(agreedRow))).toBe('journal.held');
    expect((await enter(without)).agreement?.until).toBe('2027-10-31');
  });
});

describe('moving out after an accident', () => {
  it('takes no case away from what is kept of the firm that led it; without such a case the tenancy ends', async () => {
    const { creditCode: tenantCode } = world.enterprise;
    const enter = async (area: string) => {
      const { reference } = await enterTenancy(as(world, 'otherOfficer'), {
        ...typedTenancy(world, { area }),
        tenantCode,
      });
      return confirmTenancy(as(world, 'officer'), { reference });
    };
    const [row, other] = [await enter('一层'), await enter('二层')];
    const { reference } = row;
    const withPart = await sharePlace(as(world, 'otherOfficer'), { reference, part: PART, lead: 'tenant' });
    await acceptLead(as(world, 'officer'), { reference, partId: withPart.shared[0]?.id ?? '' });
    const hazard = await onStairs(as(world, 'worker'));
    await buildAccident(world, 'reported', later(1));
    const end = (one: Tenancy) =>
      endTenancy(as(world, 'officer', later(2)), { reference: one.reference, reason: '搬走' });
    expect(await code(end(row))).toBe('journal.held');
    expect([(await tenancyNow(row)).status, (await peekHazard(hazard.reference))?.enterpriseId]).toEqual([
      ...['in-force', world.enterprise._id],
    ]);
    expect((await end(other)).status).toBe('ended');
  });
});

describe('a landlord that has left the park', () => {
  it('takes its cases along: the park of before reads of them what it read that day, and of later ones nothing', async () => {
    await collection('enterprises').updateOne(
      { _id: world.otherEnterprise._id as never },
      { $set: { parkId: world.park._id } },
    );
    const row = await shared('landlord');
    const before = await onStairs(as(world, 'otherWorker'));
    const second = await buildSecondPark(world);
    const { reference } = await proposeTransfer(as(world, 'parkOfficer'), {
      ...{ enterpriseId: world.enterprise._id, toParkId: second.park._id, reason: '搬迁' },
    });
    await acceptWholly({ ...as(world, 'parkOfficer'), actor: second.officer }, { reference });
    await acceptHazard(as(world, 'officer', later(1)), { reference: before.reference });
    const after = await onStairs(as(world, 'otherWorker', later(1)));
    const read = async (who: WorldActor) =>
      (await sharedCasesOf(as(world, who, later(2)), row._id, 10)).map((one) => [one.reference, one.status]);
    expect(await read('parkOfficer')).toEqual([[before.reference, 'reported']]);
    expect(await read('otherOfficer')).toEqual([
      [after.reference, 'reported'],
      [before.reference, 'accepted'],
    ]);
  });
});
