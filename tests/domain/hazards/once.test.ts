import mongoose from 'mongoose';
import { findOwnDrafts } from '#domain/evidence';
import {
  approveRectification,
  findCaseTrail,
  getHazard,
  peekHazard,
  planRectification,
  reopenHazard,
  reportHazard,
  returnRectification,
  verifyHazard,
} from '#domain/hazards';
import { pseudonymsOf } from '#domain/identity';
import { findBrokenLink } from '#domain/journal';
import { approveReward, confirmReward, declineReward, payReward, rewards } from '#domain/rewards';
import { AppError } from '#kernel/errors';
import { personContext } from '../../support/contexts.ts';
import { aPhoto, buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const count = (collection: string, filter = {}) => mongoose.connection.collection(collection).countDocuments(filter);
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? error.kind : String(error)),
  );
const as = (who: keyof World['actors'], more: { onceKey?: string } = {}) => personContext(world.actors[who], more);
const aReport = () => ({ enterpriseId: world.enterprise._id, text: '护栏松动', placeText: '二楼平台' });
const theReward = async () => {
  const { rows } = await rewards.find(as('manager'));
  if (rows[0] === undefined) throw new Error('no reward');
  return rows[0];
};

describe('whatever is done twice', () => {
  it('ten deliveries of one report are one case with one event', async () => {
    const ctx = as('worker', { onceKey: 'chat:m1' });
    const photoIds = [await aPhoto(ctx)];
    const report = { ...aReport(), photoIds };
    const results = await Promise.all(Array.from({ length: 10 }, () => reportHazard(ctx, report)));
    expect(new Set(results.map((row) => row.reference)).size).toBe(1);
    expect([
      await count('hazards'),
      await count('events', { name: 'hazards.reported' }),
      await count('deadlines'),
    ]).toEqual([1, 1, 1]);
  });

  it('two people who accept one fix at once close it once', async () => {
    const { reference } = await buildHazard(world, { status: 'submitted' });
    const both = await Promise.all([
      outcome(approveRectification(as('officer'), { reference })),
      outcome(approveRectification(as('manager'), { reference })),
    ]);
    expect(both.sort()).toEqual(['Conflict', 'done']);
    expect(await count('events', { name: 'hazards.rectification-approved' })).toBe(1);
  });

  it('approving and returning at once is one of the two', async () => {
    const { reference } = await buildHazard(world, { status: 'submitted' });
    const both = await Promise.all([
      outcome(approveRectification(as('officer'), { reference })),
      outcome(returnRectification(as('manager'), { reference, reason: '还差警示牌' })),
    ]);
    expect(both.sort()).toEqual(['Conflict', 'done']);
  });

  it('a report that fails half-way leaves nothing', async () => {
    const photoId = await aPhoto(as('worker'));
    const validate = (validator: object) => mongoose.connection.db?.command({ collMod: 'events', validator });
    // The event is the last thing a report writes.
    await validate({ name: { $exists: false } });
    try {
      await expect(reportHazard(as('worker'), { ...aReport(), photoIds: [photoId] })).rejects.toThrow('validation');
    } finally {
      await validate({});
    }
    expect([await count('hazards'), await count('events'), await count('deadlines')]).toEqual([0, 0, 0]);
    expect(await findOwnDrafts(as('worker'), [photoId])).toHaveLength(1);
  });

  it('a photo belongs to one case', async () => {
    const photoId = await aPhoto(as('worker'));
    await reportHazard(as('worker'), { ...aReport(), photoIds: [photoId] });
    const second = await reportHazard(as('worker2'), { ...aReport(), photoIds: [photoId] });
    expect(second.lostPhotos).toBe(1);
    expect((await peekHazard(second.reference))?.photoIds).toEqual([]);
  });
});

describe('the reward', () => {
  it('is proposed once, also after a reopening, and needs another person', async () => {
    const { reference } = await buildHazard(world, { status: 'closed' });
    await reopenHazard(as('worker'), { reference, reason: '门锁又坏了' });
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    expect(await count('rewards')).toBe(1);
    const { reference: reward } = await theReward();
    expect(await outcome(approveReward(as('officer'), { reference: reward }))).toBe('Forbidden');
    expect(await outcome(approveReward(as('manager'), { reference: reward, level: 'free' as never }))).toBe('Invalid');
    const both = await Promise.all([1, 2].map(() => outcome(approveReward(as('manager'), { reference: reward }))));
    expect(both.sort()).toEqual(['Conflict', 'done']);
    expect(await count('rewardLedger', { kind: 'approved' })).toBe(1);
  });

  it('is one payment in the ledger, also when it is recorded again after 没有收到', async () => {
    await buildHazard(world, { status: 'valid' });
    const { reference } = await theReward();
    await approveReward(as('manager'), { reference });
    await payReward(as('officer'), { reference, method: 'cash' });
    await declineReward(as('worker'), { reference });
    await payReward(as('officer'), { reference, method: 'bank' });
    await confirmReward(as('worker'), { reference });
    const kinds = await mongoose.connection.collection('rewardLedger').distinct('kind');
    expect([await count('rewardLedger'), kinds.sort()]).toEqual([3, ['approved', 'confirmed', 'paid']]);
    expect(await outcome(confirmReward(as('worker'), { reference }))).toBe('Conflict');
    expect(await outcome(payReward(as('otherOfficer'), { reference, method: 'cash' }))).toBe('NotFound');
  });

  it('is insert-only in the ledger', async () => {
    const ledger = mongoose.model('RewardLedger');
    await expect(ledger.updateOne({}, { $set: { amountFen: 1 } })).rejects.toThrow('insert-only');
    await expect(ledger.deleteMany({})).rejects.toThrow('insert-only');
  });

  it('reaches somebody unnamed without naming them', async () => {
    const { reference } = await buildHazard(world, { status: 'valid', isAnonymous: true });
    const reward = await theReward();
    expect(pseudonymsOf(world.actors.worker.personId)).toContain(reward.personId);
    expect(rewards.can(world.actors.worker, 'confirm-reward', { ...reward, status: 'paid' })).toBe(true);
    const trail = await findCaseTrail(as('officer'), reference);
    expect(JSON.stringify(trail)).not.toContain(world.actors.worker.name);
    const { hazard } = await getHazard(as('officer'), reference);
    expect(JSON.stringify(hazard)).not.toContain(world.actors.worker.personId);
  });
});

it('keeps an unbroken chain of what happened, in order', async () => {
  const { _id, reference } = await buildHazard(world, { status: 'closed' });
  const names = (await findCaseTrail(as('officer'), reference)).map((event) => event.name);
  expect(names).toEqual([
    'hazards.reported',
    'hazards.accepted',
    'hazards.verified-valid',
    'rewards.proposed',
    'hazards.rectification-planned',
    'hazards.rectification-submitted',
    'hazards.rectification-approved',
  ]);
  expect(await findBrokenLink({ kind: 'hazard', id: _id })).toBeUndefined();
  await mongoose.connection
    .collection('events')
    .updateOne({ name: 'hazards.accepted' }, { $set: { 'facts.status': 'closed' } });
  expect((await findBrokenLink({ kind: 'hazard', id: _id }))?.name).toBe('hazards.accepted');
});

it('two who arrange the fix of one case at once: the second is told, and takes nothing away', async () => {
  const { reference } = await buildHazard(world, { status: 'valid' });
  const arrange = (who: 'officer' | 'manager', owner: 'worker' | 'worker2', afterRound: number) =>
    planRectification(as(who), {
      ...{ reference, ownerId: world.actors[owner].personId, measure: '换门锁', fundFen: 0, afterRound },
      ...{ dueOn: '2026-11-27', contingency: '断电挂牌' },
    });
  const both = await Promise.all([outcome(arrange('officer', 'worker', 0)), outcome(arrange('manager', 'worker2', 0))]);
  expect(both.toSorted()).toEqual(['Conflict', 'done']);
  const arranged = (await peekHazard(reference))?.rectification;
  expect(arranged?.round).toBe(1);
  // Whoever has seen how it stands may still change it.
  expect((await arrange('manager', 'worker2', 1)).rectification?.round).toBe(2);
});
