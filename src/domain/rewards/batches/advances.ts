import { z } from 'zod';
import { makeOnce } from '#domain/engine';
import { bodyName, ownEnterprise } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import { type Context, idIn } from '#kernel/context';
import { addMonths, type LocalDate, localDate } from '#kernel/dates';
import { conflict, forbidden } from '#kernel/errors';
import { given } from '#kernel/given';
import { idsField, requireFields } from '#kernel/input';
import { checkPaper, keepPaper } from '../papers/papers.ts';
import { methodField, voucherField } from '../reward.acts.ts';
import { AdvanceModel, type Settlement, SettlementModel } from './public.model.ts';
import { monthOf, settleBy } from './public.rules.ts';
import { takeBatchTurn } from './ready.ts';

/** What a firm is to give back to the public desk of a body: the sum of months that are over, and by when. */
export interface OwedBack {
  enterpriseId: string;
  bodyId: string;
  totalFen: number;
  /** The first month of which something is owed. */
  since: LocalDate;
  dueOn: LocalDate;
}
type Of = { enterpriseId: string } | { bodyId: string };

/** What was paid for firms in months that are over, month by month; of the one that runs nobody is told a number. */
async function advancesOf(of: Of, now: Date) {
  return AdvanceModel.aggregate<{
    _id: { enterpriseId: string; bodyId: string; month: LocalDate };
    totalFen: number;
  }>([
    { $match: { ...of, month: { $lt: monthOf(now) } } },
    {
      $group: {
        _id: { enterpriseId: '$enterpriseId', bodyId: '$bodyId', month: '$month' },
        totalFen: { $sum: '$amountFen' },
      },
    },
    { $sort: { '_id.month': 1 } },
  ]);
}

/** What is owed, whoever owes longest first. */
async function owedOf(of: Of, now: Date): Promise<OwedBack[]> {
  const [advances, settled] = await Promise.all([
    advancesOf(of, now),
    SettlementModel.aggregate<{ _id: { enterpriseId: string; bodyId: string }; totalFen: number }>([
      { $match: of },
      { $group: { _id: { enterpriseId: '$enterpriseId', bodyId: '$bodyId' }, totalFen: { $sum: '$totalFen' } } },
    ]),
  ]);
  const keyOf = (one: { enterpriseId: string; bodyId: string }) => `${one.enterpriseId}:${one.bodyId}`;
  const paid = new Map(settled.map(({ _id, totalFen }) => [keyOf(_id), totalFen]));
  const owed = new Map<string, OwedBack>();
  for (const { _id, totalFen } of advances) {
    const key = keyOf(_id);
    const covered = Math.min(paid.get(key) ?? 0, totalFen);
    paid.set(key, (paid.get(key) ?? 0) - covered);
    if (covered === totalFen) continue;
    const { enterpriseId, bodyId, month: since } = _id;
    const one = owed.get(key) ?? { enterpriseId, bodyId, totalFen: 0, since, dueOn: settleBy(since, now) };
    owed.set(key, { ...one, totalFen: one.totalFen + totalFen - covered });
  }
  return [...owed.values()];
}

/** The body whose public desk the actor keeps. @throws Forbidden for all but regulators. */
export function bodyOfDesk({ actor }: Context): string {
  if (!actsAs(actor, 'regulator') || actor.scope.bodyId === undefined) throw forbidden('common.not-allowed');
  return actor.scope.bodyId;
}

/** Firms that have not given back what the desk of the actor's body paid for them, the oldest first. @throws Forbidden */
export const findOwedToDesk = async (ctx: Context): Promise<OwedBack[]> => owedOf({ bodyId: bodyOfDesk(ctx) }, ctx.now);

/** What the public desk paid for the actor's firm, as its people read it: by month, never by code or day. */
export interface OwnAdvances {
  owed: (OwedBack & { body: string })[];
  months: { month: LocalDate; totalFen: number }[];
  settled: Settlement[];
}

/** @throws Forbidden for whoever does not belong to a firm. */
export async function findOwnAdvances(ctx: Context): Promise<OwnAdvances> {
  const { enterpriseId } = ownEnterprise(ctx);
  const [owed, advances, settled] = await Promise.all([
    owedOf({ enterpriseId }, ctx.now),
    advancesOf({ enterpriseId }, ctx.now),
    SettlementModel.find({ enterpriseId }).sort({ _id: -1 }).limit(50).lean<Settlement[]>(),
  ]);
  const sums = new Map<LocalDate, number>();
  for (const { _id, totalFen } of advances) sums.set(_id.month, (sums.get(_id.month) ?? 0) + totalFen);
  const months = [...sums].map(([month, totalFen]) => ({ month, totalFen })).toReversed();
  const named = await Promise.all(owed.map(async (one) => ({ ...one, body: await bodyName(one.bodyId) })));
  return { owed: named, months, settled };
}

/** What a firm gave back in a month, of the month the money went. */
export const settledIn = (enterpriseId: string, month: LocalDate): Promise<Settlement[]> =>
  SettlementModel.find({ enterpriseId, on: { $gte: month, $lt: addMonths(month, 1) } }).lean<Settlement[]>();

/** Whether more is given back than was paid in months that are over: what the running one comes to covers no second press. */
async function isMoreThanOwed(of: { enterpriseId: string; bodyId: string }, now: Date): Promise<boolean> {
  const over = { ...of, month: { $lt: monthOf(now) } };
  const [[advanced], [settled]] = await Promise.all([
    AdvanceModel.aggregate<{ sum: number }>([{ $match: over }, { $group: { _id: null, sum: { $sum: '$amountFen' } } }]),
    SettlementModel.aggregate<{ sum: number }>([{ $match: of }, { $group: { _id: null, sum: { $sum: '$totalFen' } } }]),
  ]);
  return (settled?.sum ?? 0) > (advanced?.sum ?? 0);
}

const settleInput = z.object({
  ...{ method: methodField, voucher: voucherField, photoIds: idsField, fileIds: idsField },
  bodyId: z.string(),
  /** What the person saw. */
  totalFen: z.coerce.number().int(),
});

/**
 * Records that the firm gave back what the public desk of a body paid for it, as one sum under one paper.
 * @throws Forbidden; Invalid at `voucher`; Conflict when it is no longer what the person saw.
 */
export async function settleAdvances(ctx: Context, raw: z.input<typeof settleInput>): Promise<Settlement> {
  const { method, voucher, photoIds, fileIds, bodyId, totalFen } = requireFields(settleInput, raw);
  const { enterpriseId, actor } = ownEnterprise(ctx);
  const shown = { method, voucher, photoIds, fileIds };
  checkPaper(shown, totalFen, ctx.now);
  const isOwed = async (): Promise<boolean> =>
    (await owedOf({ enterpriseId }, ctx.now)).some((one) => one.bodyId === bodyId && one.totalFen === totalFen);
  const draw = async (): Promise<Settlement> => {
    if (!(await isOwed())) throw conflict('common.changed-meanwhile');
    const paperId = idIn(ctx);
    return {
      ...{ _id: idIn(ctx), enterpriseId, bodyId, totalFen, method, ...given({ voucher }) },
      ...(photoIds.length + fileIds.length === 0 ? {} : { paperId }),
      ...{ by: actor.personId, on: localDate(ctx.now) },
    };
  };
  return makeOnce(ctx, SettlementModel, draw, async ({ paperId }) => {
    await takeBatchTurn(enterpriseId);
    if (paperId !== undefined) await keepPaper(ctx, shown, { enterpriseId, count: 1, totalFen }, paperId);
    // Two presses at once: the second finds what the first has given back.
    if (await isMoreThanOwed({ enterpriseId, bodyId }, ctx.now)) throw conflict('common.changed-meanwhile');
  });
}
