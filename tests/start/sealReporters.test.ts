import mongoose from 'mongoose';
import { hazardsBehind, personBehind } from '#domain/hazards';
import { pseudonymOf } from '#domain/identity';
import { blindPhotos, hideRewarded, sealReporters } from '../../scripts/migrations/sealReporters.ts';
import { useStores } from '../support/stores.ts';

useStores();
const kept = (name: string) => mongoose.connection.collection<{ _id: string }>(name);
const everything = async (): Promise<string> => {
  const names = await mongoose.connection.db?.listCollections({}, { nameOnly: true }).toArray();
  return JSON.stringify(await Promise.all((names ?? []).map(({ name }) => kept(name).find().toArray())));
};

it('what an older release left in the open is sealed, once and again', async () => {
  await kept('hazards').insertMany([
    { _id: 'hidden', reference: 'H2026-0001', reporter: { kind: 'anonymous' }, onceKey: 'guessable' },
    { _id: 'passing', reference: 'H2026-0002', reporter: { kind: 'visitor', visitorId: 'v-1' } },
    { _id: 'named', reference: 'H2026-0003', reporter: { kind: 'person', personId: 'somebody' }, onceKey: 'k' },
  ] as never);
  await kept('hazardReporters').insertOne({ _id: 'hidden', personId: 'p-1' } as never);
  const reward = { _id: 'r1', reference: 'R2026-0001', hazardId: 'hidden', personId: 'p-1', isAnonymous: true };
  await kept('rewards').insertOne(reward as never);
  await kept('rewardLedger').insertOne({
    _id: 'l1',
    hazardId: 'hidden',
    personId: 'p-1',
    rule: 'a',
    kind: 'paid',
  } as never);
  await kept('deadlines').insertOne({
    ...{ _id: 'd1', key: 'reward-confirm:r1', subject: { kind: 'reward', id: 'r1' } },
    ...{ owedBy: ['person:p-1'], notBy: ['p-1'] },
  } as never);
  const photo = { sha256: 'abc', bytes: 12, uploadedBy: 'p-1', createdAt: new Date() };
  await kept('photos').insertMany([
    { _id: 'used', ...photo, subject: { kind: 'hazard', id: 'hidden' } },
    { _id: 'draft', ...photo },
  ] as never);
  await kept('photos.files').insertOne({
    _id: 'f1',
    filename: 'used.webp',
    uploadDate: new Date('2026-11-20T03:41:09.5Z'),
  } as never);
  for (let time = 1; time <= 2; time++) {
    await hideRewarded(mongoose.connection);
    await sealReporters(mongoose.connection);
    await blindPhotos(mongoose.connection);
  }
  const text = await everything();
  for (const word of ['p-1', 'v-1', 'guessable', 'abc', 'used.webp', '03:41']) {
    expect({ word, is: text.includes(word) }).toEqual({ word, is: false });
  }
  expect(await personBehind('hidden')).toBe('p-1');
  expect(await hazardsBehind({ visitorId: 'v-1' })).toEqual(['passing']);
  expect(await kept('hazards').findOne({ _id: 'named' })).toMatchObject({ onceKey: 'k' });
  const hidden = pseudonymOf('p-1');
  expect(await kept('rewards').findOne()).toMatchObject({ personId: hidden });
  expect(await kept('rewardLedger').findOne()).toMatchObject({ personId: hidden });
  expect(await kept('deadlines').findOne()).toMatchObject({ owedBy: [`person:${hidden}`], notBy: [hidden] });
  expect(await kept('photos').findOne({ _id: 'draft' })).toHaveProperty('owner');
  expect(await kept('photos').findOne({ _id: 'used' })).not.toHaveProperty('owner');
});
