import mongoose from 'mongoose';
import { acceptHazard, claimReportsOf, reportHazard, verifyHazard } from '#domain/hazards';
import { reactToEvents } from '#domain/notices';
import { findToDos } from '#domain/nouns';
import {
  approveReward,
  confirmReward,
  declineReward,
  payReward,
  type Reward,
  type RewardStatus,
  rewards,
} from '#domain/rewards';
import { readerNames } from '../../../src/domain/notices/outboxSeal.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const as = (who: WorldActor) => personContext(world.actors[who]);
beforeEach(async () => {
  world = await buildWorld();
});

/** The worker's reward for a case the officer verified, as far along as asked. */
async function buildReward(status: RewardStatus, isAnonymous = false): Promise<Reward> {
  await buildHazard(world, { status: 'valid', isAnonymous });
  const [reward] = (await rewards.find(as('manager'))).rows;
  const { reference } = reward as Reward;
  const way: Readonly<Record<RewardStatus, number>> = { proposed: 0, approved: 1, paid: 2, confirmed: 3, declined: 3 };
  if (way[status] > 0) await approveReward(as('manager'), { reference });
  if (way[status] > 1) await payReward(as('officer'), { reference, method: 'cash' });
  if (way[status] > 2) await (status === 'confirmed' ? confirmReward : declineReward)(as('worker'), { reference });
  return rewards.get(as('manager'), reference);
}

/** Who may do what, and who owes it, by status; whoever is not named may and owes nothing. */
const MAY: Readonly<Record<RewardStatus, Partial<Record<WorldActor, readonly string[]>>>> = {
  proposed: { manager: ['approve-reward'] },
  approved: { manager: ['pay-reward'], officer: ['pay-reward'] },
  paid: { worker: ['confirm-reward', 'decline-reward'] },
  declined: { manager: ['pay-reward'], officer: ['pay-reward'] },
  confirmed: {},
};

it.each(Object.entries(MAY) as [RewardStatus, (typeof MAY)[RewardStatus]][])(
  'a reward that is %s shows its steps to those whose they are, and 待办 to the same people',
  async (status, may) => {
    const { reference } = await buildReward(status);
    const reward = (await rewards.peek(reference)) as Reward;
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      const { actor, ...ctx } = as(who);
      const steps = actor.kind === 'person' ? rewards.actionsFor(actor, reward).map(({ action }) => action) : [];
      expect([who, steps]).toEqual([who, may[who] ?? []]);
      const owed = (await findToDos({ actor, ...ctx })).rows.filter(({ kind }) => kind === 'reward');
      expect([who, owed.length]).toEqual([who, may[who] === undefined ? 0 : 1]);
      const isSeen = (await rewards.find({ actor, ...ctx })).rows.length === 1;
      expect([who, isSeen]).toEqual([who, ['manager', 'officer', 'worker'].includes(who)]);
    }
  },
);

it('is the firm’s to pay again within days of 没有收到, and the person’s to confirm once it was', async () => {
  const { reference, since } = await buildReward('declined');
  const [owed] = (await findToDos(as('officer'))).rows.filter(({ kind }) => kind === 'reward');
  expect(owed).toMatchObject({ title: '奖励本人没有收到，请核对、补发', reference });
  expect(Math.floor((Number(owed?.dueAt) - Number(since)) / 86_400_000)).toBe(7);
  await payReward(as('officer'), { reference, method: 'bank' });
  expect((await findToDos(as('worker'))).rows).toMatchObject([{ title: '奖励收到没有，请您确认', reference }]);
  await confirmReward(as('worker'), { reference });
  expect((await findToDos(as('worker'))).rows).toEqual([]);
});

describe('somebody unnamed', () => {
  const worker = () => [world.actors.worker.personId, world.actors.worker.name];
  /** Everything others read of what happened. */
  const told = async () => JSON.stringify(await mongoose.connection.collection('events').find().toArray());

  it('stays so in every step of the reward, also one refused to them', async () => {
    const { reference } = await buildReward('paid', true);
    await expect(payReward(as('worker'), { reference, method: 'cash' })).rejects.toMatchObject({ kind: 'Forbidden' });
    await declineReward(as('worker'), { reference });
    await payReward(as('officer'), { reference, method: 'bank' });
    await confirmReward(as('worker'), { reference });
    const names = (await rewards.trail(as('manager'), reference)).map(({ name }) => name);
    expect(names).toContain('rewards.step-refused');
    for (const one of worker()) expect(await told()).not.toContain(one);
  });

  it('stays so when they claim a report that was verified before it had anybody', async () => {
    const { reference } = await reportHazard(visitorContext({ visitorId: 'wecom:line-3' }), {
      enterpriseId: world.enterprise._id,
      text: '电箱漏电',
      placeText: '3号线',
      isAnonymous: true,
    });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    await claimReportsOf(as('worker'), { visitorId: 'wecom:line-3' });
    expect((await rewards.find(as('worker'))).rows).toMatchObject([{ status: 'proposed', isAnonymous: true }]);
    for (const one of worker()) expect(await told()).not.toContain(one);
  });

  it.each([false, true])(
    'is told what becomes of it but while their account hides what lies behind it: %s',
    async (isHiding) => {
      const { personId } = world.actors.worker;
      const hiding = isHiding ? { hidesSince: fixedNow, hidesUntil: new Date('2026-12-31T00:00:00Z') } : {};
      const accounts = mongoose.connection.collection<{ _id: string }>('accounts');
      await accounts.updateOne({ _id: personId }, { $set: { phone: world.phones.worker, ...hiding } });
      const { reference } = await buildReward('proposed', true);
      await reactToEvents(fixedNow, 1_000);
      const outbox = mongoose.connection.collection('outbox');
      const theirs = { personId: { $in: readerNames(personId) } };
      const before = await outbox.countDocuments(theirs);
      await approveReward(as('manager'), { reference });
      await reactToEvents(fixedNow, 1_000);
      expect((await outbox.countDocuments(theirs)) - before).toBe(isHiding ? 0 : 1);
    },
  );
});

it('is proposed for a worker’s report alone: finding hazards is a safety officer’s own task', async () => {
  for (const who of ['officer', 'worker'] as const) {
    const { reference } = await reportHazard(as(who), {
      enterpriseId: world.enterprise._id,
      text: `电箱漏电 ${who}`,
      placeText: '3号线',
      isAnonymous: false,
    });
    await acceptHazard(as('manager'), { reference });
    await verifyHazard(as('manager'), { reference, result: 'valid', grade: 'general' });
    const rewarded = (await rewards.find(as('manager'))).rows.filter((one) => one.hazardReference === reference);
    expect([who, rewarded.length]).toEqual([who, who === 'worker' ? 1 : 0]);
  }
});
