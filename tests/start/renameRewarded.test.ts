import mongoose from 'mongoose';
import { pseudonymOf, pseudonymsOf } from '#domain/identity';
import { RECIPIENT } from '#domain/rewards';
import { renameRewarded } from '../../scripts/migrations/renameRewarded.ts';
import { useStores } from '../support/stores.ts';

useStores();

it('unnamed rewards of before go by another name in every case, with their money, and their person still finds them', async () => {
  const kept = (name: string) => mongoose.connection.collection<{ _id: string; personId: string }>(name);
  const old = pseudonymOf('somebody');
  const [row, isAnonymous] = [{ personId: old, enterpriseId: 'firm' }, true];
  const rewards = [
    { _id: 'r1', hazardId: 'h1', kind: 'report' },
    { _id: 'r2', hazardId: 'h2', kind: 'report' },
    { _id: 'r3', hazardId: 'h1', kind: 'top-up' },
  ];
  const sealed = rewards.map((one) => ({ ...row, ...one, reference: one._id, isAnonymous }));
  await kept('rewards').insertMany(
    sealed.map((one) => ({ ...one, recipient: RECIPIENT.seal(one._id, 'somebody') })) as never,
  );
  await kept('rewards').insertOne({
    ...sealed[0],
    _id: 'r4',
    reference: 'r4',
    hazardId: 'h3',
    personId: 'open',
    isAnonymous: false,
  } as never);
  await kept('rewardLedger').insertMany(
    sealed.map(({ _id, hazardId, kind: of }) => ({ ...row, _id, hazardId, of, kind: 'approved', round: 0 })) as never,
  );
  const subject = { kind: 'reward', id: 'r2' };
  await kept('deadlines').insertMany([
    { _id: 'd1', key: 'reward-payment:r2', subject, owedBy: ['firm:firm'], notBy: [old] },
    { _id: 'd2', key: 'reward-confirm:r2', subject, owedBy: [`person:${old}`], notBy: [] },
  ] as never);
  await renameRewarded(mongoose.connection);
  const names = async (name: string) =>
    Object.fromEntries((await kept(name).find().toArray()).map(({ _id, personId }) => [_id, personId]));
  const { r1, r2, r3, r4 } = await names('rewards');
  expect([r1 === r3, r1 === r2, r1 === old, r4]).toEqual([true, false, false, 'open']);
  for (const one of [r1, r2]) expect(pseudonymsOf('somebody')).toContain(one);
  expect(await names('rewardLedger')).toEqual({ r1, r2, r3 });
  expect(await kept('deadlines').find().toArray()).toMatchObject([{ _id: 'd1', notBy: [r2] }]);
  const before = await names('rewards');
  await renameRewarded(mongoose.connection);
  expect(await names('rewards')).toEqual(before);
});
