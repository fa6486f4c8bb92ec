import mongoose from 'mongoose';
import { findBrokenLink, findTrail, record, takeReference } from '#domain/journal';
import { inTransaction } from '#platform/mongo';
import { fixedNow } from '../support/clock.ts';
import { clockContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';

const subject = { kind: 'hazard', id: 'a'.repeat(24), reference: 'H2026-0001' };
const act = (name: string) => inTransaction(() => record(clockContext(), { name, subject, facts: { day: 3 } }));

describe('the journal', () => {
  useStores();

  test('numbers and chains what happens to a subject', async () => {
    await act('hazards.reported');
    await act('hazards.accepted');
    const trail = await findTrail(subject);
    expect(trail.map((e) => [e.seq, e.name])).toEqual([
      [1, 'hazards.reported'],
      [2, 'hazards.accepted'],
    ]);
    expect(trail[1]?.prevHash).toBe(trail[0]?.hash);
    expect(await findBrokenLink(subject)).toBeUndefined();
  });

  test.each([
    ['a changed fact', { $set: { 'facts.day': 30 } }],
    ['another actor', { $set: { 'actor.system': 'somebody' } }],
    ['an earlier time', { $set: { at: new Date(0) } }],
  ])('shows %s', async (_, change) => {
    const event = await act('hazards.reported');
    await act('hazards.accepted');
    await mongoose.connection.collection<{ _id: string }>('events').updateOne({ _id: event._id }, change);
    expect((await findBrokenLink(subject))?._id).toBe(event._id);
  });

  test('shows that an event was taken out', async () => {
    await act('hazards.reported');
    const second = await act('hazards.accepted');
    const third = await act('hazards.verified-valid');
    await mongoose.connection.collection<{ _id: string }>('events').deleteOne({ _id: second._id });
    expect((await findBrokenLink(subject))?._id).toBe(third._id);
  });

  test('keeps one chain when many act at once', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => act(`hazards.act-${i}`)));
    expect((await findTrail(subject)).map((e) => e.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await findBrokenLink(subject)).toBeUndefined();
  });

  test('keeps no event of a change that failed', async () => {
    const failing = inTransaction(async () => {
      await record(clockContext(), { name: 'hazards.reported', subject });
      throw new Error('the change failed');
    });
    await expect(failing).rejects.toThrow('the change failed');
    expect(await findTrail(subject)).toEqual([]);
  });

  test('gives every reference once', async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeReference('H', fixedNow)));
    expect(new Set(taken).size).toBe(20);
    expect(taken.toSorted()[0]).toBe('H2026-0001');
  });
});
