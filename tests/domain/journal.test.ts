import mongoose from 'mongoose';
import {
  checkJournal,
  findBrokenLink,
  findLastCheck,
  findTrail,
  record,
  takeReference,
  wasDone,
} from '#domain/journal';
import { reactToEvents } from '#domain/notices';
import { inTransaction } from '#platform/mongo';
import { fixedNow } from '../support/clock.ts';
import { clockContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld } from '../support/world.ts';

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

  test('says of a form that it was done only where it took effect', async () => {
    const sent = { ...clockContext(), door: 'web' as const, onceKey: 'web:one' };
    await inTransaction(() => record(sent, { name: 'filings.step-refused', subject, facts: {} }));
    expect(await wasDone(sent)).toBe(false);
    await inTransaction(() => record(sent, { name: 'filings.filed', subject, facts: {} }));
    expect(await wasDone(sent)).toBe(true);
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

  test('gives references to transactions that are open side by side, each runs once and none waits', async () => {
    const first = await takeReference('R', fixedNow);
    let [runs, open] = [0, 0];
    const taken: string[] = [];
    const steps = Array.from({ length: 5 }, (_, n) =>
      inTransaction(async () => {
        runs += 1;
        taken.push(await takeReference('R', fixedNow));
        open += 1;
        await until(() => open === 5);
        if (n === 0) throw new Error('the change failed');
      }),
    );
    expect((await Promise.allSettled(steps)).filter(({ status }) => status === 'rejected')).toHaveLength(1);
    // The one that failed leaves a gap: its number is not given again.
    taken.push(await takeReference('R', fixedNow));
    expect([first, runs, new Set(taken).size, taken.at(-1)]).toEqual(['R2026-0001', 5, 6, 'R2026-0007']);
  });

  describe('checked at night', () => {
    const check = (day: string) => checkJournal(clockContext(new Date(`${day}T18:30:00.000Z`)));
    const rows = () => mongoose.connection.collection<{ _id: string }>('events');

    test('names the event of which one byte was changed', async () => {
      await act('hazards.reported');
      const changed = await act('hazards.accepted');
      expect(await check('2026-11-24')).toMatchObject({ events: 2, chains: 1, faultCount: 0, missing: 0 });
      await rows().updateOne({ _id: changed._id }, { $set: { name: 'hazards.acceptee' } });
      expect(await check('2026-11-25')).toMatchObject({
        faultCount: 1,
        faults: [{ kind: 'hazard', reference: 'H2026-0001', seq: 2, name: 'hazards.acceptee' }],
      });
      expect(await findLastCheck()).toMatchObject({ day: '2026-11-26', faultCount: 1 });
    });

    test('tells every administrator once, and again only when more is found', async () => {
      const { actors } = await buildWorld();
      const first = await act('hazards.reported');
      const second = await act('hazards.accepted');
      const alarms = async () => {
        while ((await reactToEvents(new Date('2026-12-01T00:00:00Z'))) > 0);
        const rows = mongoose.connection.collection('outbox').find({ template: 'journal-broken' });
        return (await rows.toArray()).map((row) => [row['personId'], row['isUrgent']]);
      };
      await check('2026-11-24');
      expect(await alarms()).toEqual([]);
      await rows().updateOne({ _id: second._id }, { $set: { name: 'hazards.acceptee' } });
      await check('2026-11-25');
      const told = [actors.administrator.personId, true];
      expect(await alarms()).toEqual([told]);
      await check('2026-11-26');
      expect(await alarms()).toEqual([told]);
      await rows().updateOne({ _id: first._id }, { $set: { 'facts.day': 4 } });
      await check('2026-11-27');
      expect(await alarms()).toEqual([told, told]);
    });

    test('misses what was cut off at the end of a chain', async () => {
      await act('hazards.reported');
      const last = await act('hazards.accepted');
      await check('2026-11-24');
      await rows().deleteOne({ _id: last._id });
      expect(await check('2026-11-25')).toMatchObject({ faultCount: 0, missing: 1 });
    });

    test('once a day, however many workers look', async () => {
      await act('hazards.reported');
      await Promise.all([check('2026-11-24'), check('2026-11-24'), check('2026-11-24')]);
      expect(await check('2026-11-24')).toBeUndefined();
      expect((await findTrail({ kind: 'journal', id: 'nightly' })).map((event) => event.name)).toEqual([
        'journal.checked',
      ]);
    });
  });
});
