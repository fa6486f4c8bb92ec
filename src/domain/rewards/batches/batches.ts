import { z } from 'zod';
import { makeOnce } from '#domain/engine';
import { ownEnterprise } from '#domain/organisations';
import { byTheHour, type Context, idIn } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { given } from '#kernel/given';
import { idsField, requireFields } from '#kernel/input';
import { ruleOn } from '#kernel/rules';
import { sumOf } from '../ledger.ts';
import { checkPaper, keepPaper } from '../papers/papers.ts';
import { methodField, voucherField } from '../reward.acts.ts';
import type { Reward } from '../reward.model.ts';
import { BatchModel, type RewardBatch } from './batch.model.ts';
import { BATCH_RULE } from './batch.rules.ts';
import { deskOf } from './claims.ts';
import { handOut } from './handing.ts';
import { leftOf, type Part, planBatch } from './plan.ts';
import { takeBatchTurn, toGrantOf, waitingOf } from './ready.ts';

/** Unnamed rewards that wait to be paid: what of them makes a batch now, and what waits for others. */
export interface Waiting {
  parts: RewardBatch['parts'];
  count: number;
  totalFen: number;
  /** Unnamed ones that are to be granted first: of none is chosen with whom it is paid. */
  toGrant: number;
  /** Too few of one amount to be paid without telling whose they are. */
  later: { count: number; totalFen: number };
  deskId?: string;
  fewest: number;
}

function summed(planned: readonly Part[]): Pick<RewardBatch, 'parts' | 'count' | 'totalFen'> {
  const counts = new Map<number, number>();
  for (const { amountFen } of planned) counts.set(amountFen, (counts.get(amountFen) ?? 0) + 1);
  const parts = [...counts]
    .map(([amountFen, count]) => ({ amountFen, count }))
    .toSorted((a, b) => a.amountFen - b.amountFen);
  return { parts, count: planned.length, totalFen: sumOf(planned) };
}

async function waitingNow(
  { now }: Context,
  enterpriseId: string,
  rows: readonly Reward[],
): Promise<Waiting & { planned: Part[] }> {
  const { fewest, daysBefore } = ruleOn(BATCH_RULE, localDate(now)).value;
  const soon = addDays(localDate(now), daysBefore);
  const planned = planBatch(rows, fewest, ({ dueAt }) => localDate(dueAt) <= soon);
  const batch = summed(planned);
  const paidWhole = planned.filter(({ reward, amountFen }) => leftOf(reward) === amountFen).length;
  const owed = rows.reduce((sum, reward) => sum + leftOf(reward), 0);
  const later = { count: rows.length - paidWhole, totalFen: owed - batch.totalFen };
  const [{ length: toGrant }, deskId] = await Promise.all([toGrantOf(enterpriseId), deskOf(enterpriseId, now)]);
  return { planned, ...batch, toGrant, later, ...given({ deskId }), fewest };
}

/** What of the actor's firm waits for its next batch. @throws Forbidden */
export async function findWaiting(ctx: Context): Promise<Waiting> {
  const { enterpriseId } = ownEnterprise(ctx);
  const { planned: _, ...waiting } = await waitingNow(ctx, enterpriseId, await waitingOf(enterpriseId));
  return waiting;
}

/** Batches of the actor's firm, the newest first. @throws Forbidden */
export const findBatches = async (ctx: Context): Promise<RewardBatch[]> =>
  BatchModel.find({ enterpriseId: ownEnterprise(ctx).enterpriseId })
    .sort({ _id: -1 })
    .limit(50)
    .lean<RewardBatch[]>();

export const makeBatchInput = z.object({
  method: methodField,
  ...{ voucher: voucherField, photoIds: idsField, fileIds: idsField },
  /** What the person saw: the sum they pay is the sum that is kept. */
  totalFen: z.coerce.number().int(),
});

/**
 * Pays what of the unnamed rewards makes a batch to the neutral desk, as one sum under one paper; each gets a code only its
 * person reads. Of no amount are there fewer than the rule says. Nothing it leaves tells more than the hour, and no row of
 * it leads to a reward.
 * @throws Forbidden; Invalid at `voucher`; Conflict `rewards.no-desk`, `rewards.grant-first`, `rewards.batch-too-small`, or when the sum has changed meanwhile.
 */
export async function makeBatch(at: Context, raw: z.input<typeof makeBatchInput>): Promise<RewardBatch> {
  const { method, voucher, photoIds, fileIds, totalFen } = requireFields(makeBatchInput, raw);
  const shown = { method, voucher, photoIds, fileIds };
  const ctx = byTheHour(at);
  const { enterpriseId, actor } = ownEnterprise(ctx);
  let planned: Part[] = [];
  const draw = async (): Promise<RewardBatch> => {
    // The desk is that of this very moment, whatever hour is kept.
    const waiting = await waitingNow(at, enterpriseId, await waitingOf(enterpriseId));
    planned = waiting.planned;
    const { deskId, fewest, parts, count, toGrant } = waiting;
    if (deskId === undefined) throw conflict('rewards.no-desk');
    if (toGrant > 0) throw conflict('rewards.grant-first', { params: { count: toGrant } });
    if (count === 0) throw conflict('rewards.batch-too-small', { params: { fewest } });
    if (waiting.totalFen !== totalFen) throw conflict('common.changed-meanwhile');
    checkPaper(shown, totalFen, ctx.now);
    const paperId = photoIds.length + fileIds.length === 0 ? undefined : idIn(ctx);
    const paid = { method, ...given({ voucher, paperId }), madeBy: actor.personId, on: localDate(ctx.now) };
    return { _id: idIn(ctx), enterpriseId, deskId, parts, count, totalFen, ...paid };
  };
  return makeOnce(ctx, BatchModel, draw, async ({ deskId, paperId, count }) => {
    await takeBatchTurn(enterpriseId);
    if (paperId !== undefined) await keepPaper(ctx, shown, { enterpriseId, count, totalFen }, paperId);
    await handOut(ctx, planned, { enterpriseId, deskId });
  });
}
