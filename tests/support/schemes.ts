import mongoose from 'mongoose';
import { acceptHazard, reportHazard, verifyHazard } from '#domain/hazards';
import {
  announceReward,
  approveReward,
  closeMonth,
  findMonthsOver,
  findMonthsToClose,
  findWaiting,
  listMonth,
  type MonthStatus,
  makeBatch,
  openMonth,
  payReward,
  type RewardBatch,
  type RewardMonth,
  rewardMonths,
  rewards,
} from '#domain/rewards';
import { schemeOf, setScheme } from '#domain/schemes';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { HOUR_MS } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { clockContext, personContext } from './contexts.ts';
import { buildHazard } from './hazards.ts';
import type { World } from './world.ts';

/** A first scheme of a firm's own, like the one every firm has. */
export const SCHEME: Parameters<typeof setScheme>[1] = {
  ...{ general: 5_000, serious: 20_000, major: 100_000, averted: 300_000 },
  ...{ outsideDutyPercent: 150, excludesDuty: true, dayCapFen: 0, monthCapFen: 0, instantFen: 0 },
  ...{
    managerAboveFen: 50_000,
    announcesFirst: false,
    payDays: 30,
    funding: 'cost',
    pointFen: 0,
    deskId: '',
    basedOn: 0,
  },
};

/** Days after which unnamed rewards of today no longer wait for others of the same amount. */
export const DAYS_TO_BATCH = 24;

/** One more worker of the firm, beside those of the world. */
export async function buildColleague(world: World): Promise<PersonActor> {
  const accounts = mongoose.connection.collection<{ _id: string; name: string; phone: string; grants: object[] }>(
    'accounts',
  );
  const { worker2 } = world.actors;
  const like = await accounts.findOne({ _id: worker2.personId });
  const many = await accounts.countDocuments();
  const actor: PersonActor = { ...worker2, personId: newId(), grantId: newId(), name: '梁师傅' };
  const grants = [{ _id: actor.grantId, role: actor.role, scope: actor.scope }];
  const phone = `1390000${String(many).padStart(4, '0')}`;
  await accounts.insertOne({ ...like, _id: actor.personId, name: actor.name, phone, grants });
  return actor;
}

/** An unnamed report of each of two more colleagues, found valid and granted: with one more of its amount they make a batch. */
export async function buildTwoAlike(world: World, now: Date): Promise<void> {
  const [officer, manager] = (['officer', 'manager'] as const).map((who) =>
    personContext(world.actors[who], { now }),
  ) as [Context, Context];
  const reporters = [world.actors.worker2, await buildColleague(world)];
  for (const [n, text] of ['防护罩拆了', '叉车没有刹车'].entries()) {
    const { reference } = await reportHazard(
      personContext(reporters[n] as PersonActor, { now: new Date(+now - HOUR_MS) }),
      {
        ...{ enterpriseId: world.enterprise._id, text, placeText: '7号线', isAnonymous: true },
      },
    );
    await acceptHazard(officer, { reference });
    await verifyHazard(officer, { reference, result: 'valid', grade: 'general' });
    const { rows } = await rewards.find(manager, { status: 'proposed' });
    const its = rows.find(({ hazardReference }) => hazardReference === reference);
    await approveReward(manager, { reference: its?.reference ?? '' });
  }
}

/** Pays what waits of the firm without a name to the desk of a colleague, as one sum. */
export async function deposit(world: World, now: Date): Promise<RewardBatch> {
  const { manager, officer, worker2 } = world.actors;
  const { version, terms } = await schemeOf(world.enterprise._id, now);
  if (terms.deskId === '')
    await setScheme(personContext(manager, { now }), { ...SCHEME, deskId: worker2.personId, basedOn: version });
  const ctx = personContext(officer, { now });
  const { totalFen } = await findWaiting(ctx);
  return makeBatch(ctx, { method: 'cash', totalFen });
}

/** November's month of the firm with one named reward granted and paid in it, as far along as asked. */
export async function buildRewardMonth(world: World, status: MonthStatus): Promise<RewardMonth> {
  const [manager, officer] = (['manager', 'officer'] as const).map((who) => personContext(world.actors[who])) as [
    Context,
    Context,
  ];
  const { _id } = await buildHazard(world, { status: 'valid' });
  const reward = (await rewards.find(manager, { hazardId: _id })).rows[0];
  const reference = reward?.reference ?? '';
  await approveReward(manager, { reference });
  await announceReward(officer, { reference });
  await payReward(officer, { reference, method: 'payroll', voucher: '记-1' });
  const december = new Date('2026-12-02T02:00:00Z');
  for (const one of await findMonthsOver(december, 10, [])) await openMonth(clockContext(december), one);
  const inDecember = personContext(world.actors.officer, { now: december });
  const [month] = (await rewardMonths.find(inDecember)).rows as [RewardMonth];
  if (status !== 'due') await listMonth(inDecember, { reference: month.reference });
  const after = new Date('2026-12-08T02:00:00Z');
  if (status === 'closed')
    for (const one of await findMonthsToClose(after, 10, [])) await closeMonth(clockContext(after), one);
  return rewardMonths.get(inDecember, month.reference);
}
