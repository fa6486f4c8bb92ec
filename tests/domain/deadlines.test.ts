import mongoose from 'mongoose';
import {
  advanceDeadline,
  type Deadline,
  desk,
  findDeadline,
  findDueDeadlines,
  registerDeadline,
} from '#domain/deadlines';
import { newId } from '#kernel/ids';
import { createClock } from '../support/clock.ts';
import { clockContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';

useStores();

const KEY = 'plan-item:test';
const clock = createClock();
beforeEach(() => clock.set(new Date('2026-11-24T02:00:00Z')));

/** Something due at the end of 10 December 2026 that is reminded of every week after +3. */
async function register(): Promise<void> {
  await registerDeadline(clockContext(clock.now()), {
    key: KEY,
    kind: 'plan-item',
    subject: { kind: 'plan-item', id: newId(), reference: 'J2026-0001' },
    title: '改进事项要做完',
    dueAt: new Date('2026-12-10T15:59:59.999Z'),
    owedBy: [desk.person(newId())],
    ladder: 'plan-item',
  });
}
const current = async (): Promise<Deadline> => {
  const found = await findDeadline(KEY);
  if (found === undefined) throw new Error('no deadline');
  return found;
};
const told = async () =>
  (
    await mongoose.connection.collection('events').find({ name: 'deadlines.step-reached' }).sort({ seq: 1 }).toArray()
  ).map((event) => [event['facts']['offsetDays'], event['facts']['missed']]);
async function scan(): Promise<void> {
  for (const deadline of await findDueDeadlines(clock.now(), 10)) {
    await advanceDeadline(clockContext(clock.now()), deadline);
  }
}

describe('a ladder that goes on', () => {
  it('tells each step once, and then once a week until it is closed', async () => {
    await register();
    for (let day = 0; day < 45; day++) {
      await scan();
      await scan();
      clock.advance({ days: 1 });
    }
    const offsets = (await told()).map(([offset]) => offset);
    expect(offsets).toEqual([-7, -3, -1, 0, 1, 3, 10, 17, 24]);
    expect((await told()).every(([, missed]) => missed === 0)).toBe(true);
  });

  it('tells only the last of what was missed, and counts the others', async () => {
    await register();
    clock.set(new Date('2026-12-29T02:00:00Z'));
    await scan();
    await scan();
    // −7 −3 −1 0 +1 +3 +10 +17: the last is told, seven were missed.
    expect(await told()).toEqual([[17, 7]]);
    expect((await current()).nextStepAt).toEqual(new Date('2027-01-03T01:00:00Z'));
  });

  it('is told once by two scans at the same moment', async () => {
    await register();
    clock.set(new Date('2026-12-20T01:00:00Z'));
    const deadline = await current();
    const both = await Promise.all([1, 2].map(() => advanceDeadline(clockContext(clock.now()), deadline)));
    expect(both.sort()).toEqual([false, true]);
    expect(await told()).toHaveLength(1);
  });

  it.each([
    ['2026-12-13T00:59:59Z', '2026-12-13T01:00:00Z'],
    ['2026-12-13T01:00:00Z', '2026-12-20T01:00:00Z'],
    ['2026-12-20T01:00:00Z', '2026-12-27T01:00:00Z'],
    ['2027-12-25T12:00:00Z', '2027-12-26T01:00:00Z'],
  ])('registered at %s it is told next at %s', async (at, next) => {
    clock.set(new Date(at));
    await register();
    expect((await current()).nextStepAt).toEqual(new Date(next));
  });

  it('ends where the ladder has no repeat', async () => {
    const ctx = clockContext(new Date('2027-03-01T00:00:00Z'));
    await registerDeadline(ctx, {
      key: KEY,
      kind: 'item-evidence',
      subject: { kind: 'plan-item', id: newId(), reference: 'J2026-0001' },
      title: '证明材料有效期',
      dueAt: new Date('2026-12-10T15:59:59.999Z'),
      owedBy: [desk.person(newId())],
      ladder: 'evidence-expiry',
    });
    expect((await current()).nextStepAt).toBeUndefined();
  });
});
