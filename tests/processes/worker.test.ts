import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { findBrokenLink } from '#domain/journal';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { TIMETABLE } from '../../jobs/timetable.ts';
import { until } from '../support/until.ts';
import { type House, openHouse, PATIENTLY, type Part } from './support/house.ts';
import { count, rows } from './support/rows.ts';

const DEADLINES = 120;
const KILLS = 2;

let house: House;
beforeAll(async () => {
  house = await openHouse();
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);

/** Deadlines of two days ago: their step of yesterday at nine is due, urgent, and was missed at any hour of the day. */
async function owe(personIds: readonly string[]): Promise<void> {
  const day = addDays(localDate(new Date()), -2);
  const dueAt = atLocalHour(day, 18);
  const deadlines = personIds.map((personId) => {
    const id = newId();
    return {
      _id: newId(),
      key: `rectification:${id}`,
      kind: 'rectification',
      subject: { kind: 'hazard', id, reference: `H2026-${id.slice(-6)}` },
      title: '整改到期',
      dueAt,
      owedBy: [`person:${personId}`],
      notBy: [],
      isUrgent: false,
      isOpen: true,
      ladder: 'hazard-rectification',
      ladderVersion: '2026-1',
      nextStep: 3,
      nextStepAt: atLocalHour(addDays(day, 1), 9),
      createdAt: new Date(),
    };
  });
  await mongoose.connection.collection('deadlines').insertMany(deadlines as never);
}
/** Somebody who is there to be reminded: of a person without an account nobody is. */
async function people(n: number): Promise<string[]> {
  const accounts = Array.from({ length: n }, (_, i) => ({
    ...{
      _id: newId(),
      name: `工人${i}`,
      phone: `137${String(Date.now() % 1_000).padStart(3, '0')}${String(i).padStart(5, '0')}`,
    },
    ...{ grants: [], status: 'active', createdAt: new Date() },
  }));
  await mongoose.connection.collection('accounts').insertMany(accounts as never);
  return accounts.map(({ _id }) => _id);
}
const reminders = { sort: { $in: ['reminder', 'digest'] } };
const isAllDelivered = async (): Promise<boolean> => {
  const open = await count('outbox', { ...reminders, nextAt: { $exists: true } });
  const unnoticed = await count('events', { isNoticed: false });
  return open + unnoticed + (await count('deadlines', { nextStepAt: { $lte: new Date() } })) === 0;
};
const schedulers = async (): Promise<number> => {
  const redis = new Redis(house.redis.url);
  const known = await redis.zcard('anfa:clock:repeat');
  redis.disconnect();
  return known;
};

it(
  'workers killed at any moment, two at once, with Redis lost in between: every reminder is delivered once',
  async () => {
    const owners = await people(DEADLINES);
    await owe(owners);
    const workers: Part[] = await Promise.all([house.start('worker'), house.start('worker')]);
    for (let round = 0; round < KILLS; round++) {
      // In the midst of it, at no moment in particular.
      await until(async () => (await count('events')) > (round * DEADLINES) / KILLS, 60_000);
      await wait(Math.random() * 300);
      const victim = round % 2;
      await workers[victim]?.kill();
      if (round === 1) {
        await house.redis.cut();
        rmSync(house.redis.folder, { recursive: true, force: true });
        await house.redis.restore();
      }
      workers[victim] = await house.start('worker');
    }
    expect(await until(async () => (await schedulers()) === Object.keys(TIMETABLE).length, 20_000)).toBe(true);
    await until(isAllDelivered, 90_000);

    const steps = await rows('events', { name: 'deadlines.step-reached' });
    expect([steps.length, new Set(steps.map((step) => (step['facts'] as { key: string }).key)).size]).toEqual([
      DEADLINES,
      DEADLINES,
    ]);
    const delivered = await rows('outbox', { status: 'inbox', sort: 'reminder' });
    expect(delivered.map((row) => row['personId']).sort()).toEqual([...owners].sort());
    expect(await count('outbox', { status: { $ne: 'inbox' } })).toBe(0);
    expect(await count('deadlines', { nextStep: 4 })).toBe(DEADLINES);
    for (const { subject } of steps.slice(0, 20) as unknown as { subject: { kind: string; id: string } }[]) {
      expect(await findBrokenLink(subject)).toBeUndefined();
    }
    // A Redis emptied under running workers says nothing to anybody; the timetable is back all the same.
    const redis = new Redis(house.redis.url);
    await redis.flushall();
    redis.disconnect();
    await until(async () => (await schedulers()) === Object.keys(TIMETABLE).length, 20_000);
    expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual([0, 0]);
  },
  PATIENTLY,
);

it(
  'reminders missed while nothing ran become one message a person',
  async () => {
    const [busy, calm] = (await people(2)) as [string, string];
    await owe([...Array.from({ length: 12 }, () => busy), calm]);
    await house.start('worker');
    await until(isAllDelivered, 60_000);
    const told = await rows('outbox', { personId: { $in: [busy, calm] }, status: 'inbox' });
    expect(told.map((row) => [row['personId'], row['sort']])).toEqual(
      expect.arrayContaining([
        [busy, 'digest'],
        [calm, 'reminder'],
      ]),
    );
    expect(told).toHaveLength(2);
    expect(told.find((row) => row['sort'] === 'digest')?.['digestOf']).toHaveLength(12);
  },
  PATIENTLY,
);

it(
  'a worker whose clock falls behind says so, and is ready again once it has caught up',
  async () => {
    const worker = await house.start('worker');
    const ready = async () => {
      const answer = await fetch(`${worker.url}/readyz`);
      return { code: answer.status, ...((await answer.json()) as { status: string; late?: { job: string }[] }) };
    };
    await until(async () => (await ready()).code === 200, 60_000);
    // A job that never comes to its end any more: no worker of this timetable takes it.
    const beats = mongoose.connection.collection<{ _id: string }>('clockBeats');
    const doneAt = new Date(Date.now() - 20 * 60_000);
    await beats.insertOne({ _id: 'stuck', label: '卡住的', isNightly: false, doneAt } as never);
    const behind = await ready();
    expect([behind.code, behind.status, behind.late?.map(({ job }) => job)]).toEqual([503, 'behind', ['stuck']]);
    await beats.updateOne({ _id: 'stuck' }, { $set: { doneAt: new Date() } });
    expect((await ready()).code).toBe(200);
    expect(await worker.stop()).toBe(0);
  },
  PATIENTLY,
);
