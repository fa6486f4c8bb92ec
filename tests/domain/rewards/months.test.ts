import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { requestExport, runNextExport } from '#domain/oversight';
import {
  answerMonth,
  approveReward,
  closeMonth,
  findMonthsOver,
  findMonthsToClose,
  findNotice,
  hideName,
  listMonth,
  type MonthStatus,
  monthRowsFor,
  objectToMonth,
  openMonth,
  payReward,
  reverseReward,
  rewardMonths,
  rewardMonthsInWords,
  rewards,
  showName,
} from '#domain/rewards';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildRewardMonth, buildTwoAlike, deposit } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const on = (day: string) => new Date(`${day}T02:00:00Z`);
const as = (who: WorldActor, day = '2026-12-03') => personContext(world.actors[who], { now: on(day) });
const closeAll = async (day: string): Promise<boolean[]> => {
  const due = await findMonthsToClose(on(day), 10, []);
  return Promise.all(due.map((one) => closeMonth(clockContext(on(day)), one)));
};
beforeEach(async () => {
  world = await buildWorld();
});

const MAY: Readonly<Record<MonthStatus, Partial<Record<WorldActor, readonly string[]>>>> = {
  due: { manager: ['list-month'], officer: ['list-month'] },
  checking: {
    manager: ['object-month'],
    officer: ['object-month'],
    worker: ['object-month'],
    worker2: ['object-month'],
  },
  closed: {},
};
it.each(Object.keys(MAY) as MonthStatus[])(
  'a month that is %s shows its steps to those whose they are',
  async (status) => {
    const month = await buildRewardMonth(world, status);
    expect(month.status).toBe(status);
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      const { actor } = as(who);
      const steps = actor.kind === 'person' ? rewardMonths.actionsFor(actor, month).map(({ action }) => action) : [];
      expect([who, steps]).toEqual([who, MAY[status][who] ?? []]);
      const owes = (await findToDos(as(who))).rows.filter(({ kind }) => kind === 'reward-month');
      expect([who, owes.length]).toEqual([who, status === 'due' && ['manager', 'officer'].includes(who) ? 1 : 0]);
    }
  },
);

it('is kept once a firm and month however many clocks come at once, and only once it is over', async () => {
  const { _id } = await buildHazard(world, { status: 'valid' });
  const reference = (await rewards.find(as('manager'), { hazardId: _id })).rows[0]?.reference ?? '';
  await approveReward(personContext(world.actors.manager), { reference });
  expect(await findMonthsOver(on('2026-11-30'), 10, [])).toEqual([]);
  const over = await findMonthsOver(on('2026-12-01'), 10, []);
  expect(over).toMatchObject([{ month: '2026-11-01', enterpriseId: world.enterprise._id }]);
  const one = over[0] as (typeof over)[number];
  await Promise.all([1, 2, 3, 4, 5].map(() => openMonth(clockContext(on('2026-12-01')), one)));
  expect(await mongoose.connection.collection('rewardMonths').countDocuments()).toBe(1);
  expect(await findMonthsOver(on('2026-12-01'), 10, [])).toEqual([]);
  const [month] = (await rewardMonths.find(as('officer'))).rows;
  const [due] = await findDeadlinesOf({ kind: 'reward-month', id: month?._id ?? '' });
  expect(due).toMatchObject({ kind: 'reward-month-list', dueAt: new Date('2026-12-11T15:59:59.999Z') });
  // Nor is it listed twice: the second press meets what the first one wrote.
  const tries = await Promise.allSettled(
    (['manager', 'officer'] as const).map((who) => listMonth(as(who), { reference: month?.reference ?? '' })),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('keeps what it listed: what comes later is of the next month, and only a name follows its person', async () => {
  const month = await buildRewardMonth(world, 'checking');
  expect(month.rows.map(({ kind, amountFen, personId }) => [kind, amountFen, personId])).toEqual([
    ['approved', 5_000, world.actors.worker.personId],
    ['paid', 5_000, world.actors.worker.personId],
  ]);
  const [row] = (await rewards.find(as('manager'))).rows;
  const reference = row?.reference ?? '';
  await showName(as('worker'), { reference });
  const before = await findNotice(as('manager'), '2026-11-01');
  expect(before).toMatchObject({ rows: [{ name: world.actors.worker.name, amountFen: 5_000 }], isFixed: true });
  await closeAll('2026-12-08');
  await reverseReward(as('officer', '2026-12-09'), { reference, reason: '发错了人' });
  await mongoose.connection.collection('rewards').updateOne({ reference }, { $set: { amountFen: 9_900 } });
  expect(await rewardMonths.get(as('officer'), month.reference)).toMatchObject({ status: 'closed', rows: month.rows });
  await hideName(as('worker', '2026-12-09'), { reference });
  expect(await findNotice(as('manager'), '2026-11-01')).toMatchObject({
    ...{ rows: [{ name: '', amountFen: 5_000 }], totalFen: 5_000, isFixed: true },
  });
  const [december] = await findMonthsOver(on('2027-01-02'), 10, []);
  expect(december).toMatchObject({ month: '2026-12-01' });
  await openMonth(clockContext(on('2027-01-02')), december as never);
  const [late] = (await rewardMonths.find(as('officer', '2027-01-02'))).rows;
  await listMonth(as('officer', '2027-01-02'), { reference: late?.reference ?? '' });
  expect(await rewardMonths.get(as('officer'), late?.reference ?? '')).toMatchObject({
    rows: [{ kind: 'reversed', amountFen: -5_000, rewardReference: reference }],
  });
});

it('a payment that was taken back before the list was drawn keeps its own paper there, whatever it was paid by anew', async () => {
  const { _id } = await buildHazard(world, { status: 'valid' });
  const reference = (await rewards.find(as('manager'), { hazardId: _id })).rows[0]?.reference ?? '';
  await approveReward(personContext(world.actors.manager), { reference });
  await payReward(personContext(world.actors.officer), { reference, method: 'payroll', voucher: '记-1' });
  await reverseReward(as('manager', '2026-12-01'), { reference, reason: '发错了人' });
  const due = async () => {
    for (const one of await findMonthsOver(on('2026-12-02'), 10, []))
      await openMonth(clockContext(on('2026-12-02')), one);
    return (await rewardMonths.find(as('officer'))).rows[0]?.reference ?? '';
  };
  const month = await due();
  const drawn = async (day: string) =>
    ((await monthRowsFor(as('officer', day), await rewardMonths.get(as('officer', day), month))) ?? [])
      .filter(({ kind }) => kind === 'paid')
      .map(({ method, voucher }) => [method, voucher]);
  expect(await drawn('2026-12-02')).toEqual([['payroll', '记-1']]);
  await payReward(as('officer', '2026-12-02'), { reference, method: 'cash', voucher: '记-2' });
  await listMonth(as('officer'), { reference: month });
  expect(await drawn('2026-12-03')).toEqual([['payroll', '记-1']]);
});

it('a worker reads their own of it, unnamed rewards are a sum, and nobody else has a part in it', async () => {
  await buildHazard(world, { status: 'valid', isAnonymous: true, text: '报警器关了' });
  const hidden = (await rewards.find(as('manager'))).rows[0]?.reference ?? '';
  await approveReward(personContext(world.actors.manager), { reference: hidden });
  await buildTwoAlike(world, new Date('2026-11-24T02:00:00Z'));
  await deposit(world, new Date('2026-11-25T02:00:00Z'));
  const month = await buildRewardMonth(world, 'checking');
  expect(month.unnamed).toEqual({ count: 3, totalFen: 15_000 });
  expect(JSON.stringify(month.rows)).not.toContain('hidden-');
  expect(month.rows).toHaveLength(2);
  const read = async (who: WorldActor) => JSON.stringify(await rewardMonthsInWords.words.sections?.(as(who), month));
  expect(await read('manager')).toContain('50.00 元');
  expect(await read('worker')).toContain('50.00 元');
  expect(await read('worker2')).not.toContain('50.00 元');
  for (const who of ['parkOfficer', 'regulator', 'otherOfficer', 'otherWorker'] as const)
    await expect(rewardMonths.get(as(who), month.reference)).rejects.toMatchObject({ kind: 'NotFound' });
});

it('tells whoever it lists and those who run the firm once it is closed, and nobody who was rewarded unnamed', async () => {
  await buildHazard(world, { status: 'valid', isAnonymous: true });
  const hidden = (await rewards.find(as('manager'))).rows[0]?.reference ?? '';
  await approveReward(personContext(world.actors.manager), { reference: hidden });
  await buildTwoAlike(world, new Date('2026-11-24T02:00:00Z'));
  await deposit(world, new Date('2026-11-25T02:00:00Z'));
  await buildRewardMonth(world, 'closed');
  while ((await reactToEvents(on('2026-12-08'))) > 0);
  const told = async (template: string) =>
    (await mongoose.connection.collection('outbox').distinct('personId', { template })).sort();
  const { worker, manager, officer } = world.actors;
  expect(await told('reward-month-own-closed')).toEqual([worker.personId]);
  expect(await told('reward-month-closed')).toEqual([manager, officer].map(({ personId }) => personId).sort());
});

describe('an objection', () => {
  const object = (who: WorldActor, reference: string, day?: string) =>
    objectToMonth(as(who, day), { reference, text: '少了一笔 H2026-0001' });

  it('is made in the days of the rule, answered by another person, and holds the closing up until then', async () => {
    const { reference } = await buildRewardMonth(world, 'checking');
    await object('worker', reference);
    await expect(object('worker', reference)).rejects.toMatchObject({ code: 'reward-months.objected-already' });
    await object('officer', reference);
    expect(await closeAll('2026-12-08')).toEqual([]);
    await expect(object('worker2', reference, '2026-12-08')).rejects.toMatchObject({
      code: 'reward-months.window-over',
    });
    const month = await rewardMonths.get(as('manager'), reference);
    const [ofWorker, ofOfficer] = month.disputes.map(({ id }) => id) as [string, string];
    const answer = (who: WorldActor, dispute: string) =>
      answerMonth(as(who, '2026-12-09'), { reference, dispute, outcome: 'stands', answer: '那一笔是十月的' });
    await expect(answer('officer', ofOfficer)).rejects.toMatchObject({ code: 'common.same-person' });
    await expect(answer('worker', ofOfficer)).rejects.toMatchObject({ kind: 'Forbidden' });
    await answer('officer', ofWorker);
    // What is left is the officer's own: only the manager owes it.
    const owes = async (who: WorldActor) =>
      (await findToDos(as(who))).rows.filter(({ kind }) => kind === 'reward-month').length;
    expect([await owes('officer'), await owes('manager'), await owes('worker')]).toEqual([0, 1, 0]);
    await answer('manager', ofOfficer);
    expect(await closeAll('2026-12-09')).toEqual([true]);
    await expect(answer('manager', ofWorker)).rejects.toMatchObject({ kind: 'Forbidden' });
    await expect(object('worker2', reference)).rejects.toMatchObject({ kind: 'Conflict' });
  });

  it('of the only one who could answer holds the month up for the days of the rule, and is kept as unanswered', async () => {
    const { _id, reference } = await buildRewardMonth(world, 'checking');
    const { manager, officer } = world.actors;
    const accounts = mongoose.connection.collection('accounts');
    await accounts.updateOne({ _id: officer.personId as never }, { $set: { status: 'disabled' } });
    await object('manager', reference);
    const [dispute] = (await rewardMonths.get(as('manager'), reference)).disputes;
    await expect(
      answerMonth(as('manager'), { reference, dispute: dispute?.id ?? '', outcome: 'stands', answer: '没有错' }),
    ).rejects.toMatchObject({ kind: 'Forbidden' });
    // Objected on 3 December: 30 days later it still waits, a day after it does not.
    expect(await closeAll('2027-01-02')).toEqual([]);
    expect(await closeAll('2027-01-03')).toEqual([true]);
    const month = await rewardMonths.get(as('manager'), reference);
    expect(month).toMatchObject({ status: 'closed', disputes: [{ id: dispute?.id }] });
    expect(month.disputes[0]).not.toHaveProperty('answer');
    const page = JSON.stringify(await rewardMonthsInWords.words.sections?.(as('manager'), month));
    expect(page).toContain('到期没有人答复');
    expect((await findDeadlinesOf({ kind: 'reward-month', id: _id })).filter(({ isOpen }) => isOpen)).toEqual([]);
    while ((await reactToEvents(on('2027-01-03'))) > 0);
    const told = { template: 'reward-month-unanswered' };
    expect(await mongoose.connection.collection('outbox').distinct('personId', told)).toEqual([manager.personId]);
  });

  it('is read by who made it and by those who run the firm', async () => {
    const { reference } = await buildRewardMonth(world, 'checking');
    const month = await object('worker', reference);
    const read = async (who: WorldActor) => JSON.stringify(await rewardMonthsInWords.words.sections?.(as(who), month));
    expect([await read('worker'), await read('officer')].every((page) => page.includes('少了一笔'))).toBe(true);
    expect(await read('worker2')).not.toContain('少了一笔');
  });
});

it('leaves as a sheet for the payroll, with those who run the firm alone', async () => {
  const month = await buildRewardMonth(world, 'closed');
  const filter = { monthId: month._id };
  const { id } = await requestExport(as('officer'), { kind: 'reward-month', filter });
  await runNextExport(() => on('2026-12-09'));
  const made = await mongoose.connection.collection('exports').findOne({ _id: id as never });
  expect(made).toMatchObject({ status: 'done', written: 2 });
  const theirs = await requestExport(as('worker'), { kind: 'reward-month', filter }).catch(() => undefined);
  await runNextExport(() => on('2026-12-09'));
  const kept = await mongoose.connection.collection('exports').findOne({ _id: (theirs?.id ?? '') as never });
  expect(kept?.['written'] ?? 0).toBe(0);
});
