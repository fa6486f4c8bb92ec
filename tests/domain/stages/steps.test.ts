import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { getActor } from '#domain/identity';
import { DECIDED_EVENTS } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { draftPlan, startPlan } from '#domain/plans';
import { type Enrolment, peekEnrolment } from '#domain/programme';
import {
  assignAdviser,
  checkCertificate,
  decideAcceptance,
  exitProgramme,
  findAdviserLoads,
  makeTemplate,
  pauseEnrolment,
  readChecklist,
  resumeEnrolment,
  startAcceptance,
  startImplementing,
  tickItem,
  untickItem,
  withdrawCertificate,
} from '#domain/stages';
import { DAY_MS, localDate } from '#kernel/dates';
import { AppError } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { wordingOf } from '#kernel/wording';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { buildAdvised, buildRound, buildTeam, doStage } from '../../support/stages.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

// Whatever happened in a test, somebody has decided who is told of it. Templates are nobody's news.
afterEach(async () => {
  const names: string[] = await mongoose.connection.collection('events').distinct('name');
  const undecided = names.filter((name) => name.startsWith('programme.') && !DECIDED_EVENTS.includes(name));
  expect(undecided.filter((name) => name !== 'programme.template-made')).toEqual([]);
});

const as = (who: WorldActor, now = fixedNow) => personContext(world.actors[who], { now });
const later = (days: number) => new Date(fixedNow.getTime() + days * DAY_MS);
const count = (collection: string, filter = {}) => mongoose.connection.collection(collection).countDocuments(filter);
const refusal = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => Promise.reject(new Error('it was let through')),
    (error: unknown) => (error instanceof AppError ? error : Promise.reject(error)),
  );
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.kind : String(error)),
  );
const stateOf = async (reference: string) => (await peekEnrolment(reference)) as Enrolment;

/** Another person who advises firms, so far none. */
async function anotherAdviser(): Promise<string> {
  const _id = newId();
  await mongoose.connection.collection('accounts').insertOne({
    _id,
    name: '苏辅导',
    phone: '13900009999',
    grants: [{ _id: newId(), role: 'adviser', scope: { enterpriseIds: [] } }],
    status: 'active',
    createdAt: fixedNow,
  } as never);
  return _id;
}
const scopeOf = async (personId: string) => (await getActor(personId))?.scope.enterpriseIds;
const decision = (reference: string, more: object = {}) => ({
  reference,
  heldOn: '2026-11-24',
  panel: '韦国强 玉林市应急管理局\n陈工，市安科院\n黄老师、玉林师范学院',
  scores: {},
  templateVersion: 1,
  result: 'pass' as const,
  opinion: '现场变化明显',
  ...more,
});
async function fullMarks(part = 1): Promise<Record<string, string>> {
  const { DEFAULTS } = await import('../../../src/domain/stages/templates/defaults.ts');
  const items = DEFAULTS.acceptance as readonly { code: string; points: number }[];
  return Object.fromEntries(items.map((item) => [item.code, String(Math.floor(item.points * part))]));
}

describe('the stages', () => {
  it('name what is missing before they let a firm on, and add up the days', async () => {
    const { reference } = await buildAdvised(world);
    const error = await refusal(startImplementing(as('adviser'), { reference }));
    expect(error.kind).toBe('Conflict');
    expect(wordingOf(error)).toBe(
      '「准备动员」还有必做的事没完成：启动会已召开、企业安全发展承诺书已签、企业改进小组（EIT）已成立，管理人员和员工都有、基线评估已完成。完成后才能进入下一阶段。',
    );
    await doStage(world, reference);
    await startImplementing(as('adviser', later(12)), { reference });
    await doStage(world, reference);
    const after = await startAcceptance(as('manager', later(100)), { reference });
    expect([after.status, after.stageDays]).toEqual(['accepting', { preparing: 12, implementing: 88 }]);
  });

  it('let a tick be taken back, refuse it twice, and leave automatic items to the records', async () => {
    const enrolment = await buildAdvised(world);
    const { reference } = enrolment;
    const { lines } = await readChecklist(as('officer'), enrolment, 'preparing');
    const meeting = lines.find((line) => line.label === '启动会已召开')?.code ?? '';
    const baseline = lines.find((line) => line.auto === 'baseline')?.code ?? '';
    const both = await Promise.all([
      outcome(tickItem(as('officer'), { reference, code: meeting, note: '全厂 60 人' })),
      outcome(tickItem(as('manager'), { reference, code: meeting })),
    ]);
    expect(both.sort()).toEqual(['Conflict', 'done']);
    expect(await count('events', { name: 'programme.item-ticked' })).toBe(1);
    await untickItem(as('manager'), { reference, code: meeting, reason: '还差夜班' });
    const { lines: after } = await readChecklist(as('officer'), await stateOf(reference), 'preparing');
    expect(after.find((line) => line.code === meeting)?.isDone).toBe(false);
    expect((await refusal(tickItem(as('officer'), { reference, code: baseline }))).code).toBe(
      'enrolment.item-is-automatic',
    );
    expect(await outcome(tickItem(as('worker'), { reference, code: meeting }))).toBe('Forbidden');
    expect(await outcome(tickItem(as('otherOfficer'), { reference, code: meeting }))).toBe('NotFound');
  });

  it('read the improvement team and the plan from the plan, which nobody ticks', async () => {
    const { reference } = await buildAdvised(world);
    const lineOf = async (stage: 'preparing' | 'implementing', auto: 'team' | 'running-plan') =>
      (await readChecklist(as('officer'), await stateOf(reference), stage)).lines.find((line) => line.auto === auto);
    const team = await lineOf('preparing', 'team');
    expect(team).toMatchObject({ isDone: false, because: '还没有起草发展计划，改进小组在计划里组建' });
    expect(await outcome(tickItem(as('officer'), { reference, code: team?.code ?? '' }))).toBe('Conflict');
    const plan = await draftPlan(as('officer'), { year: 2026, goals: '零重伤' });
    expect(await lineOf('preparing', 'team')).toMatchObject({ because: '改进小组还缺：组长、管理层的人、员工' });
    await buildTeam(world);
    expect(await lineOf('preparing', 'team')).toMatchObject({ isDone: true, because: '改进小组 2 人' });
    expect(await lineOf('implementing', 'running-plan')).toMatchObject({ isDone: false });
    await startPlan(as('manager'), { reference: plan.reference });
    expect(await lineOf('implementing', 'running-plan')).toMatchObject({
      isDone: true,
      because: '2026 年的计划实施中',
    });
  });

  it('leave done what was ticked before it was read from the plan', async () => {
    const { reference } = await buildAdvised(world);
    const { lines } = await readChecklist(as('officer'), await stateOf(reference), 'preparing');
    const code = lines.find((line) => line.auto === 'team')?.code;
    const ticks = [{ code, note: '', by: world.actors.officer.personId, byName: '梁安全', at: fixedNow }];
    await mongoose.connection
      .collection('enrolments')
      .updateOne({ reference }, { $set: { checklists: { preparing: { version: 1, ticks } } } });
    const { lines: after } = await readChecklist(as('officer'), await stateOf(reference), 'preparing');
    expect(after.find((line) => line.code === code)).toMatchObject({ isDone: true });
  });

  it('keep the checklist a firm began under when a new version is made', async () => {
    const old = await buildAdvised(world);
    const lines = '必做｜签承诺书\n选做｜贴海报\n必做｜评估｜自动：基线评估已完成';
    const change = { kind: 'checklist-preparing' as const, basedOn: 1, lines, note: '精简' };
    const both = await Promise.all([1, 2].map(() => outcome(makeTemplate(as('administrator', later(1)), change))));
    expect(both.sort()).toEqual(['Conflict', 'done']);
    const other = { enterpriseId: world.otherEnterprise._id, creditCode: world.otherEnterprise.creditCode };
    const fresh = await buildEnrolment(world, { ...other, admittedAt: later(2) });
    const [before, after] = await Promise.all(
      [old, fresh].map((one) => readChecklist(as('officer', later(3)), one, 'preparing')),
    );
    expect([before?.version, before?.lines.length, after?.version]).toEqual([1, 6, 2]);
    expect(after?.lines.map((line) => [line.label, line.isRequired, line.auto])).toEqual([
      ['签承诺书', true, undefined],
      ['贴海报', false, undefined],
      ['评估', true, 'baseline'],
    ]);
    // Entered later, the next stage takes the version of that day.
    await makeTemplate(as('administrator', later(4)), {
      kind: 'checklist-implementing',
      basedOn: 1,
      lines: '必做｜每月开会',
      note: '试行',
    });
    await doStage(world, old.reference);
    const moved = await startImplementing(as('adviser', later(5)), { reference: old.reference });
    expect(moved.checklists?.implementing?.version).toBe(2);
    expect((await refusal(makeTemplate(as('regulator'), change))).kind).toBe('Forbidden');
  });
});

describe('the adviser', () => {
  it('gets the firm into their scope, and the former one loses it', async () => {
    const { reference, enterpriseId } = await buildEnrolment(world, { stage: 'preparing' });
    const first = world.actors.adviser.personId;
    const second = await anotherAdviser();
    await assignAdviser(as('regulator'), { reference, adviserId: second });
    expect(await scopeOf(second)).toEqual([enterpriseId]);
    const clocks = async () =>
      (await mongoose.connection.collection('deadlines').find({ isOpen: true }).sort({ kind: 1 }).toArray()).map(
        ({ kind, owedBy }) => [kind, owedBy],
      );
    expect(await clocks()).toEqual([
      ['assessment-baseline', [`adviser:${second}`]],
      ['stage-implementing', [`adviser:${second}`]],
    ]);
    await assignAdviser(as('regulator'), { reference, adviserId: first, formerId: second });
    expect([await scopeOf(second), await scopeOf(first)]).toEqual([[], [enterpriseId]]);
    expect(await clocks()).toEqual([
      ['assessment-baseline', [`adviser:${first}`]],
      ['stage-implementing', [`adviser:${first}`]],
    ]);
    expect((await findAdviserLoads(as('regulator'))).map(({ name, firms }) => [name, firms])).toEqual([
      ['苏辅导', 0],
      ['蒙辅导', 1],
    ]);
  });

  it('is one of two when two are assigned at once', async () => {
    const { reference } = await buildEnrolment(world, { stage: 'preparing' });
    const second = await anotherAdviser();
    const both = await Promise.all([
      outcome(assignAdviser(as('regulator'), { reference, adviserId: second })),
      outcome(assignAdviser(as('cityRegulator'), { reference, adviserId: world.actors.adviser.personId })),
    ]);
    expect(both.sort()).toEqual(['Conflict', 'done']);
    const { adviserId } = await stateOf(reference);
    const loser = adviserId === second ? world.actors.adviser.personId : second;
    // The world's adviser reads the firm from the start; the other one only by being assigned.
    if (loser === second) expect(await scopeOf(loser)).toEqual([]);
    expect(await count('events', { name: 'programme.adviser-assigned' })).toBe(1);
    const notOne = { reference, adviserId: world.actors.worker.personId, formerId: adviserId ?? '' };
    expect((await refusal(assignAdviser(as('regulator'), notOne))).fields['adviserId']).toMatch('不是辅导员');
  });
});

describe('pause, resume and exit', () => {
  it('go back to the stage that was paused, days moved on by the pause', async () => {
    const { reference, _id } = await buildAdvised(world);
    await buildRound(world, reference, 'baseline');
    await pauseEnrolment(as('regulator', later(10)), { reference, reason: '停产检修' });
    // Nothing of the firm's falls due; whoever paused it looks again.
    expect((await findDeadlinesOf({ kind: 'enrolment', id: _id })).map(({ kind }) => kind)).toEqual([
      'enrolment-resume',
    ]);
    const after = await resumeEnrolment(as('regulator', later(30)), { reference });
    expect([after.status, after.pausedFrom, after.stageDays]).toEqual([
      'preparing',
      undefined,
      { preparing: 10, paused: 20 },
    ]);
    const due = await findDeadlinesOf({ kind: 'enrolment', id: _id });
    expect(due.map((row) => [row.kind, localDate(row.dueAt)])).toEqual([
      // Of its 60 days 50 are left; whoever comes back has 60.
      ['stage-implementing', '2027-02-22'],
      ['assessment-month-3', '2027-03-16'],
      ['assessment-month-6', '2027-06-13'],
      ['assessment-month-12', '2027-12-14'],
    ]);
  });

  it('free the code at once, close the clocks and withdraw the certificate', async () => {
    const applicationId = newId();
    await mongoose.connection
      .collection('applications')
      .insertOne({ _id: applicationId, creditCode: world.enterprise.creditCode, holdsCode: true } as never);
    const { reference, _id } = await buildEnrolment(world, {
      stage: 'accepting',
      applicationId,
      adviserId: world.actors.adviser.personId,
    });
    await doStage(world, reference);
    const passed = await decideAcceptance(as('regulator'), decision(reference, { scores: await fullMarks() }));
    const number = passed.certificateNumber ?? '';
    expect((await checkCertificate(as('worker'), ` ${number.toLowerCase().replace('-', ' ')} `)).standing).toBe(
      'valid',
    );
    const wrong = { reference, reasonCode: 'accident', reason: '不想做了' };
    expect((await refusal(exitProgramme(as('manager'), wrong))).fields['reasonCode']).toBe('请选择原因');
    await exitProgramme(as('manager'), { ...wrong, reasonCode: 'own-wish' });
    const after = await stateOf(reference);
    expect([after.status, after.isActive, after.exit?.reasonCode]).toEqual(['exited', false, 'own-wish']);
    expect(await count('applications', { _id: applicationId, holdsCode: false } as never)).toBe(1);
    expect(await findDeadlinesOf({ kind: 'enrolment', id: _id })).toEqual([]);
    const shown = await checkCertificate(as('worker'), number);
    expect([shown.standing, shown.withdrawnOn]).toEqual(['withdrawn', '2026-11-24']);
    // The same firm may come again.
    await buildEnrolment(world, { stage: 'preparing' });
  });
});

describe('what a competent body owes', () => {
  it('waits in 待办 of its regulators: an adviser for a firm without one, a decision for a firm that asked', async () => {
    const waiting = async (who: WorldActor) =>
      (await findToDos(as(who))).rows.map(({ title, dueAt, reference }) => [reference, title, localDate(dueAt)]);
    const { reference } = await buildEnrolment(world, { stage: 'implementing' });
    await pauseEnrolment(as('regulator'), { reference, reason: '停产检修' });
    expect(await waiting('regulator')).toEqual([[reference, '项目暂停中，看要恢复还是退出', '2027-02-22']]);
    await resumeEnrolment(as('regulator'), { reference });
    expect(await waiting('regulator')).toEqual([[reference, '安排辅导员', '2026-12-08']]);
    const { personId } = world.actors.adviser;
    await assignAdviser(as('regulator'), { reference, adviserId: personId });
    expect(await waiting('regulator')).toEqual([]);
    await buildRound(world, reference, 'baseline');
    await doStage(world, reference);
    await startAcceptance(as('manager'), { reference });
    expect(await waiting('regulator')).toEqual([[reference, '组织验收，填写验收结果', '2026-12-22']]);
    expect(await waiting('adviser')).toContainEqual([reference, '验收评估', '2026-12-08']);
    await decideAcceptance(as('regulator'), decision(reference, { scores: await fullMarks(), result: 'fail' }));
    expect(await waiting('regulator')).toEqual([]);
  });
});

describe('a stage', () => {
  it('that should be over waits for whoever leads on: the adviser, then the manager, who alone may', async () => {
    const { reference } = await buildEnrolment(world, { stage: 'preparing' });
    await assignAdviser(as('regulator'), { reference, adviserId: world.actors.adviser.personId });
    const waiting = async (who: WorldActor) =>
      (await findToDos(as(who))).rows.flatMap(({ clock, dueAt }) =>
        clock.startsWith('stage-') ? [[clock, localDate(dueAt)]] : [],
      );
    expect(await waiting('adviser')).toEqual([['stage-implementing', '2027-01-23']]);
    await doStage(world, reference);
    await startImplementing(as('adviser'), { reference });
    expect([await waiting('adviser'), await waiting('manager'), await waiting('officer')]).toEqual([
      [],
      [['stage-acceptance', '2027-08-21']],
      [],
    ]);
    // One that failed its acceptance comes back to a stage whose days are nearly gone.
    await doStage(world, reference);
    await startAcceptance(as('manager', later(250)), { reference });
    expect(await waiting('manager')).toEqual([]);
    const failing = decision(reference, { scores: await fullMarks(), result: 'fail' });
    await decideAcceptance(as('regulator', later(251)), failing);
    expect(await waiting('manager')).toEqual([['stage-acceptance', localDate(later(251 + 60))]]);
  });
});

describe('the acceptance', () => {
  it('needs a panel, points and the checklist to pass; failing leads back', async () => {
    const { reference } = await buildAdvised(world, 'accepting');
    const passing = decision(reference, { scores: await fullMarks() });
    expect((await refusal(decideAcceptance(as('regulator'), passing))).code).toBe('enrolment.items-missing');
    await doStage(world, reference);
    const few = await refusal(decideAcceptance(as('regulator'), { ...passing, panel: '韦国强 应急局' }));
    expect(few.fields['panel']).toBe('验收组至少 3 人，一行写一个人');
    const own = { ...passing, panel: `${passing.panel}\n蒙辅导 玉林安协` };
    expect((await refusal(decideAcceptance(as('regulator'), own))).fields['panel']).toMatch('辅导员不能验收');
    const low = { ...passing, scores: await fullMarks(0.6) };
    expect((await refusal(decideAcceptance(as('regulator'), low))).fields['result']).toMatch('不能通过');
    expect(await outcome(decideAcceptance(as('adviser'), passing))).toBe('Forbidden');
    const failed = await decideAcceptance(as('regulator'), { ...low, result: 'fail', opinion: '现场没有变化' });
    expect(failed.enrolment.status).toBe('implementing');
    expect([await count('certificates'), await count('acceptances')]).toEqual([0, 1]);
  });

  it('is one decision when two press at once, with one certificate, which can be taken back', async () => {
    const { reference } = await buildAdvised(world, 'accepting');
    await doStage(world, reference);
    const passing = decision(reference, { scores: await fullMarks() });
    const both = await Promise.all([
      outcome(decideAcceptance(as('regulator'), passing)),
      outcome(decideAcceptance(as('cityRegulator'), passing)),
    ]);
    expect(both.sort()).toEqual(['Conflict', 'done']);
    expect([await count('certificates'), await count('acceptances')]).toEqual([1, 1]);
    const { certificateNumber } = await stateOf(reference);
    expect(certificateNumber).toMatch(/^AF2026-[2-9A-HJKMNP-Z]{10}$/);
    const back = await withdrawCertificate(as('regulator'), { reference, reason: '复查发现记录是补的' });
    expect([back.status, back.certificateNumber]).toEqual(['implementing', undefined]);
    expect((await checkCertificate(as('worker'), certificateNumber ?? '')).standing).toBe('withdrawn');
    expect((await refusal(checkCertificate(as('worker'), 'AF2026-AAAAAAAAAA'))).kind).toBe('NotFound');
  });
});
