import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  addFinding,
  checkFinding,
  closeDrill,
  type Drill,
  type DrillAction,
  type DrillStatus,
  drillLacks,
  drills,
  evaluateDrill,
  finishFinding,
  holdDrill,
  planDrill,
  reportDrill,
} from '#domain/drills';
import {
  type EmergencyPlan,
  emergencyPlans,
  lacksOf,
  reviewEmergencyPlan,
  reviseEmergencyPlan,
  signEmergencyPlan,
} from '#domain/emergencyPlans';
import { facilities, facilityStandings, mendFacility } from '#domain/facilities';
import { findToDos } from '#domain/nouns';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildDrill, planOf, typedEvaluation, typedFinding, typedHeld } from '../../support/drills.ts';
import { buildEmergencyPlan } from '../../support/emergencyPlans.ts';
import { buildFacilities } from '../../support/facilities.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const later = (days: number) => new Date(fixedNow.getTime() + days * 86_400_000);
const plan = async () => (await emergencyPlans.peek((await planOf(world)).reference)) as EmergencyPlan;
const dues = async (kind: string, { _id }: { _id: string }) =>
  Object.fromEntries((await findDeadlinesOf({ kind, id: _id })).map(({ kind: of, dueAt }) => [of, localDate(dueAt)]));
const labels = async ({ reference }: Drill, now = fixedNow): Promise<string[]> =>
  drillLacks((await drills.peek(reference)) as Drill, now).map(({ label }) => label);

const OWN = ['manager', 'officer'];
const ALL = [...OWN, 'parkOfficer', 'regulator'];
/** By hand; the officer leads and enters it, so that the manager, the park or the body evaluates. */
const MAY: Readonly<Partial<Record<DrillAction, readonly [readonly DrillStatus[], readonly string[]]>>> = {
  hold: [['planned'], OWN],
  cancel: [['planned'], OWN],
  evaluate: [['held'], ['manager', 'parkOfficer', 'regulator']],
  find: [['held', 'evaluated', 'reported'], ALL],
  'finish-finding': [['evaluated', 'reported'], OWN],
  'check-finding': [[], []],
  report: [['evaluated'], OWN],
  close: [[], []],
};

it('is brought on by whoever the table says, in every status, and read by nobody of another firm or park', async () => {
  const wrong: string[] = [];
  let last: Drill | undefined;
  for (const status of ['planned', 'held', 'evaluated', 'reported', 'closed', 'cancelled'] as const) {
    const row = await buildDrill(world, status);
    last = row;
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const [action, [from, whose]] of Object.entries(MAY)) {
        const should = from.includes(status) && whose.includes(who);
        if (drills.can(world.actors[who], action as DrillAction, row) !== should)
          wrong.push(`${status} ${who} ${action}`);
      }
      const sees = [...ALL, 'worker', 'worker2', 'adviser', 'cityRegulator'].includes(who);
      if (drills.canSee(world.actors[who], row) !== sees) wrong.push(`${status} ${who} sees`);
    }
  }
  expect(wrong).toEqual([]);
  const elsewhere = personContext({ ...world.actors.parkOfficer, scope: { parkId: newId() } });
  expect(await code(drills.get(elsewhere, last?.reference ?? ''))).toBe('common.not-found');
});

it('leaves the clock of its plan red until it is evaluated, and is not evaluated by whoever led it', async () => {
  const before = await plan();
  expect(before.drillBy).toBe('2027-05-24');
  const at = later(200);
  const drill = await buildDrill(world, 'held', at);
  const { reference } = drill;
  expect(lacksOf(await plan(), at).map(({ label }) => label)).toContain('演练过期');
  expect(await dues('emergency-plan', before)).toMatchObject({ 'emergency-plan-drill': '2027-05-24' });
  const evaluation = { reference, ...typedEvaluation };
  expect(await code(evaluateDrill(as(world, 'officer', at), evaluation))).toBe('common.same-person');
  expect(await dues('drill', drill)).toEqual({ 'drill-evaluate': '2027-06-25' });
  expect((await findToDos(as(world, 'officer', at))).rows.map(({ title }) => title)).not.toContain(
    '评估演练：综合应急预案',
  );
  await evaluateDrill(as(world, 'manager', later(205)), evaluation);
  expect((await plan()).drillBy).toBe('2027-12-17');
  expect((await plan()).lastDrill).toEqual({ reference, on: '2027-06-17' });
  expect(lacksOf(await plan(), later(205)).map(({ label }) => label)).not.toContain('演练过期');
});

it('no longer counts once its plan has another edition, and counts for nothing where that was signed before the evaluation', async () => {
  const drill = await buildDrill(world, 'evaluated');
  const held = await buildDrill(world, 'held');
  const first = await plan();
  expect(first.lastDrill?.reference).toBe(drill.reference);
  await reviseEmergencyPlan(as(world, 'officer'), { reference: first.reference, ground: 'risk', reason: '新增储罐' });
  const draft = await mongoose.connection
    .collection<EmergencyPlan>('emergencyPlans')
    .findOne({ supersedes: first.reference });
  const reference = draft?.reference ?? '';
  await reviewEmergencyPlan(as(world, 'officer'), { reference, on: '2026-11-24', experts: '三人', opinion: '通过' });
  await signEmergencyPlan(as(world, 'manager'), { reference, published: '张贴' });
  const second = (await emergencyPlans.peek(reference)) as EmergencyPlan;
  expect(second.lastDrill).toBeUndefined();
  expect(lacksOf(second, fixedNow).map(({ label }) => label)).toContain('这一版没有演练过');
  const late = await evaluateDrill(as(world, 'manager'), { reference: held.reference, ...typedEvaluation });
  expect(late.counts).toBe(false);
  expect((await emergencyPlans.peek(reference))?.lastDrill).toBeUndefined();
  expect(await labels(late)).toContain('预案已出新版，不算数');
});

it('of a high-risk firm is amber until it is reported, and listed to the body', async () => {
  const drill = await buildDrill(world, 'evaluated');
  const { reference } = drill;
  expect(await labels(drill)).toEqual(['没有报送']);
  expect(await dues('drill', drill)).toMatchObject({ 'drill-report': '2026-12-09' });
  const listed = async (who: WorldActor) =>
    (await drills.find(as(world, who), { isUnreported: true })).rows.map((row) => row.reference);
  expect([await listed('regulator'), await listed('parkOfficer'), await listed('otherRegulator')]).toEqual([
    [reference],
    [reference],
    [],
  ]);
  await reportDrill(as(world, 'officer'), { reference, note: '评估报告' });
  expect([await listed('regulator'), await labels(drill)]).toEqual([[], []]);
  await mongoose.connection.collection('enterprises').updateMany({}, { $set: { isHighRisk: false } });
  const plain = await buildEmergencyPlan(world, 'signed', { kind: 'special', title: '火灾专项预案' });
  const planned = await planDrill(as(world, 'officer'), {
    ...{ planId: plain._id, form: 'tabletop', scenario: '火灾' },
    ...{ plannedOn: '2026-11-24', directorId: world.actors.officer.personId },
  });
  expect([planned.mustReport, plain.drillBy]).toEqual([false, '2027-11-24']);
});

it('has its clocks by kind: a high-risk firm every half year, a park every year', async () => {
  const day = async (kind: 'special' | 'on-site', whose: 'manager' | 'parkOfficer') =>
    (await buildEmergencyPlan(world, 'signed', { kind, title: `${kind}预案`, whose })).drillBy;
  expect([await day('special', 'manager'), await day('on-site', 'manager')]).toEqual(['2027-05-24', '2027-05-24']);
  expect(await day('on-site', 'parkOfficer')).toBe('2027-11-24');
  await mongoose.connection.collection('enterprises').updateMany({}, { $set: { isHighRisk: false } });
  await mongoose.connection.collection('emergencyPlans').deleteMany({});
  expect([await day('special', 'manager'), await day('on-site', 'manager')]).toEqual(['2027-11-24', '2027-05-24']);
});

it('turns a hydrant found dry faulty, which is one gap more of the park, and its finding is mended and checked by another', async () => {
  const built = await buildFacilities(world);
  const gaps = async () => (await facilityStandings([world.park], fixedNow)).get(world.park._id)?.gaps ?? 0;
  const before = await gaps();
  const drill = await buildDrill(world, 'held');
  const { reference } = drill;
  const find = (more: object) => addFinding(as(world, 'officer'), { reference, ...typedFinding(fixedNow, more) });
  expect(await code(find({ facility: built.faulty }))).toBe('common.check-fields');
  expect(await code(find({ due: '2026-11-01' }))).toBe('common.check-fields');
  const found = await find({ facility: built.usable });
  expect(found.findings.map(({ id, facility }) => [id, facility])).toEqual([['f1', built.usable]]);
  const hydrant = await facilities.peek(built.usable);
  expect([hydrant?.status, hydrant?.reason]).toEqual(['faulty', `演练 ${reference} 发现：东门消火栓没有水`]);
  expect(await gaps()).toBe(before + 1);
  expect(await dues('drill', drill)).toMatchObject({ 'drill-finding': '2026-12-04' });
  await evaluateDrill(as(world, 'manager'), { reference, ...typedEvaluation });
  await reportDrill(as(world, 'officer'), { reference, note: '评估报告' });
  expect(await code(closeDrill(as(world, 'officer'), { reference }))).toBe('common.not-now');
  const done = { reference, finding: 'f1' };
  expect(await code(checkFinding(as(world, 'manager'), done))).toBe('common.not-now');
  await finishFinding(as(world, 'officer'), { ...done, evidence: '已换阀门，试水合格' });
  expect(await code(checkFinding(as(world, 'officer'), done))).toBe('common.same-person');
  await checkFinding(as(world, 'parkOfficer'), done);
  // Whoever looked at it first stays.
  await finishFinding(as(world, 'officer'), {
    ...{ reference, finding: (await find({})).findings[1]?.id ?? '' },
    evidence: '另一条也改了',
  });
  expect(await code(checkFinding(as(world, 'manager'), done))).toBe('common.check-fields');
  await checkFinding(as(world, 'manager'), { reference, finding: 'f2' });
  expect((await closeDrill(as(world, 'officer'), { reference })).status).toBe('closed');
  await mendFacility(as(world, 'parkOfficer'), { reference: built.usable, note: '换了阀门' });
  expect(await gaps()).toBe(before);
});

it('is planned by a plan in force and somebody of one’s own, and is not held before its day has come', async () => {
  const { _id: planId } = await planOf(world);
  const directorId = world.actors.officer.personId;
  const typed = { planId, form: 'live' as const, scenario: '泄漏', plannedOn: '2026-11-30', directorId };
  const send = (more: object) => code(planDrill(as(world, 'officer'), { ...typed, ...more }));
  expect(await send({ planId: newId() })).toBe('common.check-fields');
  expect(await send({ plannedOn: '2026-11-01' })).toBe('common.check-fields');
  expect(await send({ directorId: world.actors.parkOfficer.personId })).toBe('common.check-fields');
  // Nor by one that does not say which it is: 「undefined（第 undefined 版）」 stood in the list.
  const nameless = { _id: newId(), reference: 'YA2026-9999', enterpriseId: world.enterprise._id, status: 'signed' };
  await mongoose.connection.collection('emergencyPlans').insertOne(nameless as never);
  expect(await send({ planId: nameless._id })).toBe('common.check-fields');
  const row = await planDrill(as(world, 'officer'), typed);
  const held = { reference: row.reference, ...typedHeld() };
  expect(await code(holdDrill(as(world, 'officer'), { ...held, heldOn: '2026-11-25' }))).toBe('common.check-fields');
  expect(await labels(row, later(30))).toEqual(['到期没有演练']);
});
