import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { ruleOn } from '#kernel/rules';
import { CapModel, type Reward, RewardModel } from '../reward.model.ts';
import { rewards } from '../reward.ts';
import { BATCH_RULE } from './batch.rules.ts';
import { planBatch } from './plan.ts';

/** Unnamed rewards of a firm that wait for a batch, the oldest first. */
export const waitingOf = (enterpriseId: string): Promise<Reward[]> =>
  RewardModel.find({ enterpriseId, isAnonymous: true, status: { $in: ['approved', 'announced'] } })
    .sort({ _id: 1 })
    .lean<Reward[]>();

/**
 * Unnamed rewards of a firm that nobody has granted yet. While there is one, none is paid: whoever grants chooses nobody's
 * company.
 */
export const toGrantOf = (enterpriseId: string): Promise<Reward[]> =>
  RewardModel.find({ enterpriseId, isAnonymous: true, status: 'proposed' }).sort({ _id: 1 }).lean<Reward[]>();

/** Whoever changes what waits does so one after the other; until the end of the transaction. */
export const takeBatchTurn = (enterpriseId: string) =>
  CapModel.updateOne({ _id: `batch:${enterpriseId}` }, { $inc: { turns: 1 } }, { upsert: true });

/**
 * Brings the clocks of what waits to what can be paid: a firm owes an unnamed reward from the hour enough others are there,
 * granted or not, and is not called late for what waits for others. In the transaction of what changed it.
 */
export async function markReady(ctx: Context, enterpriseId: string): Promise<void> {
  await takeBatchTurn(enterpriseId);
  const [rows, toGrant] = [await waitingOf(enterpriseId), await toGrantOf(enterpriseId)];
  const { fewest } = ruleOn(BATCH_RULE, localDate(ctx.now)).value;
  const ready = new Set(planBatch([...rows, ...toGrant], fewest, () => true).map(({ reward }) => reward._id));
  for (const { readyAt, ...row } of rows) {
    const isReady = ready.has(row._id);
    const since = isReady ? (readyAt ?? ctx.now) : undefined;
    if (isReady !== (readyAt !== undefined))
      await RewardModel.updateOne(
        { _id: row._id },
        isReady ? { $set: { readyAt: since } } : { $unset: { readyAt: 1 } },
      );
    await rewards.keepClocks(ctx, since === undefined ? row : { ...row, readyAt: since });
  }
}
