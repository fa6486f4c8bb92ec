import mongoose from 'mongoose';
import { findByQueryCode } from '#domain/hazards';
import { sealQueryCodes, watchOverReports } from '../../scripts/migrations/watchOver.ts';
import { useStores } from '../support/stores.ts';

useStores();

it('reports of before are offered to be taken outside, and their reporters asked on the days still ahead', async () => {
  const hazards = mongoose.connection.collection<{ _id: string }>('hazards');
  const now = new Date('2026-11-24T02:00:00Z');
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);
  const row = (_id: string, days: number, more: object) => ({
    ...{ _id, reference: _id, createdAt: daysAgo(days), enterpriseId: 'firm', status: 'closed' },
    ...{ reporter: { kind: 'anonymous' }, ...more },
  });
  await hazards.insertMany([
    row('new', 1, { status: 'reported' }),
    row('month', 31, {}),
    row('old', 91, { status: 'accepted' }),
    row('named', 1, { status: 'reported', reporter: { kind: 'person', personId: 'p' } }),
    row('done', 1, { reporter: { kind: 'person', personId: 'p' } }),
    row('apart', 1, { status: 'reported', enterpriseId: 'apart', aboutFirmId: 'firm' }),
  ]);
  for (const _ of [1, 2]) await watchOverReports(mongoose.connection, now);
  const kept = async (id: string) => {
    const { offerAt, checkInAt } = ((await hazards.findOne({ _id: id })) ?? {}) as Record<string, Date | undefined>;
    const inDays = (at: Date | undefined) =>
      at === undefined ? undefined : (at.getTime() - now.getTime()) / 86_400_000;
    return [inDays(offerAt), inDays(checkInAt)];
  };
  expect(await kept('new')).toEqual([6, 29]);
  expect(await kept('month')).toEqual([undefined, 59]);
  expect(await kept('old')).toEqual([-84, undefined]);
  expect(await kept('named')).toEqual([6, undefined]);
  expect(await kept('done')).toEqual([undefined, undefined]);
  expect(await kept('apart')).toEqual([undefined, 29]);
});

it('codes that lay in the open open nothing to who reads the store, and still work', async () => {
  const hazards = mongoose.connection.collection<{ _id: string }>('hazards');
  await hazards.insertOne({ _id: 'c1', reference: 'H2026-0001', queryCode: 'AB23CD' } as never);
  for (const _ of [1, 2]) await sealQueryCodes(mongoose.connection);
  expect(JSON.stringify(await hazards.findOne({ _id: 'c1' }))).not.toContain('AB23CD');
  expect(await findByQueryCode({ reference: 'H2026-0001', queryCode: ' ab23cd ' })).toMatchObject({ _id: 'c1' });
  const wrong = findByQueryCode({ reference: 'H2026-0001', queryCode: 'AB23CE' });
  await expect(wrong).rejects.toMatchObject({ code: 'hazards.wrong-query-code' });
});
