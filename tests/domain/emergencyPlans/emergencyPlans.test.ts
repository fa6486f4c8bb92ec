import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  askFiling,
  draftEmergencyPlan,
  type EmergencyPlan,
  type EmergencyPlanAction,
  type EmergencyPlanStatus,
  emergencyPlans,
  evaluateEmergencyPlan,
  lacksOf,
  registerEmergencyPlan,
  returnFiling,
  reviewEmergencyPlan,
  reviseEmergencyPlan,
  signEmergencyPlan,
  writeEmergencyPlan,
} from '#domain/emergencyPlans';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildEmergencyPlan, typedPlan } from '../../support/emergencyPlans.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const later = (days: number) => new Date(fixedNow.getTime() + days * 86_400_000);
const clocks = async ({ _id }: EmergencyPlan) =>
  Object.fromEntries(
    (await findDeadlinesOf({ kind: 'emergency-plan', id: _id })).map(({ kind, dueAt, owedBy }) => [
      kind,
      `${localDate(dueAt)} ${owedBy[0]?.split(':')[0]}`,
    ]),
  );
const fieldsOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { fields?: unknown }) => error.fields ?? String(error),
  );

const FIRM = ['manager', 'officer'];
/** By hand: a firm's own people, its head signs, the body files. */
const MAY: Readonly<
  Partial<Record<EmergencyPlanAction, readonly [readonly EmergencyPlanStatus[], readonly string[]]>>
> = {
  write: [['draft'], FIRM],
  'survey-risk': [['draft', 'reviewed'], FIRM],
  'survey-resources': [['draft', 'reviewed'], FIRM],
  review: [['draft'], FIRM],
  rework: [['reviewed'], FIRM],
  sign: [['reviewed'], ['manager']],
  'ask-filing': [['signed'], FIRM],
  register: [[], []],
  'return-filing': [[], []],
  evaluate: [['signed', 'filed'], FIRM],
  revise: [['signed', 'filed'], FIRM],
  withdraw: [['draft', 'reviewed', 'signed', 'filed'], ['manager']],
};

it('is read and brought on by whoever the table says, in every status, and by nobody of another firm or park', async () => {
  const wrong: string[] = [];
  for (const status of ['draft', 'reviewed', 'signed', 'filed', 'withdrawn'] as const) {
    const row = await buildEmergencyPlan(world, status, { kind: 'special', title: `预案${status}` });
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const [action, [from, whose]] of Object.entries(MAY)) {
        const should = from.includes(status) && whose.includes(who);
        if (emergencyPlans.can(world.actors[who], action as EmergencyPlanAction, row) !== should)
          wrong.push(`${status} ${who} ${action}`);
      }
      const isInForce = status === 'signed' || status === 'filed';
      const reads = [...FIRM, 'adviser', 'parkOfficer', 'regulator', 'cityRegulator'];
      const should = reads.includes(who) || (isInForce && ['worker', 'worker2'].includes(who));
      if (emergencyPlans.canSee(world.actors[who], row) !== should) wrong.push(`${status} ${who} sees`);
    }
  }
  expect(wrong).toEqual([]);
  const { reference } = await buildEmergencyPlan(world, 'signed', { whose: 'parkOfficer' });
  const elsewhere = personContext({ ...world.actors.parkOfficer, scope: { parkId: newId() } });
  expect(await code(emergencyPlans.get(elsewhere, reference))).toBe('common.not-found');
  expect(await code(emergencyPlans.get(as(world, 'manager'), reference))).toBe('common.not-found');
  expect(await code(draftEmergencyPlan(as(world, 'regulator'), typedPlan()))).toBe('common.not-allowed');
});

it('names the line of a step or a telephone that cannot be read, and keeps nothing of it', async () => {
  const draft = (more: object) => fieldsOf(draftEmergencyPlan(as(world, 'officer'), typedPlan(more)));
  expect(await draft({ steps: '切断电源｜班长｜5\n撤人' })).toEqual({
    steps: '第 2 步请写成「做什么｜谁办｜几分钟内」，例如：关闭总阀｜当班班长｜5',
  });
  expect(await draft({ steps: '' })).toEqual({ steps: '请填写处置步骤，一行一步' });
  expect(await draft({ contacts: '陆建国' })).toEqual({
    contacts: '第 1 行请写成「谁｜电话」，例如：总指挥陆建国｜13800000001',
  });
  expect(await mongoose.connection.collection('emergencyPlans').countDocuments()).toBe(0);
});

it('is not signed without its risk survey and its survey of resources', async () => {
  const { reference } = await draftEmergencyPlan(as(world, 'manager'), typedPlan());
  const review = { reference, on: '2026-11-24', experts: '三位专家', opinion: '通过' };
  await reviewEmergencyPlan(as(world, 'manager'), review);
  expect(await code(signEmergencyPlan(as(world, 'manager'), { reference, published: '张贴' }))).toBe(
    'emergency-plans.not-surveyed',
  );
});

it('is filed with the body by its number, within twenty working days, of parks and firms of high-risk trades', async () => {
  const row = await buildEmergencyPlan(world);
  const { reference } = row;
  expect(await clocks(row)).toMatchObject({ 'emergency-plan-file': '2026-12-22 firm' });
  await askFiling(as(world, 'officer'), { reference, note: '文本和评审表' });
  expect(await clocks(row)).toMatchObject({ 'emergency-plan-register': '2026-12-01 body' });
  expect(await code(registerEmergencyPlan(as(world, 'cityRegulator'), { reference, number: '12' }))).toBe(
    'common.not-allowed',
  );
  await returnFiling(as(world, 'regulator'), { reference, reason: '没有资源调查报告' });
  await askFiling(as(world, 'officer'), { reference, note: '补了资源调查报告' });
  const filed = await registerEmergencyPlan(as(world, 'regulator'), { reference, number: '450981-2026-017' });
  expect([filed.status, filed.filed?.number, filed.filed?.by]).toEqual([
    'filed',
    '450981-2026-017',
    world.actors.regulator.personId,
  ]);
  await mongoose.connection.collection('enterprises').updateMany({}, { $set: { isHighRisk: false } });
  const plain = await buildEmergencyPlan(world, 'signed', { kind: 'special', title: '火灾专项预案' });
  expect([plain.mustFile, 'emergency-plan-file' in (await clocks(plain))]).toEqual([false, false]);
  const ofPark = await buildEmergencyPlan(world, 'signed', { whose: 'parkOfficer' });
  expect(await clocks(ofPark)).toMatchObject({ 'emergency-plan-file': '2026-12-22 park' });
});

it('is evaluated every three years, counted from the last evaluation, or asks for a new edition', async () => {
  const row = await buildEmergencyPlan(world, 'filed');
  const { reference } = row;
  expect(await clocks(row)).toMatchObject({ 'emergency-plan-evaluate': '2029-11-24 firm' });
  const evaluate = (result: 'fits' | 'revise', on: string, days: number) =>
    evaluateEmergencyPlan(as(world, 'officer', later(days)), { reference, result, on, note: '五人小组评估' });
  expect(await fieldsOf(evaluate('fits', '2027-01-01', 1))).toEqual({ on: '这一天还没有到，请核对' });
  await evaluate('fits', '2028-05-10', 600);
  expect(await clocks(row)).toMatchObject({ 'emergency-plan-evaluate': '2031-05-10 firm' });
  const found = await evaluate('revise', '2028-09-01', 700);
  expect(await clocks(row)).toMatchObject({ 'emergency-plan-revise': '2029-01-22 firm' });
  expect(lacksOf(found, later(800)).map(({ label }) => label)).toContain('修订过期');
});

it('has one edition of a kind in force: the new one takes its place when it is signed, and not before', async () => {
  const first = await buildEmergencyPlan(world, 'filed');
  const { reference } = first;
  expect(await fieldsOf(draftEmergencyPlan(as(world, 'manager'), typedPlan()))).toEqual({
    title: `已经有一版有效（${reference}），请在那一版上点「修订，出新版」`,
  });
  const revise = () =>
    reviseEmergencyPlan(as(world, 'officer', later(10)), { reference, ground: 'risk', reason: '新增液氨储罐' });
  await revise();
  expect(await code(revise())).toBe('emergency-plans.revised-already');
  const draft = (await mongoose.connection
    .collection<EmergencyPlan>('emergencyPlans')
    .findOne({ supersedes: reference })) as EmergencyPlan;
  expect([draft.status, draft.edition, draft.ground, draft.steps]).toEqual(['draft', 2, 'risk', first.steps]);
  const { title, covers, contacts } = typedPlan({ title: '综合应急预案（含液氨）' });
  const steps = '关闭液氨总阀｜当班班长｜3';
  const own = (days: number) => as(world, 'manager', later(days));
  await writeEmergencyPlan(own(11), { reference: draft.reference, title, covers, contacts, steps });
  const on = '2026-12-06';
  await reviewEmergencyPlan(own(12), { reference: draft.reference, on, experts: '三位专家', opinion: '通过' });
  expect((await emergencyPlans.peek(reference))?.status).toBe('filed');
  await signEmergencyPlan(own(13), { reference: draft.reference, published: '公告栏张贴' });
  expect((await emergencyPlans.peek(reference))?.status).toBe('superseded');
  expect(await clocks(first)).toEqual({});
  const now = (await emergencyPlans.peek(draft.reference)) as EmergencyPlan;
  // By when it is drilled is not put off by a new edition.
  expect([now.status, now.drillBy]).toEqual(['signed', first.drillBy]);
  expect(lacksOf(now, later(13)).map(({ label }) => label)).toEqual(['没有备案', '这一版没有演练过']);
});

it('is signed once though two editions of one kind are signed at once', async () => {
  const [one, other] = [await buildEmergencyPlan(world, 'reviewed'), await buildEmergencyPlan(world, 'reviewed')];
  const sign = ({ reference }: EmergencyPlan) =>
    signEmergencyPlan(as(world, 'manager'), { reference, published: '公告栏张贴' });
  await Promise.allSettled([sign(one), sign(other)]);
  const inForce = { inForceKey: { $exists: true } };
  expect(await mongoose.connection.collection('emergencyPlans').countDocuments(inForce)).toBe(1);
});
