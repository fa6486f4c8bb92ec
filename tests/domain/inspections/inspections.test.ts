import mongoose from 'mongoose';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import {
  announceInspection,
  approveInspection,
  cancelInspection,
  closeInspection,
  type InspectionStatus,
  inspections,
  inspectionsInWords,
  makeUpInspection,
  proposeInspection,
  recordInspection,
  refuseInspection,
  startInspection,
} from '#domain/inspections';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import type { PersonActor } from '#kernel/actor';
import { newId } from '#kernel/ids';
import { code, fieldsOf } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildInspection, HEAD, startedNow, typedInspection } from '../../support/inspections.ts';
import { colleagueOf } from '../../support/referrals.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, creditCode, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const later = (hours: number) => new Date(fixedNow.getTime() + hours * 3_600_000);
const as = (who: WorldActor, hours = 0) => personContext(world.actors[who], { now: later(hours) });
const head = (hours = 0) => personContext(colleagueOf(world), { now: later(hours) });
const propose = (more: Record<string, unknown> = {}, who: WorldActor = 'regulator') =>
  proposeInspection(as(who), typedInspection(world, more));
const everybody = () => Object.entries(world.actors) as [WorldActor, PersonActor][];
const told = async (template: RegExp) => {
  const rows = await mongoose.connection.collection('outbox').find({ template }).toArray();
  const nameOf = (personId: string) => everybody().find(([, one]) => one.personId === personId)?.[0] ?? '?';
  return [...new Set(rows.map((row) => nameOf(row['personId'])))].sort();
};
const labelled = async (row: Awaited<ReturnType<typeof propose>>, who: WorldActor) => {
  const facts = await inspectionsInWords.words.facts(row, as(who));
  return new Map(facts.map(({ label, value }) => [label, value]));
};

it('is brought on by whoever the table says, in every status: its body, and who proposed it does not approve', async () => {
  const both = ['regulator', 'head'];
  /** By hand from 国办发〔2024〕54号: the head approves before it takes place, the body does the rest. */
  const MAY: Readonly<Record<string, readonly [readonly InspectionStatus[], readonly string[]]>> = {
    approve: [['proposed'], ['head']],
    decline: [['proposed'], ['head']],
    announce: [['approved'], both],
    start: [['announced', 'refused'], both],
    refuse: [['approved', 'announced', 'started'], both],
    'make-up': [[], []],
    record: [['started'], both],
    tell: [['recorded'], both],
    close: [['told', 'refused'], both],
    cancel: [['proposed', 'approved', 'announced'], both],
  };
  const wrong: string[] = [];
  for (const { code: status } of inspections.lifecycle.statuses) {
    const row = await buildInspection(world, status, { whyOften: '逐条验证', cause: 'special-from-above' });
    const who = [...everybody(), ['head', colleagueOf(world)] as const];
    for (const [name, actor] of who)
      for (const [action, [at, whose]] of Object.entries(MAY)) {
        const should = at.includes(status) && whose.includes(name);
        if (inspections.can(actor, action as never, row) !== should) wrong.push(`${status} ${name} ${action}`);
      }
  }
  expect(wrong).toEqual([]);
});

it('one not announced is nowhere for the firm before it begins: list, page, search, trail, deadlines, messages; then it is', async () => {
  const row = await buildInspection(world, 'approved', {
    isUnannounced: 'yes',
    cause: 'case',
    why: '有人反映通道堵了',
  });
  const see = async (who: WorldActor) => ({
    listed: (await inspections.find(as(who))).rows.length,
    opened: (await code(inspections.get(as(who), row.reference))) === 'done',
  });
  for (const [who] of everybody()) {
    const should = who === 'regulator' || who === 'cityRegulator';
    expect([who, await see(who)]).toEqual([who, { listed: should ? 1 : 0, opened: should }]);
  }
  expect(await code(announceInspection(as('regulator'), row))).toBe('common.not-now');
  for (const name of ['events', 'deadlines'] as const) {
    const rows = await mongoose.connection.collection(name).find({}).toArray();
    expect(rows.length).toBeGreaterThan(0);
    for (const one of rows) expect(JSON.stringify(one)).not.toContain(world.enterprise._id);
  }
  // Late, it still climbs to nobody of the firm or its park.
  for (const one of await findDueDeadlines(later(24 * 4), 100)) await advanceDeadline(clockContext(later(24 * 4)), one);
  await reactToEvents(later(24 * 4));
  expect(await told(/./)).toEqual(['regulator']);
  for (const who of ['officer', 'manager'] as const)
    expect(JSON.stringify(await findToDos(as(who)))).not.toContain(row.reference);

  const started = await startInspection(as('regulator'), { reference: row.reference, ...startedNow() });
  expect(started).toMatchObject({ status: 'started', isKnown: true, arrival: 'scanned' });
  for (const who of ['officer', 'manager'] as const) expect(await see(who)).toEqual({ listed: 1, opened: true });
  for (const who of [
    'worker',
    'parkOfficer',
    'otherOfficer',
    'otherRegulator',
    'insurer',
    'adviser',
    'administrator',
  ] as const)
    expect([who, await see(who)]).toEqual([who, { listed: 0, opened: false }]);
  await reactToEvents(later(1));
  expect(await told(/^inspection-started$/)).toEqual(['manager', 'officer']);
});

it('a firm that reads one does not read what brought it on, nor by its filters, messages and trail', async () => {
  const why = '有人反映三号线配电房';
  const row = await buildInspection(world, 'announced', { cause: 'case', why, whyOnSite: '线索要到现场核对' });
  const body = await labelled(row, 'regulator');
  expect([body.get('为什么查'), body.get('种类')]).toEqual([why, expect.stringContaining('投诉举报')]);
  const firm = await labelled(row, 'officer');
  expect([firm.get('执法人员'), firm.get('企业的权利')]).toEqual([
    '陆监管（桂K0981001）、韦执法（桂K0981002）',
    expect.stringContaining('可以拒绝'),
  ]);
  await reactToEvents(later(1));
  const messages = await mongoose.connection
    .collection('outbox')
    .find({ personId: world.actors.officer.personId })
    .toArray();
  expect(messages).toHaveLength(1);
  const trail = await inspections.trail(as('officer'), row.reference);
  for (const said of [[...firm.values()], messages, trail])
    expect(JSON.stringify(said)).not.toMatch(/投诉举报|配电房|线索要到现场|"case"/);
  // Nor when it was planned and approved: that may be just after somebody spoke.
  expect(trail.map(({ name }) => name)).toEqual(['inspections.announced']);
  expect((await inspections.trail(as('regulator'), row.reference)).map(({ name }) => name)).toEqual([
    ...['inspections.proposed', 'inspections.approved', 'inspections.announced'],
  ]);
  await buildInspection(world, 'announced', { cause: 'on-request' });
  expect((await inspections.find(as('officer'), { isExempt: true })).rows).toEqual([]);
  expect((await inspections.find(as('regulator'), { isExempt: true })).rows).toHaveLength(1);
});

it('is approved before it takes place, and does not begin before it was', async () => {
  const { reference, _id, visitAt } = await propose({ isUnannounced: 'yes' });
  const [clock] = await findDeadlinesOf({ kind: 'inspection', id: _id });
  expect([clock?.kind, clock?.dueAt, clock?.owedBy, clock?.notBy]).toEqual([
    'inspection-approve',
    visitAt,
    [`body:${world.bodyId}`],
    [world.actors.regulator.personId],
  ]);
  expect(await code(startInspection(as('regulator'), { reference, ...startedNow() }))).toBe(
    'inspection.not-in-this-status',
  );
  expect(await code(approveInspection(as('regulator'), { reference, head: HEAD }))).toBe('common.same-person');
  await approveInspection(head(2), { reference, head: HEAD });
  const early = startInspection(as('regulator', 3), { reference, ...startedNow(later(1)) });
  await expect(early).rejects.toMatchObject({ fields: { visitTime: '不能早于批准的时间' } });
  const nameless = startInspection(as('regulator', 3), { reference, ...startedNow(later(3)), arrival: undefined });
  expect(await fieldsOf(nameless)).toEqual(['arrival']);
  expect((await startInspection(as('regulator', 3), { reference, ...startedNow(later(3)) })).startedAt).toEqual(
    later(3),
  );
  const late = propose({ visitOn: '2026-11-24', visitTime: '00:01' });
  await expect(late).rejects.toMatchObject({ fields: { visitTime: expect.stringContaining('紧急检查') } });
});

it('an urgent one is entered as it happens, made up at once by another, and not closed before', async () => {
  const row = await propose({ kind: 'urgent', cause: '', ...startedNow() });
  expect([row.status, row.isKnown, row.isExempt, row.slots]).toEqual(['started', true, true, []]);
  const kinds = async () =>
    (await findDeadlinesOf({ kind: 'inspection', id: row._id })).map((one) => [one.kind, one.dueAt]);
  expect(await kinds()).toContainEqual(['inspection-make-up', later(24)]);
  await reactToEvents(later(1));
  expect(await told(/^inspection-started$/)).toEqual(['manager', 'officer']);
  const { reference } = row;
  await refuseInspection(as('regulator'), { reference, ground: 'without-reason', reason: '门卫不让进' });
  expect(await code(closeInspection(as('regulator'), { reference, outcome: '移送公安' }))).toBe(
    'inspections.not-made-up',
  );
  expect(await code(makeUpInspection(as('regulator'), { reference, head: HEAD }))).toBe('common.same-person');
  await makeUpInspection(head(2), { reference, head: HEAD });
  expect((await kinds()).map(([kind]) => kind)).toEqual(['inspection-finish']);
  expect((await closeInspection(as('regulator', 3), { reference, outcome: '责令改正' })).status).toBe('closed');
});

it('the sixth of a year over an item with a most of five is refused naming it, exempt ones are not, and two at once take one', async () => {
  const often = { whyOften: '专项整治', items: ['fire'] };
  for (let nth = 0; nth < 4; nth++) await propose(often);
  const both = await Promise.allSettled([propose(often), propose(often)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const sixth = '「消防设施和疏散通道」今年对这家企业已经安排 5 次，到了上限；可以改成书面核查';
  await expect(propose(often)).rejects.toMatchObject({ fields: { items: sixth } });
  expect((await propose({ ...often, items: ['training'] })).slots).toHaveLength(1);
  expect((await propose({ ...often, cause: 'special-from-above' })).isExempt).toBe(true);
  expect((await propose({ ...often, kind: 'off-site' })).isExempt).toBe(false);
  expect((await propose({ ...often, visitOn: '2027-01-04' })).slots).toHaveLength(1);
  // One that does not take place gives its own back.
  const [{ reference } = { reference: '?' }] = (await inspections.find(as('regulator'), { limit: 20 })).rows.filter(
    ({ slots, items, visitAt }) => slots.length > 0 && items[0] === 'fire' && visitAt < later(24 * 7),
  );
  await cancelInspection(as('regulator'), { reference, reason: '企业停产' });
  expect((await propose(often)).slots).toHaveLength(1);
});

it('the fourth of a firm in a month, whoever plans it, needs its reason in writing', async () => {
  for (let nth = 0; nth < 3; nth++) await propose({ cause: 'on-request' }, nth === 1 ? 'cityRegulator' : 'regulator');
  await expect(propose()).rejects.toMatchObject({
    fields: { whyOften: expect.stringContaining('第 4 次起要写明理由') },
  });
  expect((await propose({ kind: 'off-site' })).status).toBe('proposed');
  expect((await propose({ whyOften: '上次查出的问题要复查' })).whyOften).toBe('上次查出的问题要复查');
});

it('shows bodies, and no firm, what other bodies plan at the firm within fourteen days', async () => {
  const city = await propose({ visitOn: '2026-12-06', isUnannounced: 'yes' }, 'cityRegulator');
  await propose({ visitOn: '2026-12-30' }, 'cityRegulator');
  const own = await buildInspection(world, 'announced');
  const label = '别的部门前后 14 天也查这家企业，请商量合成一次';
  const said = (await labelled(own, 'regulator')).get(label);
  expect(said).toBe(`玉林市应急管理局 2026年12月6日 09:00 ${city.reference} 等负责人批准`);
  expect(JSON.stringify([...(await labelled(own, 'officer'))])).not.toContain(city.reference);
});

it('two certified people of the body go at least; the firm is one of its own, and what is on site says why', async () => {
  for (const [more, field] of [
    [{ people: '陆监管 桂K0981001' }, 'people'],
    [{ people: '陆监管 桂K0981001\n莫教授' }, 'people'],
    [{ people: '陆监管 桂K0981001\n韦执法 桂K0981001' }, 'people'],
    [{ whyOnSite: ' ' }, 'whyOnSite'],
    [{ items: [] }, 'items'],
    [{ items: ['everything'] }, 'items'],
    [{ cause: 'emergency' }, 'cause'],
    [{ kind: 'off-site', isUnannounced: 'yes' }, 'isUnannounced'],
    [{ creditCode: world.otherEnterprise.creditCode }, 'creditCode'],
    [{ creditCode: creditCode('91450981MA5K09999') }, 'creditCode'],
  ] as const)
    expect([more, await fieldsOf(propose(more))]).toEqual([more, [field]]);
  // A department of buildings does not inspect a potter.
  expect(await fieldsOf(propose({}, 'sectorRegulator'))).toEqual(['creditCode']);
  for (const who of ['officer', 'manager', 'parkOfficer', 'insurer', 'adviser', 'administrator'] as const)
    expect([who, await code(propose({}, who))]).toEqual([who, 'common.not-allowed']);
  const once = { ...as('regulator'), onceKey: newId() };
  const pressed = await Promise.all([1, 2].map(() => proposeInspection(once, typedInspection(world))));
  expect(new Set(pressed.map(({ reference }) => reference)).size).toBe(1);
  expect((await inspections.find(as('regulator'))).rows).toHaveLength(1);
});

it('is recorded with hazards by their numbers, none that somebody reported without a name; unsigned says why', async () => {
  const { reference } = await buildInspection(world, 'started');
  const named = await buildHazard(world, {});
  const unnamed = await buildHazard(world, { isAnonymous: true });
  const record = (more: object) =>
    recordInspection(as('regulator', 30), { reference, findings: '配电房堆物', signing: 'signed', ...more });
  await expect(record({ hazards: unnamed.reference })).rejects.toMatchObject({
    fields: { hazards: expect.stringContaining('不具名') },
  });
  expect(await fieldsOf(record({ hazards: 'H2026-9999' }))).toEqual(['hazards']);
  expect(await fieldsOf(record({ hazards: '配电房' }))).toEqual(['hazards']);
  expect(await fieldsOf(record({ signing: 'refused' }))).toEqual(['signNote']);
  const row = await record({ hazards: named.reference, signing: 'refused', signNote: '负责人不在' });
  expect([row.status, row.hazards]).toEqual(['recorded', [named.reference]]);
  expect((await labelled(row, 'officer')).get('企业签字')).toBe('没有签字 负责人不在');
});
