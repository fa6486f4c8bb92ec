import { z } from 'zod';
import { makeOnce } from '#domain/engine';
import { ownEnterprise } from '#domain/organisations';
import { LEVELS, type Level } from '#domain/schemes';
import { byTheHour, type Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { given } from '#kernel/given';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { ruleOn } from '#kernel/rules';
import { enter, sumOf } from '../ledger.ts';
import { methodField, voucherField } from '../reward.acts.ts';
import { CLAIM, type Reward, RewardModel } from '../reward.model.ts';
import { rewards } from '../reward.ts';
import { BatchModel, ClaimModel, type RewardBatch } from './batch.model.ts';
import { BATCH_RULE } from './batch.rules.ts';
import { deskOf, newClaimCode, rowOfClaim } from './claims.ts';

const waitingOf = (enterpriseId: string): Promise<Reward[]> =>
  RewardModel.find({ enterpriseId, isAnonymous: true, status: { $in: ['approved', 'announced'] } })
    .sort({ _id: 1 })
    .lean<Reward[]>();

/** Unnamed rewards that wait to be paid, as one sum. */
export interface Waiting {
  parts: RewardBatch['parts'];
  count: number;
  totalFen: number;
  deskId?: string;
  /** Enough of them, or the first is due soon. */
  isEnough: boolean;
  fewest: number;
}

function summed(rows: readonly Reward[]): Pick<RewardBatch, 'parts' | 'count' | 'totalFen'> {
  const parts: RewardBatch['parts'] = [];
  const rank = (level: Level): number => LEVELS.findIndex(({ code }) => code === level);
  for (const { level, amountFen } of rows) {
    const known = parts.find((part) => part.level === level && part.amountFen === amountFen);
    if (known === undefined) parts.push({ level, amountFen, count: 1 });
    else known.count += 1;
  }
  parts.sort((a, b) => rank(a.level) - rank(b.level) || a.amountFen - b.amountFen);
  return { parts, count: rows.length, totalFen: sumOf(rows) };
}

async function waitingNow({ now }: Context, enterpriseId: string, rows: readonly Reward[]): Promise<Waiting> {
  const { fewest, daysBefore } = ruleOn(BATCH_RULE, localDate(now)).value;
  const soon = addDays(localDate(now), daysBefore);
  const isEnough = rows.length >= fewest || rows.some(({ dueAt }) => localDate(dueAt) <= soon);
  const deskId = await deskOf(enterpriseId, now);
  return { ...summed(rows), ...given({ deskId }), isEnough: rows.length > 0 && isEnough, fewest };
}

/** What of the actor's firm waits for its next batch. @throws Forbidden */
export async function findWaiting(ctx: Context): Promise<Waiting> {
  const { enterpriseId } = ownEnterprise(ctx);
  return waitingNow(ctx, enterpriseId, await waitingOf(enterpriseId));
}

/** Batches of the actor's firm, the newest first. @throws Forbidden */
export const findBatches = async (ctx: Context): Promise<RewardBatch[]> =>
  BatchModel.find({ enterpriseId: ownEnterprise(ctx).enterpriseId })
    .sort({ _id: -1 })
    .limit(50)
    .lean<RewardBatch[]>();

export const makeBatchInput = z.object({
  method: methodField,
  voucher: voucherField,
  /** What the person saw: the sum they pay is the sum that is kept. */
  totalFen: z.coerce.number().int(),
});

/**
 * Pays all unnamed rewards that are ready to the neutral desk, as one sum under one paper; each gets a code only its person
 * reads. Nothing it leaves tells more than the hour, and no row of it leads to a reward.
 * @throws Forbidden; Conflict `rewards.no-desk`, `rewards.batch-too-small`, or when the sum has changed meanwhile.
 */
export async function makeBatch(at: Context, raw: z.input<typeof makeBatchInput>): Promise<RewardBatch> {
  const { method, voucher, totalFen } = requireFields(makeBatchInput, raw);
  const ctx = byTheHour(at);
  const { enterpriseId, actor } = ownEnterprise(ctx);
  let rows: Reward[] = [];
  const draw = async (): Promise<RewardBatch> => {
    rows = await waitingOf(enterpriseId);
    const waiting = await waitingNow(ctx, enterpriseId, rows);
    const { deskId, isEnough, fewest, parts, count } = waiting;
    if (deskId === undefined) throw conflict('rewards.no-desk');
    if (!isEnough) throw conflict('rewards.batch-too-small', { params: { count, fewest } });
    if (waiting.totalFen !== totalFen) throw conflict('common.changed-meanwhile');
    const paid = { method, ...given({ voucher }), madeBy: actor.personId, on: localDate(ctx.now) };
    return { _id: newId(ctx.now), enterpriseId, deskId, parts, count, totalFen, ...paid };
  };
  return makeOnce(ctx, BatchModel, draw, async () => {
    const codes = rows.map((reward) => ({ reward, code: newClaimCode() }));
    // In the order of their names, which are drawn by chance.
    const claims = codes.map(({ reward, code }) => rowOfClaim(code, enterpriseId, reward.amountFen));
    await ClaimModel.create(
      claims.toSorted((a, b) => (a._id < b._id ? -1 : 1)),
      { ordered: true },
    );
    for (const { reward, code } of codes) {
      const effect = { set: { claim: CLAIM.seal(reward._id, code) }, facts: { amountFen: reward.amountFen } };
      await rewards.change(ctx, reward, 'deposit-reward', effect, enter('deposited'));
    }
  });
}
