import type { Context } from '#kernel/context';
import { addDays, addMonths, type LocalDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { yuanOf } from '#kernel/money';
import { inTransaction } from '#platform/mongo';
import { type Policy, PremiumModel } from '../policies/policy.model.ts';
import { tallyBudget } from './board.ts';
import {
  type Budget,
  type BudgetEntry,
  BudgetEntryModel,
  BudgetModel,
  changeBy,
  MOVEMENTS,
  type Movement,
} from './budget.model.ts';

const WHOLE = 10_000;

/** Year of cover a day lies in: days before cover are of its first year, days after it of its last. */
export function yearOf({ startsOn, endsOn }: Pick<Policy, 'startsOn' | 'endsOn'>, day: LocalDate): number {
  const at = day < startsOn ? startsOn : day > endsOn ? endsOn : day;
  let year = 1;
  while (addMonths(startsOn, 12 * year) <= at) year += 1;
  return year;
}

const spanOf = ({ startsOn, endsOn }: Policy, year: number): { from: LocalDate; until: LocalDate } => {
  const next = addDays(addMonths(startsOn, 12 * year), -1);
  return { from: addMonths(startsOn, 12 * (year - 1)), until: next < endsOn ? next : endsOn };
};

/** The budget of a policy for the year a day lies in; undefined before anything was accrued. */
export const budgetOn = async (policy: Policy, day: LocalDate): Promise<Budget | undefined> =>
  (await BudgetModel.findOne({ policyId: policy._id, year: yearOf(policy, day) }).lean<Budget>()) ?? undefined;

/** What belongs to a movement beside its amount. */
type Papers = Pick<BudgetEntry, 'key'> & Partial<Pick<BudgetEntry, 'serviceReference' | 'voucher'>>;

/**
 * Moves an amount, and writes it down, in the transaction of whoever asks: the sum it comes from must hold it at that very
 * instant. Of two that want the same, one finds it gone.
 * @throws Invalid `insurance.over-budget` when less is there.
 */
export async function move(
  ctx: Context,
  budgetId: string,
  movement: Movement,
  amountFen: number,
  papers: Papers,
): Promise<Budget> {
  if (!Number.isSafeInteger(amountFen) || amountFen <= 0) throw new RangeError(`no amount to move: ${amountFen}`);
  return inTransaction(async () => {
    const { from } = MOVEMENTS[movement];
    const least = from === 'insurer' ? {} : { [`${from}Fen`]: { $gte: amountFen } };
    const after = await BudgetModel.findOneAndUpdate(
      { _id: budgetId, ...least },
      { $inc: changeBy(movement, amountFen) },
      { returnDocument: 'after' },
    ).lean<Budget>();
    if (after === null) {
      const { availableFen = 0 } = (await BudgetModel.findById(budgetId).lean<Budget>()) ?? {};
      throw overBudget(availableFen);
    }
    await tallyBudget(after, changeBy(movement, amountFen));
    const { availableFen } = after;
    await BudgetEntryModel.create([
      { _id: newId(ctx.now), budgetId, movement, amountFen, availableFen, ...papers, at: ctx.now },
    ]);
    return after;
  });
}

/** Less is there than was asked for. */
export const overBudget = (availableFen: number) =>
  invalid('insurance.over-budget', {
    amountFen: `预防服务额度不够：现在可用 ${yuanOf(availableFen)}`,
  });

/**
 * Premium of each year of cover, fen. What went back in a year in which less came in belongs to the years it was paid for:
 * it is taken from those before, the latest first, then from those after.
 */
export function premiumByYear(
  policy: Pick<Policy, 'startsOn' | 'endsOn'>,
  entries: readonly { amountFen: number; day: LocalDate }[],
) {
  const years = new Map<number, number>();
  for (const { day, amountFen } of entries) {
    const year = yearOf(policy, day);
    years.set(year, (years.get(year) ?? 0) + amountFen);
  }
  const known = [...years.keys()].toSorted((a, b) => b - a);
  for (const year of known) {
    let missing = -Math.min(0, years.get(year) ?? 0);
    if (missing > 0) years.set(year, 0);
    for (const other of [...known.filter((one) => one < year), ...known.filter((one) => one > year).toReversed()]) {
      const taken = Math.max(0, Math.min(missing, years.get(other) ?? 0));
      years.set(other, (years.get(other) ?? 0) - taken);
      missing -= taken;
    }
  }
  return years;
}

/**
 * What a policy's premium comes to, by year: only under a clause of the contract, only what was really received.
 * @returns fen, rounded down, of the whole sum and not of each payment.
 */
async function duesOf(policy: Policy): Promise<Map<number, number>> {
  const entries = await PremiumModel.find({ policyId: policy._id }, { amountFen: 1, day: 1 }).lean();
  const { clause, ratio } = policy;
  const isOwed = clause !== undefined && ratio !== undefined;
  // Two whole numbers that multiply to less than 2^53: a premium of 80 million yuan at the cap is far below.
  const dueOf = (received: number): number => (isOwed ? Math.max(0, Math.floor((received * ratio) / WHOLE)) : 0);
  return new Map([...premiumByYear(policy, entries)].map(([year, received]) => [year, dueOf(received)]));
}

/**
 * Brings what was accrued to what the premium comes to now. What went back is taken from what is available; what is
 * reserved or spent by then is taken as it comes free. Call it in the transaction that changed either.
 */
export async function trueUp(ctx: Context, policy: Policy, year: number, key: string): Promise<void> {
  await bringTo(ctx, policy, year, (await duesOf(policy)).get(year) ?? 0, key);
}

/** The same for every year of a policy: what goes back in one may have been paid for another. */
export async function trueUpAll(ctx: Context, policy: Policy, key: string): Promise<void> {
  for (const [year, due] of await duesOf(policy)) await bringTo(ctx, policy, year, due, `${key}:${year}`);
}

async function bringTo(ctx: Context, policy: Policy, year: number, due: number, key: string): Promise<void> {
  const known = await BudgetModel.findOne({ policyId: policy._id, year }).lean<Budget>();
  if (known === null && due === 0) return;
  const budget = known ?? (await openBudget(ctx, policy, year));
  const more = due - budget.accruedFen;
  const back = Math.min(-more, budget.availableFen);
  if (more > 0) await move(ctx, budget._id, 'accrual', more, { key: `accrual:${key}` });
  else if (back > 0) await move(ctx, budget._id, 'accrual-back', back, { key: `back:${key}` });
}

async function openBudget(ctx: Context, policy: Policy, year: number): Promise<Budget> {
  const { _id: policyId, reference: policyReference, insurerId, enterpriseId, regionPath, sector } = policy;
  const place = { insurerId, enterpriseId, regionPath, sector };
  const draft = { policyId, policyReference, ...place, year, ...spanOf(policy, year) };
  const [made] = await BudgetModel.create([{ _id: newId(ctx.now), ...draft }]);
  if (made === undefined) throw new Error('no budget was made');
  await tallyBudget(place, { budgets: 1 });
  return made.toObject();
}
