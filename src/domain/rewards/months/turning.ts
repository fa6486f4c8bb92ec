import { placeOf } from '#domain/engine';
import { getEnterprise } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { addDays, addMonths, atLocalHour, type LocalDate, localDate } from '#kernel/dates';
import { AppError } from '#kernel/errors';
import { LedgerModel } from '../reward.model.ts';
import { withinMonth } from './listing.ts';
import { MonthModel, type RewardMonth } from './month.model.ts';
import { monthRule } from './month.rules.ts';
import { rewardMonths } from './month.ts';

/** A month of a firm that is over, had money in it, and is not listed among those to be closed. */
export interface MonthOver {
  key: string;
  enterpriseId: string;
  month: LocalDate;
}

/** Months that are over and nobody keeps yet, the latest first, back as far as the rule says. */
export async function findMonthsOver(now: Date, limit: number, without: readonly string[]): Promise<MonthOver[]> {
  const thisMonth = `${localDate(now).slice(0, 7)}-01`;
  const over: MonthOver[] = [];
  for (let back = 1; back <= monthRule(now).monthsBack && over.length < limit; back++) {
    const month = addMonths(thisMonth, -back);
    const [firms, kept] = await Promise.all([
      LedgerModel.distinct('enterpriseId', { at: withinMonth(month) }),
      MonthModel.distinct('enterpriseId', { month }),
    ]);
    const known = new Set(kept);
    for (const enterpriseId of firms) {
      const key = `${enterpriseId}:${month}`;
      if (!known.has(enterpriseId) && !without.includes(key)) over.push({ key, enterpriseId, month });
    }
  }
  return over.slice(0, limit);
}

/** Keeps a month that is over, once however many do so: from then on its firm owes the list. */
export async function openMonth(ctx: Context, { key, enterpriseId, month }: MonthOver): Promise<boolean> {
  const place = placeOf(await getEnterprise(enterpriseId));
  const empty = { rows: [], notice: [], unnamed: { count: 0, totalFen: 0 }, disputes: [] };
  await rewardMonths.make({ ...ctx, onceKey: `reward-month:${key}` }, 'open-month', { ...place, month, ...empty });
  return true;
}

/**
 * Months whose last day for an objection is over, with none that waits for an answer, or has waited for the days of the
 * rule: a firm whose only manager objects has nobody else to answer, and its month would stand open for ever.
 */
export const findMonthsToClose = (now: Date, limit: number, without: readonly string[]): Promise<RewardMonth[]> =>
  MonthModel.find({
    status: 'checking',
    objectUntil: { $lt: localDate(now) },
    disputes: { $not: { $elemMatch: { answer: { $exists: false }, at: { $gte: waitedSince(now) } } } },
    _id: { $nin: [...without] },
  })
    .sort({ objectUntil: 1 })
    .limit(limit)
    .lean<RewardMonth[]>();

/** An objection of before then has waited for the days of the rule. */
const waitedSince = (now: Date): Date => atLocalHour(addDays(localDate(now), -monthRule(now).unansweredDays), 0);

/** Closes a month for ever. @returns false when somebody was faster. */
export async function closeMonth(ctx: Context, { reference }: RewardMonth): Promise<boolean> {
  try {
    await rewardMonths.step(ctx, 'close-month', { reference });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'Conflict') return false;
    throw error;
  }
}
