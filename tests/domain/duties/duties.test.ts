import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  type Duty,
  doDuty,
  doDutyAgain,
  duties,
  dutyTags,
  enterDuty,
  findDutiesToRoll,
  lastEntries,
  missingOfFirm,
  objectToDuty,
  pledgeToday,
  resumeDuty,
  rollDuty,
  waiveDuty,
} from '#domain/duties';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import { parkRegisters } from '#domain/oversight';
import { newId } from '#kernel/ids';
import { allRules } from '#kernel/rules';
import { code, fieldsOf } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildDuties, buildDuty, typedDuty } from '../../support/duties.ts';
import { as } from '../../support/plans.ts';
import { profiled } from '../../support/profiled.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const HOUR = 3_600_000;
/** So many days after ten in the morning of the first day. */
const later = (days: number, hours = 0): Date => new Date(fixedNow.getTime() + (days * 24 + hours) * HOUR);
const peek = async (reference: string): Promise<Duty> => (await duties.peek(reference)) as Duty;
const runClock = async (now: Date): Promise<void> => {
  for (const row of await findDutiesToRoll(now, 50, [])) await rollDuty(clockContext(now), row);
};
const bookOf = async (now: Date) => (await parkRegisters(world.park._id, now)).duties;
const running = async ({ _id }: Duty) =>
  (await findDeadlinesOf({ kind: 'duty', id: _id })).filter(({ isOpen }) => isOpen);
const asked = async (who: WorldActor, now: Date) => (await findToDos(as(world, who, now))).rows.map((row) => row.title);
const daysOf = async (row: Duty) =>
  (await lastEntries(clockContext(fixedNow), row, 400)).map(({ day, result }) => `${day} ${result}`);
const told = async (template: string) =>
  (await mongoose.connection.collection('outbox').find({ template }).toArray()).map(({ personId }) => personId);
const shown = { result: 'passed' as const, who: '桂检消防', note: '报告 24 号' };

describe('what is asked every so many months', () => {
  it('is due so long after it was done last, whoever it is asked of', async () => {
    const due = async (typed: Parameters<typeof buildDuty>[1]) => (await buildDuty(world, typed)).dueOn;
    expect(await due({ type: 'hazchem.evaluation', lastOn: '2024-02-29' })).toBe('2027-02-28');
    expect(await due({ type: 'fire.test', lastOn: '2026-03-31' })).toBe('2027-03-31');
    expect(await due({ whose: 'regulator', type: 'drill.government', lastOn: '2025-06-01' })).toBe('2027-06-01');
    // Nothing is said of one before: so many days after it began to apply.
    expect(await due({ whose: 'otherOfficer', type: 'fire.test', startsOn: '2026-11-01' })).toBe('2026-12-01');
    // A recording is looked at every thirty days, a system filed once within thirty days of its first day.
    expect(await due({ whose: 'parkOfficer', type: 'video.keep', lastOn: '2026-11-10' })).toBe('2026-12-10');
    expect(await due({ type: 'video.file', startsOn: '2026-11-20' })).toBe('2026-12-20');
  });

  it('is counted anew by the day it was done, which counts once; what failed is kept and does not count', async () => {
    const { reference, _id } = await buildDuty(world, { type: 'fire.test', lastOn: '2025-12-01' });
    const done = { ...shown, reference, doneOn: '2026-11-20' };
    await doDuty(as(world, 'officer'), { ...done, result: 'failed', note: '两处喷淋没有水' });
    expect(await peek(reference)).toMatchObject({ dueOn: '2026-12-01', failedOn: '2026-11-20', lastOn: '2025-12-01' });
    const ctx = as(world, 'officer');
    await doDuty(ctx, done);
    await doDuty(ctx, done);
    expect(await peek(reference)).toMatchObject({ dueOn: '2027-11-20', lastOn: '2026-11-20' });
    expect((await peek(reference)).failedOn).toBeUndefined();
    expect(await daysOf({ _id } as Duty)).toEqual(['2026-11-20 passed', '2026-11-20 failed']);
    for (const doneOn of ['2026-11-20', '2026-11-19', '2026-11-25', ''])
      expect(await fieldsOf(doDuty(as(world, 'officer'), { ...done, doneOn }))).toEqual(['doneOn']);
  });

  it('reminds its owner, and the park and the body once it is late', async () => {
    const row = await buildDuty(world, { type: 'fire.test', lastOn: '2025-11-10' });
    const [clock] = await running(row);
    expect(clock).toMatchObject({ kind: 'duty-fire-test', ladder: 'duty', owedBy: [`firm:${world.enterprise._id}`] });
    expect(clock?.subject).toMatchObject({ parkId: world.park._id, bodyId: row.bodyId });
    expect(dutyTags(row, fixedNow).map(({ label }) => label)).toEqual(['过期']);
    expect(await asked('officer', fixedNow)).toEqual(['建筑消防设施全面检测']);
    const red = async (who: WorldActor) => (await duties.find(as(world, who), { isRed: true })).rows.length;
    expect([await red('parkOfficer'), await red('regulator'), await red('otherOfficer')]).toEqual([1, 1, 0]);
  });
});

describe('what is asked once', () => {
  it('is over when it is done, and is asked again when something changed', async () => {
    const row = await buildDuty(world, { type: 'video.file', startsOn: '2026-11-20' });
    const { reference } = row;
    await doDuty(as(world, 'manager'), { ...shown, reference, doneOn: '2026-11-23' });
    expect(await peek(reference)).toMatchObject({ status: 'done', lastOn: '2026-11-23' });
    expect(await running(row)).toEqual([]);
    await doDutyAgain(as(world, 'manager', later(40)), {
      reference,
      startsOn: '2027-01-02',
      reason: '加了 12 个摄像头',
    });
    expect(await peek(reference)).toMatchObject({ status: 'owed', dueOn: '2027-02-01' });
    expect(await running(row)).toMatchObject([{ kind: 'duty-video-file' }]);
  });
});

describe('the daily pledge', () => {
  it('is asked once a day by ten, is done by one press, and is not asked again before the next day', async () => {
    const eight = later(0, -2);
    const row = await buildDuty(world, { now: eight });
    const { reference } = row;
    expect(row.dueAt.toISOString()).toBe('2026-11-24T02:00:00.000Z');
    expect(await asked('manager', eight)).toEqual(['今天的安全承诺还没有做']);
    expect(dutyTags(await peek(reference), later(0, 1))).toMatchObject([{ label: '今天还没有做', tone: 'bad' }]);
    await pledgeToday(as(world, 'manager', eight), { reference });
    expect(await asked('manager', eight)).toEqual([]);
    expect(dutyTags(await peek(reference), eight)).toMatchObject([{ label: '今天已做', tone: 'good' }]);
    expect(await code(pledgeToday(as(world, 'officer', eight), { reference }))).toBe('common.not-now');

    await runClock(later(1, -9));
    expect(await asked('manager', later(1, -2))).toEqual(['今天的安全承诺还没有做']);
    expect(await running(row)).toHaveLength(1);
    // Everybody who works there reads it.
    expect((await duties.get(as(world, 'worker', eight), reference)).lastOn).toBe('2026-11-24');
  });

  it('pressed twice at once or sent again counts once', async () => {
    const { reference, _id } = await buildDuty(world, { now: later(0, -2) });
    const ctx = as(world, 'manager', later(0, -1));
    const done = await Promise.allSettled([
      ...[ctx, ctx].map((again) => pledgeToday(again, { reference })),
      pledgeToday(as(world, 'officer', later(0, -1)), { reference }),
    ]);
    expect(done.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await daysOf({ _id } as Duty)).toEqual(['2026-11-24 passed']);
    expect(await mongoose.connection.collection('events').countDocuments({ name: 'duties.pledged' })).toBe(1);
  });

  it('counts and shows the days without it, each once however often the clock comes by, and tells park and body of several', async () => {
    const { reference, _id } = await buildDuty(world, { now: later(0, -2) });
    await runClock(later(1));
    await runClock(later(1));
    expect(await peek(reference)).toMatchObject({ missed: 1, missedInRow: 1, dueOn: '2026-11-25' });
    expect(dutyTags(await peek(reference), later(1, -1)).map(({ label }) => label)).toEqual([
      '今天还没有做',
      '昨天没有做',
    ]);
    // The clock stood still for a day: both days are written down.
    await Promise.all([runClock(later(3)), runClock(later(3))]);
    expect(await peek(reference)).toMatchObject({ missed: 3, missedInRow: 3, lastMissedOn: '2026-11-26' });
    expect(await daysOf({ _id } as Duty)).toEqual(['2026-11-26 missed', '2026-11-25 missed', '2026-11-24 missed']);
    while ((await reactToEvents(later(3))) > 0);
    const { parkOfficer, regulator } = world.actors;
    expect((await told('duty-missed')).sort()).toEqual([parkOfficer.personId, regulator.personId].sort());
    await pledgeToday(as(world, 'manager', later(3, 2)), { reference });
    const [last] = await lastEntries(clockContext(fixedNow), { _id }, 1);
    expect(last).toMatchObject({ day: '2026-11-27', result: 'passed', isLate: true });
    expect(await peek(reference)).toMatchObject({ missed: 3, missedInRow: 0 });
  });

  it('promised before the clock has begun the day writes down what went by', async () => {
    const { reference, _id } = await buildDuty(world, { now: later(0, -2) });
    await pledgeToday(as(world, 'manager', later(2, -2)), { reference });
    expect(await daysOf({ _id } as Duty)).toEqual(['2026-11-26 passed', '2026-11-25 missed', '2026-11-24 missed']);
    await runClock(later(2, 1));
    expect(await peek(reference)).toMatchObject({ missed: 2, missedInRow: 0 });
  });

  it('goes on day after day with one deadline, and its page reads no more than after two months', async () => {
    const row = await buildDuty(world, { now: later(0, -2) });
    const ctx = () => as(world, 'parkOfficer', later(400));
    const read = async () => {
      const before = await profiled(async () => {
        await duties.get(ctx(), row.reference);
        await duties.trail(ctx(), row.reference);
        await lastEntries(clockContext(fixedNow), row, 31);
      });
      return before.reduce((sum, { docsExamined = 0 }) => sum + docsExamined, 0);
    };
    const spend = async (from: number, to: number) => {
      for (let day = from; day <= to; day++) {
        if (day % 7 !== 0) await pledgeToday(as(world, 'manager', later(day - 1, -2)), { reference: row.reference });
        await runClock(later(day, -9));
      }
    };
    await spend(1, 70);
    const early = await read();
    await spend(71, 140);
    expect(await read()).toBeLessThanOrEqual(early);
    expect(await findDeadlinesOf({ kind: 'duty', id: row._id })).toHaveLength(1);
    expect(await peek(row.reference)).toMatchObject({ missed: 20, missedInRow: 1 });
    expect(await duties.trail(ctx(), row.reference)).toHaveLength(60);
  }, 120_000);
});

describe('the daily patrol', () => {
  it('is entered on its day with who did it, and never for a day that is over', async () => {
    const { reference, _id } = await buildDuty(world, { type: 'fire.patrol', basis: '消防安全重点单位' });
    const entry = { ...shown, reference, doneOn: '2026-11-24', who: '保安班长' };
    expect(await fieldsOf(doDuty(as(world, 'officer'), { ...entry, doneOn: '2026-11-23' }))).toEqual(['doneOn']);
    await doDuty(as(world, 'officer'), entry);
    await runClock(later(1, -9));
    expect(await lastEntries(clockContext(fixedNow), { _id }, 3)).toMatchObject([
      { day: '2026-11-24', result: 'passed', who: '保安班长' },
    ]);
    expect((await peek(reference)).dueAt.toISOString()).toBe('2026-11-25T15:59:59.999Z');
  });
});

describe('what does not apply', () => {
  it('needs a reason, is shown, and the body may not agree', async () => {
    expect(await fieldsOf(enterDuty(as(world, 'manager'), typedDuty({ kind: 'waived', reason: '' })))).toEqual([
      'reason',
    ]);
    const row = await buildDuty(world, { kind: 'waived', type: 'fire.patrol', reason: '没有列为重点单位' });
    const { reference } = row;
    expect(row).toMatchObject({ status: 'waived', isOpen: true });
    expect(await running(row)).toEqual([]);
    while ((await reactToEvents(fixedNow)) > 0);
    const { parkOfficer, regulator, manager, officer } = world.actors;
    expect((await told('duty-waived')).sort()).toEqual([parkOfficer.personId, regulator.personId].sort());
    expect((await duties.find(as(world, 'regulator'), { status: 'waived' })).rows).toMatchObject([{ reference }]);
    await objectToDuty(as(world, 'regulator'), { reference, reason: '名单里有' });
    expect(await peek(reference)).toMatchObject({ status: 'owed', dueOn: '2026-11-24' });
    expect(await running(row)).toHaveLength(1);
    while ((await reactToEvents(fixedNow)) > 0);
    expect((await told('duty-objected')).sort()).toEqual([manager.personId, officer.personId].sort());
    await waiveDuty(as(world, 'manager', later(1)), { reference, reason: '已从名单移出' });
    await runClock(later(3));
    // The day before was let go by.
    expect(await peek(reference)).toMatchObject({ missed: 1 });
    await resumeDuty(as(world, 'manager', later(4)), { reference, startsOn: '2026-11-28' });
    expect(await peek(reference)).toMatchObject({ status: 'owed', dueOn: '2026-11-28' });
  });
});

it('is entered once of each kind, by whoever it is asked of, with what it needs', async () => {
  await buildDuty(world);
  expect(await fieldsOf(buildDuty(world))).toEqual(['type']);
  expect(await fieldsOf(buildDuty(world, { whose: 'parkOfficer', type: 'fire.test' }))).toEqual(['type']);
  expect(await fieldsOf(buildDuty(world, { type: 'drill.government' }))).toEqual(['type']);
  expect(await fieldsOf(buildDuty(world, { type: 'fire.test', basis: '', startsOn: '' }))).toEqual([
    'basis',
    'startsOn',
  ]);
  expect(await fieldsOf(buildDuty(world, { type: 'fire.test', lastOn: '2027-01-01' }))).toEqual(['lastOn']);
  expect(await code(enterDuty(as(world, 'worker'), typedDuty()))).toBe('common.not-allowed');
});

it('is brought on by whoever the table says, and seen by nobody else', async () => {
  const refs = await buildDuties(world);
  const MAY: Readonly<Record<keyof typeof refs, Readonly<Record<string, readonly string[]>>>> = {
    pledge: { pledge: ['manager', 'officer'], waive: ['manager', 'officer'] },
    test: { do: ['manager', 'officer'], waive: ['manager', 'officer'] },
    done: { again: ['manager', 'officer'] },
    waived: { resume: ['manager', 'officer'], object: ['regulator'] },
    park: { do: ['parkOfficer'], waive: ['parkOfficer'] },
    body: { do: ['regulator'], waive: ['regulator'] },
  };
  const FIRM = ['manager', 'officer', 'parkOfficer', 'regulator', 'cityRegulator', 'adviser'];
  const SEES: Readonly<Record<keyof typeof refs, readonly string[]>> = {
    pledge: [...FIRM, 'worker', 'worker2'],
    ...{ test: FIRM, done: FIRM, waived: FIRM },
    park: ['parkOfficer', 'regulator', 'cityRegulator'],
    body: ['regulator', 'cityRegulator'],
  };
  const wrong: string[] = [];
  for (const [which, reference] of Object.entries(refs) as [keyof typeof refs, string][]) {
    const row = await peek(reference);
    for (const [who, actor] of Object.entries(world.actors)) {
      if (duties.canSee(actor, row) !== SEES[which].includes(who)) wrong.push(`${who} sees ${which}`);
      for (const action of ['pledge', 'do', 'again', 'waive', 'object', 'resume', 'miss'] as const)
        if (duties.can(actor, action, row) !== (MAY[which][action] ?? []).includes(who))
          wrong.push(`${who} ${action} ${which}`);
    }
  }
  expect(wrong).toEqual([]);
});

it('stands in the book of its park: what is the park’s own, what is late, how many have promised today', async () => {
  const { pledge, test, park } = await buildDuties(world);
  const before = await bookOf(later(0, 1));
  expect(before.own.map(({ reference }) => reference)).toEqual([park]);
  expect(before.red.map(({ reference }) => reference).sort()).toEqual([pledge, test, park].sort());
  expect(before).toMatchObject({ hasMoreRed: false, pledges: { owed: 1, done: 0 } });
  await pledgeToday(personContext(world.actors.manager, { now: later(0, 2) }), { reference: pledge });
  const after = await bookOf(later(0, 2));
  expect(after.red).toHaveLength(2);
  expect(after.pledges).toEqual({ owed: 1, done: 1 });
});

it('counts as asked today only firms that are: one entered after the hour is asked from tomorrow', async () => {
  await buildDuty(world, { now: later(0, 3) });
  expect((await bookOf(later(0, 4))).pledges).toEqual({ owed: 0, done: 0 });
  await runClock(later(1, -9));
  expect((await bookOf(later(1, -2))).pledges).toEqual({ owed: 1, done: 0 });
});

it('is missing in red of a firm of a trade that has to have it, until it is entered or said not to apply', async () => {
  const { _id } = world.enterprise;
  const firm = async () =>
    (await mongoose.connection.collection('enterprises').findOne({ _id: _id as never })) as never;
  expect(await missingOfFirm(await firm(), fixedNow)).toEqual([]);
  await mongoose.connection.collection('enterprises').updateOne({ _id: _id as never }, { $set: { division: '26' } });
  expect(await missingOfFirm(await firm(), fixedNow)).toEqual(['hazchem.evaluation', 'pledge.daily']);
  await buildDuty(world);
  expect((await bookOf(fixedNow)).missing).toMatchObject([{ firmId: _id, types: ['hazchem.evaluation'] }]);
  await buildDuty(world, { kind: 'waived', type: 'hazchem.evaluation', reason: '只做物理混合，不用危险化学品' });
  expect((await bookOf(fixedNow)).missing).toEqual([]);
});

it('reads what is late in a park, what is to begin and the list of a firm without reading through those of others', async () => {
  const { pledge } = await buildDuties(world);
  const row = await peek(pledge);
  const stray = Array.from({ length: 600 }, (_, n) => ({
    ...row,
    ...{ _id: newId(fixedNow), reference: `DQ2027-${n}`, openKey: `stray/${n}`, onceKey: `stray/${n}` },
    ...{ enterpriseId: newId(), parkId: newId(), regionPath: ['45', '4599'], bodyId: newId(), rollOn: '2027-09-01' },
  }));
  await mongoose.connection.collection('duties').insertMany(stray as never);
  const reads = await profiled(async () => {
    await bookOf(later(1, 1));
    await findDutiesToRoll(later(1), 50, []);
    for (const who of ['manager', 'parkOfficer', 'regulator'] as const) {
      await duties.find(as(world, who));
      await duties.find(as(world, who), { isRed: true });
      await duties.find(as(world, who), { status: 'owed' });
      await duties.find(as(world, who), { type: 'pledge.daily' });
    }
  });
  const asked = reads.filter(({ ns }) => ns.endsWith('.duties'));
  expect(asked.length).toBeGreaterThan(12);
  // The book of a park asks once for all its registers.
  const book = reads.filter(({ ns }) => ns.endsWith('.parkGrades')).map(({ docsExamined = 0 }) => docsExamined);
  expect(book.length).toBeGreaterThan(0);
  expect(Math.max(...book)).toBeLessThan(100);
  expect(
    asked.filter(({ planSummary = '', docsExamined = 0 }) => /COLLSCAN/.test(planSummary) || docsExamined > 20),
  ).toEqual([]);
});

it('takes every length from a dated table that says it with its article', () => {
  const tables = allRules().filter(({ key }) => key.startsWith('duty:'));
  expect(tables.map(({ key }) => key.slice(5)).sort()).toEqual([
    ...[
      'drill.government',
      'fire.patrol',
      'fire.test',
      'hazchem.evaluation',
      'pledge.daily',
      'video.file',
      'video.keep',
    ],
  ]);
  const said = Object.fromEntries(tables.map(({ key, says, versions }) => [key, says(versions[0]?.value).join('')]));
  expect(said['duty:hazchem.evaluation']).toContain('每 36 个月一次');
  expect(said['duty:fire.test']).toContain('每 12 个月一次');
  expect(said['duty:drill.government']).toContain('每 24 个月一次');
  expect(said['duty:pledge.daily']).toContain('每天 10 时以前');
  expect(said['duty:video.keep']).toContain('至少保存 30 天');
  expect(said['duty:video.file']).toContain('30 天内办一次');
  for (const { versions } of tables) expect(versions[0]?.article).not.toBe('');
});
