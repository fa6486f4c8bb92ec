import mongoose from 'mongoose';
import { peekHazard } from '#domain/hazards';
import { findTrail } from '#domain/journal';
import {
  findMonthlyRecords,
  getOutcomeSources,
  getOutcomes,
  type OutcomeCode,
  proposeSuggestion,
  recordMonth,
} from '#domain/plans';
import { addMonths, localDate } from '#kernel/dates';
import { median, monthsOf } from '../../../src/domain/plans/outcomes/measure.ts';
import { windowOf } from '../../../src/domain/plans/outcomes/outcomeRules.ts';
import { changeOf } from '../../../src/web/outcomes/presentOutcomes.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();

describe('windows', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-11-24', 3, '2027-02-24'],
    ['2026-01-15', -3, '2025-10-15'],
    ['2026-12-31', 12, '2027-12-31'],
  ])('%s and %d months is %s', (day, months, expected) => {
    expect(addMonths(day, months)).toBe(expected);
  });

  it('are three months each and the baseline ends where the programme begins', () => {
    expect(windowOf('baseline', '2026-11-24')).toEqual({ from: '2026-08-24', to: '2026-11-24' });
    expect(windowOf('month-3', '2026-11-24')).toEqual({ from: '2026-11-24', to: '2027-02-24' });
    expect(windowOf('month-6', '2026-11-24')).toEqual({ from: '2027-02-24', to: '2027-05-24' });
    expect(windowOf('month-12', '2026-11-24')).toEqual({ from: '2027-08-24', to: '2027-11-24' });
  });
});

it.each([
  ['2026-08-24', '2026-11-24', '2026-09', '2026-11'],
  ['2026-11-24', '2027-02-24', '2026-12', '2027-02'],
  ['2026-08-01', '2026-11-01', '2026-08', '2026-10'],
  ['2026-08-15', '2026-11-15', '2026-08', '2026-10'],
  ['2026-08-16', '2026-11-16', '2026-09', '2026-11'],
])('the months of %s to %s are %s to %s, and no month lies in two windows', (from, to, first, last) => {
  expect(monthsOf({ from, to })).toEqual({ first, last });
});

it.each([
  [[], undefined],
  [[3], 3],
  [[5, 1], 3],
  [[9, 1, 4], 4],
])('the median of %j is %p', (numbers, expected) => {
  expect(median(numbers)).toBe(expected);
});

describe('the six numbers', () => {
  let world: World;
  let reference: string;

  /** Moves a case in time as if it had been reported and closed on other days. */
  const backdate = async (hazardReference: string, createdAt: Date, closedAt?: Date): Promise<void> => {
    const hazard = await peekHazard(hazardReference);
    const collection = mongoose.connection.collection('hazards');
    await collection.deleteOne({ reference: hazardReference });
    const seconds = Math.floor(createdAt.getTime() / 1000).toString(16);
    await collection.insertOne({
      ...hazard,
      _id: `${seconds}${hazard?._id.slice(8)}`,
      createdAt,
      ...(closedAt === undefined ? {} : { closedAt }),
    } as never);
  };
  const day = (offset: number): Date => new Date(fixedNow.getTime() + offset * 86_400_000);
  const numbers = async (who: 'manager' | 'regulator' = 'manager') => {
    const [, first] = await getOutcomes(personContext(world.actors[who]), reference);
    return Object.fromEntries((first?.outcomes ?? []).map((one) => [one.code, one.value])) as Record<
      OutcomeCode,
      number | undefined
    >;
  };

  beforeEach(async () => {
    world = await buildWorld();
    // Admitted twenty days ago: the round of three months is running.
    ({ reference } = await buildEnrolment(world, { admittedAt: day(-20) }));
  });

  it('are counted from the cases, and each opens exactly what it was counted from', async () => {
    const first = await buildHazard(world, { status: 'closed', text: '配电箱漏电' });
    await backdate(first.reference, day(-15), day(-11));
    const again = await buildHazard(world, { status: 'closed', text: '配电箱又漏电了' });
    await backdate(again.reference, day(-5), day(-4));
    await buildHazard(world, { status: 'not-valid', text: '墙上有脚印' });
    await buildHazard(world, { status: 'duplicate', text: '配电箱还是漏电' });
    const before = await buildHazard(world, { status: 'closed', text: '老早的事' });
    await backdate(before.reference, day(-60), day(-50));

    const now = await numbers();
    // 180 people; reported in the window: two closed, one not true, the duplicate's original (the duplicate itself not).
    expect(now['reports-per-100']).toBe(2.2);
    expect(now['verified-share']).toBe(66.7);
    expect(now['days-to-close']).toBe(2.5);
    expect(now.injuries).toBeUndefined();

    for (const code of ['reports-per-100', 'verified-share', 'recurrence', 'days-to-close'] as const) {
      const { outcome } = await getOutcomeSources(personContext(world.actors.manager), {
        reference,
        round: 'month-3',
        code,
      });
      const counted = outcome?.sources.filter((source) => source.isCounted).length;
      expect({ code, counted }).toEqual({ code, counted: outcome?.numerator });
    }
    const recurring = await getOutcomeSources(personContext(world.actors.manager), {
      reference,
      round: 'month-3',
      code: 'recurrence',
    });
    expect(recurring.outcome?.sources.filter((one) => one.isCounted).map((one) => one.label)).toEqual([
      again.reference,
    ]);
  });

  it('count contractors among the heads once a month has been told', async () => {
    await buildHazard(world, {});
    expect((await numbers())['reports-per-100']).toBe(0.6);
    await recordMonth(personContext(world.actors.officer), {
      month: localDate(fixedNow).slice(0, 7),
      lostTimeInjuries: 1,
      employees: 40,
      contractors: 10,
    });
    const now = await numbers();
    expect(now['reports-per-100']).toBe(2);
    expect(now.injuries).toBe(1);
    expect(now.participation).toBe(2);
  });

  it('name people to their own firm only, and never an anonymous one', async () => {
    await buildHazard(world, {});
    await buildHazard(world, { isAnonymous: true });
    const asked = { reference, round: 'month-3', code: 'participation' } as const;
    const own = await getOutcomeSources(personContext(world.actors.manager), asked);
    expect(own.outcome?.sources.map((one) => one.label)).toEqual([world.actors.worker.name]);
    const outside = await getOutcomeSources(personContext(world.actors.regulator), asked);
    expect(outside.outcome?.sources.map((one) => `${one.label} ${one.note}`)).toEqual([`${world.team.name} 1 人参与`]);
    await expect(getOutcomeSources(personContext(world.actors.worker), asked)).rejects.toMatchObject({ status: 403 });
    await expect(getOutcomes(personContext(world.actors.otherOfficer), reference)).rejects.toMatchObject({
      status: 404,
    });
  });

  it('count a suggestion as taking part, one person once', async () => {
    await buildHazard(world, {});
    for (const text of ['装一面转角镜', '休息室放一块看板']) {
      await proposeSuggestion(personContext(world.actors.worker2), { text });
    }
    const { outcome } = await getOutcomeSources(personContext(world.actors.manager), {
      reference,
      round: 'month-3',
      code: 'participation',
    });
    expect(outcome?.sources.map((one) => `${one.label} ${one.note}`)).toEqual([
      `${world.actors.worker.name} ${world.team.name}：上报`,
      `${world.actors.worker2.name} ${world.team.name}：建议`,
    ]);
  });

  it('say nothing of a window that has not begun', async () => {
    const rounds = await getOutcomes(personContext(world.actors.manager), reference);
    expect(rounds.map(({ round, standing }) => `${round} ${standing}`)).toEqual([
      'baseline over',
      'month-3 running',
      'month-6 ahead',
      'month-12 ahead',
    ]);
  });
});

describe('a month', () => {
  const month = localDate(fixedNow).slice(0, 7);
  const good = { month, lostTimeInjuries: 0, employees: 180, contractors: 12 };

  it('is told once; a correction keeps the old numbers in the journal, and an old page does not overwrite it', async () => {
    const world = await buildWorld();
    const officer = personContext(world.actors.officer);
    const first = await recordMonth(officer, good);
    const second = await recordMonth(personContext(world.actors.manager), {
      ...good,
      lostTimeInjuries: 2,
      version: first.version,
    });
    await expect(recordMonth(officer, { ...good, version: first.version })).rejects.toMatchObject({ status: 409 });
    expect((await findMonthlyRecords(officer)).map((row) => row.lostTimeInjuries)).toEqual([2]);
    const trail = await findTrail({ kind: 'monthly-record', id: second._id });
    expect(trail.map((event) => [event.name, event.facts['before']])).toEqual([
      ['plans.month-recorded', undefined],
      ['plans.month-corrected', { lostTimeInjuries: 0, employees: 180, contractors: 12 }],
    ]);
  });

  it('told by two people at once is one month', async () => {
    const world = await buildWorld();
    const both = await Promise.allSettled(
      (['officer', 'manager'] as const).map((who) => recordMonth(personContext(world.actors[who]), good)),
    );
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each([
    [{ ...good, month: '2027-01' }, { month: '还没有到这个月' }],
    [{ ...good, lostTimeInjuries: '' }, { lostTimeInjuries: '请填写起数，没有就填 0' }],
    [{ ...good, lostTimeInjuries: '-1' }, { lostTimeInjuries: '请填写起数，没有就填 0' }],
    [{ ...good, employees: '很多' }, { employees: '请填写人数' }],
    [{ ...good, employees: 0, contractors: 0 }, { employees: '请填写人数' }],
    [{ ...good, employees: '１２０', contractors: '1.5' }, { contractors: '请填写人数，没有就填 0' }],
  ])('%j is sent back with %j', async (input, fields) => {
    const world = await buildWorld();
    await expect(recordMonth(personContext(world.actors.officer), input as never)).rejects.toMatchObject({ fields });
  });

  it.each(['worker', 'parkOfficer', 'regulator', 'adviser', 'administrator'] as const)(
    'is not for a %s to tell',
    async (who) => {
      const world = await buildWorld();
      await expect(recordMonth(personContext(world.actors[who]), good)).rejects.toMatchObject({ status: 403 });
    },
  );
});

it('a park the firm has left reads the rounds that were over by then', async () => {
  const world = await buildWorld();
  const { reference } = await buildEnrolment(world, {
    admittedAt: new Date('2026-08-01T02:00:00Z'),
    parkId: 'f'.repeat(24),
    formerParks: [
      { parkId: world.park._id, until: '2026-11-05', untilAt: new Date('2026-11-05T02:00:00Z'), frozen: {} },
    ],
  });
  const rounds = await getOutcomes(personContext(world.actors.parkOfficer), reference);
  expect(rounds.map(({ round, standing }) => `${round} ${standing}`)).toEqual([
    'baseline over',
    'month-3 over',
    'month-6 ahead',
    'month-12 ahead',
  ]);
});

describe('a number from months nobody told', () => {
  const outcome = (value: number, missing: readonly string[] = []) => ({
    code: 'injuries' as const,
    value,
    numerator: value,
    denominator: 3,
    missing,
    sources: [],
  });

  it('is not called better, and says which months are missing', () => {
    expect(changeOf(outcome(3), outcome(1), '起', 'less')).toBe('比基线少 2 起，在变好');
    const half = changeOf(outcome(3), outcome(0, ['2026-12', '2027-01']), '起', 'less');
    expect(half).toBe('缺 2026年12月、2027年01月的填报，还不能和基线比');
    expect(changeOf(outcome(3, ['2026-09']), outcome(0), '起', 'less')).toContain('缺 2026年09月');
  });

  it('names the months of the window that are over, not the one that runs', async () => {
    const world = await buildWorld();
    const { reference } = await buildEnrolment(world, { stage: 'implementing' });
    const now = new Date('2027-02-03T02:00:00.000Z');
    const manager = personContext(world.actors.manager, { now });
    const told = { employees: 180, contractors: 0, lostTimeInjuries: 0 };
    await recordMonth(manager, { month: '2026-12', ...told });
    const rounds = await getOutcomes(manager, reference);
    const injuries = (round: string) =>
      rounds.find((one) => one.round === round)?.outcomes.find(({ code }) => code === 'injuries');
    expect(injuries('month-3')).toMatchObject({ value: 0, missing: ['2027-01'] });
    expect(injuries('baseline')?.missing).toEqual(['2026-09', '2026-10', '2026-11']);
  });
});
