import { findWaiting, makeBatch, type RewardBatch } from '#domain/rewards';
import { schemeOf, setScheme } from '#domain/schemes';
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

/** Days after which unnamed rewards of today no longer wait for others. */
export const DAYS_TO_BATCH = 24;

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
