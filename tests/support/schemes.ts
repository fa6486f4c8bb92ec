import { acceptHazard, reportHazard, verifyHazard } from '#domain/hazards';
import { approveReward, findWaiting, makeBatch, type RewardBatch, rewards } from '#domain/rewards';
import { schemeOf, setScheme } from '#domain/schemes';
import type { Context } from '#kernel/context';
import { personContext } from './contexts.ts';
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

/** Two more unnamed reports of a colleague, found valid and granted: with one more of its amount they make a batch. */
export async function buildTwoAlike(world: World, now: Date): Promise<void> {
  const [worker2, officer, manager] = (['worker2', 'officer', 'manager'] as const).map((who) =>
    personContext(world.actors[who], { now }),
  ) as [Context, Context, Context];
  for (const text of ['防护罩拆了', '叉车没有刹车']) {
    const { reference } = await reportHazard(worker2, {
      ...{ enterpriseId: world.enterprise._id, text, placeText: '7号线', isAnonymous: true },
    });
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
