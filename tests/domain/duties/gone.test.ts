import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  type Duty,
  doDuty,
  doDutyAgain,
  duties,
  dutiesInWords,
  everyEntry,
  findDutiesToRoll,
  pledgeToday,
  resumeDuty,
  rollDuty,
  waiveDuty,
} from '#domain/duties';
import { sheetsOf } from '#domain/oversight';
import { proposeTransfer } from '#domain/parks';
import { exitProgramme } from '#domain/stages';
import { issueStock, stockInWords } from '#domain/stock';
import { fieldsOf } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildDuty } from '../../support/duties.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { acceptWholly, buildSecondPark } from '../../support/parks.ts';
import { as } from '../../support/plans.ts';
import { buildStock } from '../../support/stock.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

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
const daysOf = async (row: Duty): Promise<string[]> => {
  const days: string[] = [];
  for await (const { day, result } of everyEntry(clockContext(fixedNow), row)) days.push(`${day} ${result}`);
  return days;
};
const filed = { result: 'passed' as const, who: '保安队', note: '' };

async function moveAway(now: Date): Promise<void> {
  const second = await buildSecondPark(world);
  const proposed = { enterpriseId: world.enterprise._id, toParkId: second.park._id, reason: '搬迁' };
  const { reference } = await proposeTransfer(personContext(world.actors.parkOfficer, { now }), proposed);
  await acceptWholly(personContext(second.officer, { now }), { reference });
}

it('is read by a park its firm has left up to the day it left: nothing that was done, missed or taken out later', async () => {
  const { reference } = await buildDuty(world, { now: later(0, -2) });
  await pledgeToday(as(world, 'manager', later(0, -1)), { reference });
  const { reference: kept } = await buildStock(world, { whose: 'manager', have: '9', min: '1' });
  await moveAway(later(1, -8));
  await runClock(later(2, -2));
  await pledgeToday(as(world, 'manager', later(2, -1)), { reference });
  await issueStock(as(world, 'manager', later(2, -1)), { reference: kept, amount: '2', note: '新厂区演练' });

  const shownTo = async (who: 'parkOfficer' | 'manager') => {
    const ctx = as(world, who, later(3));
    const [duty, item] = [await duties.get(ctx, reference), await stockInWords.get(ctx, kept)];
    return {
      duty: (await dutiesInWords.words.sections?.(ctx, duty))?.[0],
      stock: (await stockInWords.words.sections?.(ctx, item))?.[0]?.table?.rows.length,
    };
  };
  const old = await shownTo('parkOfficer');
  expect(old.duty?.entries?.map(({ text }) => text)).toEqual([expect.stringContaining('2026年11月24日')]);
  expect(old.duty?.text).toBe('最近 1 条里，没有做 0 天。登记以来一共没有做 0 天。');
  expect(old.stock).toBe(1);
  const own = await shownTo('manager');
  expect(own.duty?.entries).toHaveLength(3);
  expect(own.stock).toBe(2);
});

it('stands in the sheet of a park its firm has left as it stood then: not late by what came after', async () => {
  const { reference } = await buildDuty(world, { type: 'fire.test', lastOn: '2025-12-10' });
  await moveAway(later(1));
  const isLateTo = async (who: 'parkOfficer' | 'manager') => {
    const { rows = [] } =
      (await sheetsOf([dutiesInWords as never])
        .get('duties')
        ?.page(as(world, who, later(30)), {}, undefined, 50)) ?? {};
    return rows.map((row) => [row[0], row.includes('过期')]);
  };
  expect(await isLateTo('parkOfficer')).toEqual([[reference, false]]);
  expect(await isLateTo('manager')).toEqual([[reference, true]]);
});

it('says not to apply after a day without it: the days before, and the one whose hour is over, stay missed', async () => {
  const row = await buildDuty(world, { now: later(0, -2) });
  const { reference } = row;
  await waiveDuty(as(world, 'manager', later(2, 1)), { reference, reason: '装置停车检修' });
  expect(await daysOf(row)).toEqual(['2026-11-24 missed', '2026-11-25 missed', '2026-11-26 missed']);
  expect(await peek(reference)).toMatchObject({ status: 'waived', missed: 3, lastMissedOn: '2026-11-26' });
  // Asked again on the same day, it is asked from the next: nothing is written twice.
  await resumeDuty(as(world, 'manager', later(2, 2)), { reference, startsOn: '2026-11-26' });
  await runClock(later(4, -9));
  expect(await daysOf(row)).toEqual([
    ...['2026-11-24 missed', '2026-11-25 missed', '2026-11-26 missed', '2026-11-27 missed'],
  ]);
  expect(await peek(reference)).toMatchObject({ missed: 4, missedInRow: 1 });
});

it('says not to apply in time, or once it was done: nothing is missed', async () => {
  const { reference } = await buildDuty(world, { now: later(0, -2) });
  await waiveDuty(as(world, 'manager', later(0, -1)), { reference, reason: '装置停车检修' });
  await resumeDuty(as(world, 'manager', later(0, -1)), { reference, startsOn: '2026-11-24' });
  await pledgeToday(as(world, 'manager', later(0, -1)), { reference });
  await waiveDuty(as(world, 'manager', later(0, 3)), { reference, reason: '装置停车检修' });
  expect(await peek(reference)).toMatchObject({ missed: 0 });
});

it('is not done again by what was done before the change it is asked for', async () => {
  const { reference } = await buildDuty(world, { type: 'video.file', startsOn: '2026-11-01' });
  await doDuty(as(world, 'manager'), { ...filed, reference, doneOn: '2026-11-03' });
  const change = { reference, startsOn: '2026-11-20', reason: '加了 12 个摄像头' };
  await doDutyAgain(as(world, 'manager'), change);
  expect(await fieldsOf(doDuty(as(world, 'manager'), { ...filed, reference, doneOn: '2026-11-10' }))).toEqual([
    'doneOn',
  ]);
  await doDuty(as(world, 'manager'), { ...filed, reference, doneOn: '2026-11-21' });
  expect((await peek(reference)).status).toBe('done');
});

it('is asked no more of a firm that has closed or moved away, and its days count no further', async () => {
  const { reference: enrolment } = await buildEnrolment(world, { stage: 'implementing' });
  const pledge = await buildDuty(world, { now: later(0, -2) });
  const test = await buildDuty(world, { type: 'fire.test', lastOn: '2025-10-08' });
  const spoiled = await buildDuty(world, { type: 'fire.patrol', basis: '重点单位' });
  await mongoose.connection
    .collection('duties')
    .updateOne({ reference: spoiled.reference }, { $unset: { version: 1, rollOn: 1 } });
  const park = await buildDuty(world, { whose: 'parkOfficer', type: 'video.keep' });
  const left = { reference: enrolment, reason: '厂房已经退租' };
  await exitProgramme(as(world, 'regulator', later(2, -3)), { ...left, reasonCode: 'closed' });
  await runClock(later(9));
  expect(await daysOf(pledge)).toEqual(['2026-11-24 missed', '2026-11-25 missed']);
  expect(await peek(pledge.reference)).toMatchObject({ status: 'waived', missed: 2, reason: '企业停产、关闭' });
  expect((await peek(test.reference)).status).toBe('waived');
  const open = await findDeadlinesOf({ kind: 'duty', id: test._id });
  expect(open.filter(({ isOpen }) => isOpen)).toEqual([]);
  expect((await peek(park.reference)).status).toBe('owed');
  // It opens again, and says so.
  await resumeDuty(as(world, 'manager', later(9)), { reference: pledge.reference, startsOn: '2026-12-03' });
  await runClock(later(11, -9));
  expect(await peek(pledge.reference)).toMatchObject({ status: 'owed', missed: 4 });
});

it('goes on of a firm that has left the programme and works on', async () => {
  const { reference: enrolment } = await buildEnrolment(world, { stage: 'implementing' });
  const { reference } = await buildDuty(world, { now: later(0, -2) });
  const left = { reference: enrolment, reason: '自己管' };
  await exitProgramme(as(world, 'manager', later(1)), { ...left, reasonCode: 'own-wish' });
  expect(await peek(reference)).toMatchObject({ status: 'owed', missed: 0 });
});
