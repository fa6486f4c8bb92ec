import mongoose from 'mongoose';
import { accidents, gradeAccident, reportAccident, supplementAccident } from '#domain/accidents';
import { findDeadlinesOf } from '#domain/deadlines';
import { emergencyPlans, evaluateEmergencyPlan } from '#domain/emergencyPlans';
import { reactToEvents } from '#domain/notices';
import {
  adoptParkAssessment,
  checkMeasure,
  declineParkAssessment,
  endSource,
  enterSource,
  finishMeasure,
  needParkAssessment,
  type ParkAssessment,
  type ParkAssessmentStatus,
  parkAssessments,
  raiseParkAssessment,
  returnParkAssessment,
  submitParkAssessment,
} from '#domain/parkAssessments';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { buildAccident, typedAccident } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildEmergencyPlan } from '../../support/emergencyPlans.ts';
import { makeParkChemical } from '../../support/grades.ts';
import { buildParkAssessment, typedReport } from '../../support/parkAssessments.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor, now = fixedNow) => personContext(world.actors[who], { now });
const later = (days: number) => new Date(fixedNow.getTime() + days * 86_400_000);
const clocks = async ({ _id }: ParkAssessment) =>
  (await findDeadlinesOf({ kind: 'park-assessment', id: _id })).map(({ kind, dueAt, owedBy }) => [
    kind,
    localDate(dueAt),
    owedBy[0],
  ]);
const ofAccident = async (accidentId: string) =>
  (await mongoose.connection.collection<ParkAssessment>('parkAssessments').find({ accidentId }).toArray())[0];

type Who = readonly WorldActor[];
/** By hand from the draft's article 8: the park does it, the body decides, those above read. */
const MAY: Readonly<Record<string, readonly [ParkAssessmentStatus, Who]>> = {
  need: ['proposed', ['regulator']],
  decline: ['proposed', ['regulator']],
  submit: ['due', ['parkOfficer']],
  return: ['reviewing', ['regulator']],
  adopt: ['reviewing', ['regulator']],
  'finish-measure': ['tracking', ['parkOfficer']],
  'enter-source': ['tracking', ['parkOfficer']],
  'check-measure': ['tracking', []],
};
const SEE: Who = ['parkOfficer', 'regulator', 'cityRegulator'];

it('lets everybody do and read exactly what the table says, in every status', async () => {
  const wrong: string[] = [];
  for (const status of ['proposed', 'due', 'reviewing', 'tracking', 'declined'] as const) {
    const row = await buildParkAssessment(world, status);
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const [action, [from, whose]] of Object.entries(MAY)) {
        const should = from === status && whose.includes(who);
        if (parkAssessments.can(world.actors[who], action as never, row) !== should)
          wrong.push(`${status} ${who} ${action}`);
      }
      const sees = (await code(parkAssessments.get(as(who), row.reference))) === 'done';
      if (sees !== SEE.includes(who)) wrong.push(`${status} ${who} sees: ${sees}`);
    }
  }
  expect(wrong).toEqual([]);
});

describe('why it is made', () => {
  it('is decided by the body within the working days where something changed; a "no" goes upward with its reason', async () => {
    const row = await buildParkAssessment(world);
    expect(await clocks(row)).toEqual([['park-assessment-decide', '2026-12-15', `body:${world.bodyId}`]]);
    const declined = await buildParkAssessment(world, 'declined');
    expect(await clocks(declined)).toEqual([]);
    await reactToEvents(fixedNow);
    const told = await mongoose.connection
      .collection('outbox')
      .find({ template: 'park-assessment-declined' })
      .toArray();
    const { cityRegulator, parkOfficer } = world.actors;
    expect(told.map(({ personId }) => personId).sort()).toEqual([cityRegulator.personId, parkOfficer.personId].sort());
    const { rows } = await parkAssessments.find(as('cityRegulator'), { status: 'declined' });
    expect(rows.map(({ reason }) => reason)).toEqual(['只是调整了绿地']);
  });

  it('stands by itself where its time has come or a body orders it, and is of chemical parks alone where goods change', async () => {
    const order = { parkId: world.park._id, trigger: 'T5' as const, why: '自治区安委会责令' };
    const ordered = await raiseParkAssessment(as('regulator'), order);
    expect([ordered.status, ordered.dueOn]).toEqual(['due', '2027-05-23']);
    const timely = await raiseParkAssessment(as('parkOfficer'), { trigger: 'calendar', why: '上次是 2021 年' });
    expect(timely.status).toBe('due');
    const why = '新增液氨';
    expect(await code(raiseParkAssessment(as('parkOfficer'), { trigger: 'T4', why }))).toBe('common.check-fields');
    for (const who of ['sectorRegulator', 'officer', 'administrator'] as const)
      expect([who, await code(raiseParkAssessment(as(who), order))]).toEqual([who, 'common.not-allowed']);
    expect(await code(raiseParkAssessment(as('otherRegulator'), order))).toMatch(/not-allowed|check-fields/);
  });

  it('is an accident that is 较大 or worse, by itself and once, and follows its level', async () => {
    const { _id, reference } = await buildAccident(world);
    expect(await ofAccident(_id)).toBeUndefined();
    const more = { reference, dead: '3', hurt: '0', missing: '0', note: '医院通知', isFinal: 'open' as const };
    await supplementAccident(as('officer', later(1)), more);
    const made = await ofAccident(_id);
    expect(made).toMatchObject({ status: 'due', trigger: 'T3', parkId: world.park._id, accidentReference: reference });
    expect(made?.dueOn).toBe('2027-05-24');
    await gradeAccident(as('regulator', later(2)), { reference, level: 'ordinary', reason: '两人是病故' });
    expect((await ofAccident(_id))?.status).toBe('withdrawn');
    await gradeAccident(as('cityRegulator', later(3)), { reference, level: 'larger', reason: '复核后仍按三人' });
    await gradeAccident(as('cityRegulator', later(4)), { reference, level: 'serious', reason: '影响恶劣' });
    expect((await ofAccident(_id))?.status).toBe('due');
    expect(await mongoose.connection.collection('parkAssessments').countDocuments({ accidentId: _id })).toBe(1);
    const at = await reportAccident(as('officer', later(5)), typedAccident(later(5), { dead: '4' }));
    expect((await ofAccident(at._id))?.status).toBe('due');
    const outside = await reportAccident(as('otherOfficer'), typedAccident(fixedNow, { dead: '5' }));
    expect(await ofAccident(outside._id)).toBeUndefined();
  });
});

it('that cannot be read keeps no accident from being graded, and no other report from being adopted', async () => {
  const accident = await reportAccident(as('officer', later(1)), typedAccident(later(1), { dead: '3' }));
  const before = await buildParkAssessment(world, 'reviewing');
  const rows = mongoose.connection.collection<{ _id: string }>('parkAssessments');
  await rows.updateOne(
    { accidentId: accident._id } as never,
    { $set: { version: 'x' }, $unset: { dueOn: 1 } } as never,
  );
  const { reference } = accident;
  await gradeAccident(as('regulator', later(2)), { reference, level: 'ordinary', reason: '两人是病故' });
  expect((await accidents.peek(reference))?.level).toBe('ordinary');
  await adoptParkAssessment(as('regulator', later(3)), { reference: before.reference });
  expect((await parkAssessments.peek(before.reference))?.status).toBe('tracking');
  expect(await mongoose.connection.collection('asides').countDocuments({ loop: 'unreadable' })).toBe(1);
});

it('asks for a report of its own after an accident, though one of before it is adopted meanwhile', async () => {
  const before = await buildParkAssessment(world, 'reviewing');
  const accident = await reportAccident(as('officer', later(2)), typedAccident(later(2), { dead: '3' }));
  await adoptParkAssessment(as('regulator', later(3)), { reference: before.reference });
  expect((await ofAccident(accident._id))?.status).toBe('due');
});

it('in force does not wait out its years once something changed; a "no" with its reason lets them run on', async () => {
  const adopted = await buildParkAssessment(world, 'tracking', new Date('2022-01-20T02:00:00Z'));
  const next = async () => (await clocks(adopted)).find(([kind]) => kind === 'park-assessment-next')?.[1];
  expect(await next()).toBe('2027-01-20');
  const changed = await buildParkAssessment(world);
  expect(await next()).toBeUndefined();
  expect((await clocks(changed))[0]).toEqual(['park-assessment-decide', '2026-12-15', `body:${world.bodyId}`]);
  const other = await buildParkAssessment(world, 'proposed', later(1));
  const decline = (at: ParkAssessment, reason: string) =>
    declineParkAssessment(as('regulator', later(2)), { reference: at.reference, reason });
  expect(await code(decline(changed, ' '))).toBe('common.check-fields');
  await decline(changed, '只是调整了绿地');
  expect(await next()).toBeUndefined();
  expect((await parkAssessments.peek(adopted.reference))?.replacedBy).toBe(other.reference);
  await decline(other, '同一件事');
  expect(await next()).toBe('2027-01-20');
  // An accident that counts takes its place by itself, and gives it back with its level.
  const accident = await reportAccident(as('officer', later(3)), typedAccident(later(3), { dead: '3' }));
  expect(await next()).toBeUndefined();
  const { reference } = accident;
  await gradeAccident(as('regulator', later(4)), { reference, level: 'ordinary', reason: '两人是病故' });
  expect(await next()).toBe('2027-01-20');
});

it.each([
  ['of another park', false, '2027-03-15'],
  ['of a chemical park', true, '2025-03-15'],
] as const)('%s assessed on 15 March 2022 falls due at 24:00 of its day', async (_, isChemical, due) => {
  await makeParkChemical(world, isChemical);
  const row = await buildParkAssessment(world, 'tracking', new Date('2022-03-15T02:00:00Z'));
  const dues = await findDeadlinesOf({ kind: 'park-assessment', id: row._id });
  const { dueAt } = dues.find(({ kind }) => kind === 'park-assessment-next') ?? {};
  expect(dueAt).toEqual(endOfLocalDay(due));
  expect(dueAt?.toISOString()).toContain(`${due}T15:59:59`);
});

it('asks for one after an accident that turns 较大 within thirty days, and for none on the day after', async () => {
  const regrade = async (days: number) => {
    const { _id, reference, happenedAt } = await buildAccident(world);
    const at = new Date(happenedAt.getTime() + days * 86_400_000);
    await gradeAccident(as('regulator', at), { reference, level: 'larger', reason: '三人死亡' });
    const found = await ofAccident(_id);
    await mongoose.connection.collection('accidents').deleteMany({});
    return found?.status;
  };
  expect([await regrade(30), await regrade(31)]).toEqual(['due', undefined]);
});

describe('the report', () => {
  it('names every measure with who and by when, and a line that does not is named', async () => {
    const { reference } = await buildParkAssessment(world, 'due');
    const send = (more: object) =>
      submitParkAssessment(as('parkOfficer'), { reference, ...typedReport(fixedNow, more) });
    for (const measures of ['', '补建消防站', '补建消防站｜规划部｜明年'])
      expect([measures, await code(send({ measures }))]).toEqual([measures, 'common.check-fields']);
    expect(await code(send({ dataCutoff: '2026-11-25' }))).toBe('common.check-fields');
    const row = await send({});
    expect(row.measures.map(({ text, owner, due }) => [text, owner, due])).toEqual([
      ['补建东区消防站', '规划建设部', '2027-06-30'],
      ['更新应急广播', '应急中心', '2027-01-31'],
    ]);
    const back = await returnParkAssessment(as('regulator'), { reference, reason: '没有多米诺效应' });
    expect([back.status, back.reason]).toEqual(['due', '没有多米诺效应']);
  });

  it('answers the last one measure by measure or is not taken, and stands in its place once adopted', async () => {
    const first = await buildParkAssessment(world, 'tracking');
    const { reference } = await buildParkAssessment(world, 'due', later(100));
    const send = (answers: string) =>
      submitParkAssessment(as('parkOfficer', later(101)), { reference, ...typedReport(later(101), { answers }) });
    for (const answers of ['', '已建成', '\n已更新', '已建成\n已更新\n另外修了路'])
      expect([answers, await code(send(answers))]).toEqual([answers, 'common.check-fields']);
    const sent = await send('已建成\n已更新');
    expect([sent.lastReference, sent.answers]).toEqual([
      first.reference,
      [
        { measure: '补建东区消防站', answer: '已建成' },
        { measure: '更新应急广播', answer: '已更新' },
      ],
    ]);
    const early = await buildParkAssessment(world, 'proposed', later(101));
    const late = await buildParkAssessment(world, 'proposed', later(102));
    await adoptParkAssessment(as('regulator', later(103)), { reference });
    expect((await parkAssessments.peek(first.reference))?.status).toBe('superseded');
    expect((await parkAssessments.peek(early.reference))?.status).toBe('superseded');
    // Its data end before that: it says nothing of what changed since.
    expect((await parkAssessments.peek(late.reference))?.status).toBe('proposed');
    expect(await clocks(first)).toEqual([]);
  });

  it('has its measures done by the park and looked at by another, and falls due again in five years, of a chemical park in three', async () => {
    const row = await buildParkAssessment(world, 'tracking');
    const { reference } = row;
    expect(await clocks(row)).toEqual(
      expect.arrayContaining([
        ['park-assessment-measure', '2027-01-31', `park:${world.park._id}`],
        ['park-assessment-next', '2031-11-24', `park:${world.park._id}`],
      ]),
    );
    const check = () => checkMeasure(as('regulator', later(2)), { reference, measure: 'm2' });
    expect(await code(check())).toBe('common.not-now');
    await finishMeasure(as('parkOfficer', later(1)), {
      reference,
      measure: 'm2',
      evidence: '已换 12 个喇叭，试播合格',
    });
    expect((await clocks(row)).map(([kind, due]) => [kind, due])).toEqual(
      expect.arrayContaining([
        ['park-assessment-measure', '2027-06-30'],
        ['park-assessment-check', '2026-12-16'],
      ]),
    );
    const after = await check();
    expect(after.measures[1]).toMatchObject({
      done: { by: world.actors.parkOfficer.personId },
      checked: { by: world.actors.regulator.personId },
    });
    // With another one that waits to be checked, this one still keeps who checked it.
    await finishMeasure(as('parkOfficer', later(3)), { reference, measure: 'm1', evidence: '建成' });
    expect(await code(check())).toBe('common.check-fields');
    await mongoose.connection.collection('parkAssessments').updateOne({ reference }, { $set: { isChemical: true } });
    const chemical = await checkMeasure(as('regulator', later(4)), { reference, measure: 'm1' });
    expect((await clocks(chemical)).find(([kind]) => kind === 'park-assessment-next')?.[1]).toBe('2029-11-24');
  });
});

describe('more sources of danger', () => {
  const THERE =
    '桂东化工｜液氨罐区｜20\n桂东化工｜环氧装置｜30\n宏发冶炼｜煤气柜｜12.5\n北辰涂料｜溶剂库｜11\n海纳｜酒精库｜10\n';
  const assessed = () => buildParkAssessment(world, 'tracking', fixedNow, { sources: THERE });
  const enter = (reference: string, firm: string, name: string, r: string, days = 10) =>
    enterSource(as('parkOfficer', later(days)), { reference, firm, name, r });
  const asked = () =>
    mongoose.connection
      .collection<ParkAssessment>('parkAssessments')
      .find({ trigger: 'T2' })
      .sort({ _id: 1 })
      .toArray();

  it.each([
    ['a new one of the second grade', [['桂东化工', '氯气库', '50']], '新增二级重大危险源：桂东化工氯气库，R 值 50'],
    ['one that has become so', [['桂东化工', '环氧装置', '50.00']], '新增二级重大危险源：桂东化工环氧装置，R 值 50'],
    [
      'a fifth more of R',
      [
        ['桂东化工', '氯气库', '16.69'],
        ['桂东化工', '小氯气库', '0.01'],
      ],
      'R 值合计从 83.5 增加到 100.2',
    ],
    ['a fifth more firms', [['新来的', '油漆库', '0.1']], '有重大危险源的企业从 4 家增加到 5 家'],
  ])('ask for a report by themselves: %s', async (_, rows, why) => {
    const { reference } = await assessed();
    for (const [firm = '', name = '', r = ''] of rows) {
      expect(await asked()).toEqual([]);
      await enter(reference, firm, name, r);
    }
    const [made, ...others] = await asked();
    expect(others).toEqual([]);
    expect(made).toMatchObject({ status: 'proposed', parkId: world.park._id });
    expect(made?.why).toContain(why);
    // In place of the calendar, and for the body to decide.
    const last = (await parkAssessments.peek(reference)) as ParkAssessment;
    expect(last.replacedBy).toBe(made?.reference);
    expect((await clocks(last)).map(([kind]) => kind)).not.toContain('park-assessment-next');
    expect((await clocks(made as ParkAssessment))[0]?.[2]).toBe(`body:${world.bodyId}`);
    await reactToEvents(later(10));
    const told = await mongoose.connection.collection('outbox').find({ template: 'park-assessment-raised' }).toArray();
    expect(told.map(({ personId }) => personId)).toContain(world.actors.regulator.personId);
  });

  it('ask for none below the numbers, for one at a time, and after a "no" only for what came since', async () => {
    const { reference } = await assessed();
    await enter(reference, '桂东化工', '氯气库', '16.69');
    await endSource(as('parkOfficer', later(11)), { reference, source: 'b5', reason: '已拆除' });
    await enter(reference, '海纳', '酒精库', '9.9', 12);
    expect(await asked()).toEqual([]);
    await Promise.all(
      [enter(reference, '甲公司', '一库', '60', 13), enter(reference, '乙公司', '二库', '70', 13)].map(code),
    );
    for (const [firm, name, r] of [
      ['甲公司', '一库', '60'],
      ['乙公司', '二库', '70'],
    ] as const)
      await enter(reference, firm, name, r, 14);
    const [first] = await asked();
    expect(await asked()).toHaveLength(1);
    await declineParkAssessment(as('regulator', later(15)), {
      reference: first?.reference as string,
      reason: '三个月前刚评估过',
    });
    // What came while that was asked for is asked for now, once, and the calendar waits on.
    const [, second, ...more] = await asked();
    expect(more).toEqual([]);
    expect(second?.status).toBe('proposed');
    expect((await parkAssessments.peek(reference))?.replacedBy).toBe(second?.reference);
    await declineParkAssessment(as('regulator', later(16)), { reference: second?.reference as string, reason: '同上' });
    await enter(reference, '甲公司', '一库', '60', 17);
    expect(await asked()).toHaveLength(2);
    expect((await parkAssessments.peek(reference))?.replacedBy).toBeUndefined();
  });

  it('are named line by line, and those entered after the data of the next report stand beside its own', async () => {
    const { reference } = await assessed();
    for (const r of ['', '0', '一百', '1.234', '-5'])
      expect([r, await code(enter(reference, '甲公司', '一库', r))]).toEqual([r, 'common.check-fields']);
    const next = await buildParkAssessment(world, 'due', later(20));
    const send = (sources: string) =>
      submitParkAssessment(as('parkOfficer', later(21)), {
        ...{ reference: next.reference, ...typedReport(later(21), { answers: '已建成\n已更新', sources }) },
      });
    for (const sources of ['桂东化工｜液氨罐区', '桂东化工｜液氨罐区｜二十', '甲公司｜一库｜5\n甲公司｜一库｜6'])
      expect([sources, await code(send(sources))]).toEqual([sources, 'common.check-fields']);
    await send('桂东化工｜液氨罐区｜20');
    await enter(reference, '甲公司', '一库', '1', 22);
    // Asked for when it came, which the report says nothing of.
    const [before] = await asked();
    expect(before?.why).toBe('有重大危险源的企业从 4 家增加到 5 家。');
    await declineParkAssessment(as('regulator', later(22)), {
      reference: before?.reference as string,
      reason: '等报告',
    });
    await adoptParkAssessment(as('regulator', later(23)), { reference: next.reference });
    const now = await parkAssessments.peek(next.reference);
    expect(now?.sources?.map(({ firm, name, r }) => [firm, name, r])).toEqual([
      ['桂东化工', '液氨罐区', 2_000],
      ['甲公司', '一库', 100],
    ]);
    // The report counts one firm; there are two.
    expect((await asked()).map(({ status, why }) => [status, why])).toEqual([
      ['declined', '有重大危险源的企业从 4 家增加到 5 家。'],
      ['proposed', '有重大危险源的企业从 1 家增加到 2 家。'],
    ]);
  });
});

it.each(['T1', 'T2', 'T4', 'T5', 'calendar'] as const)(
  'asked for by %s stands in place of the calendar',
  async (trigger) => {
    await makeParkChemical(world);
    const adopted = await buildParkAssessment(world, 'tracking');
    const who = trigger === 'T5' ? 'regulator' : 'parkOfficer';
    const made = await raiseParkAssessment(as(who, later(1)), { parkId: world.park._id, trigger, why: '变了' });
    expect(made.status).toBe(trigger === 'T5' || trigger === 'calendar' ? 'due' : 'proposed');
    expect((await clocks(adopted)).map(([kind]) => kind)).not.toContain('park-assessment-next');
    expect((await parkAssessments.peek(adopted.reference))?.replacedBy).toBe(made.reference);
  },
);

it('of a chemical park whose goods changed has its plans revised too, and an evaluation does not take that back', async () => {
  await makeParkChemical(world);
  const plan = await buildEmergencyPlan(world, 'signed', { whose: 'parkOfficer' });
  const firms = await buildEmergencyPlan(world, 'signed');
  const raise = (trigger: 'T1' | 'T4') =>
    raiseParkAssessment(as('parkOfficer', later(1)), { trigger, why: '新增液氨 80 吨' });
  const need = ({ reference }: ParkAssessment) =>
    needParkAssessment(as('regulator', later(2)), { reference, reason: '控制措施要变' });
  const dueOf = async ({ _id }: { _id: string }) =>
    (await findDeadlinesOf({ kind: 'emergency-plan', id: _id })).find(({ kind }) => kind === 'emergency-plan-revise');
  await need(await raise('T1'));
  expect(await dueOf(plan)).toBeUndefined();
  const asked = await need(await raise('T4'));
  expect(localDate((await dueOf(plan))?.dueAt as Date)).toBe('2027-02-24');
  expect(await dueOf(firms)).toBeUndefined();
  expect((await emergencyPlans.peek(plan.reference))?.reviseFor).toBe(asked.reference);
  await evaluateEmergencyPlan(as('parkOfficer', later(3)), {
    ...{
      reference: plan.reference,
      result: 'fits',
      on: localDate(later(3)),
      note: '自己评估',
      photoIds: [],
      fileIds: [],
    },
  });
  expect(await dueOf(plan)).toBeDefined();
  await reactToEvents(later(3));
  const told = await mongoose.connection
    .collection('outbox')
    .find({ template: 'emergency-plan-must-revise' })
    .toArray();
  expect(told.map(({ personId }) => personId)).toEqual([world.actors.parkOfficer.personId]);
});
