import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { inTransaction, readSnapshot } from '#platform/mongo';
import { tallyBudget } from './board.ts';
import { type Budget, BudgetEntryModel, BudgetModel, changeBy, type Movement, type Sums } from './budget.model.ts';

const SUMS = ['accruedFen', 'availableFen', 'reservedFen', 'spentFen'] as const;

/** What entries come to, from nothing. */
export function sumsOf(entries: readonly { movement: Movement; amountFen: number }[]): Sums {
  const sums: Sums = { accruedFen: 0, availableFen: 0, reservedFen: 0, spentFen: 0 };
  for (const { movement, amountFen } of entries) {
    const by = changeBy(movement, amountFen);
    for (const sum of SUMS) sums[sum] += by[sum] ?? 0;
  }
  return sums;
}

const NAMED = 20;
const BATCH = 500;

/** A budget whose sums are not those of its entries. */
export interface BudgetFault {
  budgetId: string;
  policyReference: string;
  year: number;
  says: Sums;
  entries: Sums;
}

async function* compared(): AsyncGenerator<BudgetFault> {
  for (let after = ''; ; ) {
    // Budgets and entries as of one instant: what moves meanwhile is in both or in neither.
    const { budgets, totals } = await readSnapshot(async (session) => {
      const budgets = await BudgetModel.find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(BATCH)
        .session(session)
        .lean<Budget[]>();
      const totals = await BudgetEntryModel.aggregate<{
        _id: { budgetId: string; movement: Movement };
        amountFen: number;
      }>([
        { $match: { budgetId: { $in: budgets.map(({ _id }) => _id) } } },
        { $group: { _id: { budgetId: '$budgetId', movement: '$movement' }, amountFen: { $sum: '$amountFen' } } },
      ]).session(session);
      return { budgets, totals };
    });
    for (const { _id, policyReference, year, ...budget } of budgets) {
      const own = totals
        .filter((row) => row._id.budgetId === _id)
        .map((row) => ({ movement: row._id.movement, amountFen: row.amountFen }));
      const entries = sumsOf(own);
      if (SUMS.every((sum) => entries[sum] === budget[sum])) continue;
      const { accruedFen, availableFen, reservedFen, spentFen } = budget;
      const says = { accruedFen, availableFen, reservedFen, spentFen };
      yield { budgetId: _id, policyReference, year, says, entries };
    }
    after = budgets.at(-1)?._id ?? '';
    if (budgets.length < BATCH) return;
  }
}

/**
 * Counts every budget afresh from its entries. A difference is told to the administrators and not put right in silence:
 * somebody has written past the ledger.
 * @returns what differs.
 */
export async function recountBudgets(ctx: Context): Promise<BudgetFault[]> {
  const faults: BudgetFault[] = [];
  for await (const fault of compared()) faults.push(fault);
  const name = faults.length === 0 ? 'insurance.budgets-checked' : 'insurance.budgets-differ';
  const facts = { day: localDate(ctx.now), count: faults.length, first: faults.slice(0, NAMED) };
  await inTransaction(() => record(ctx, { name, subject: { kind: 'budget-check', id: 'nightly' }, facts }));
  return faults;
}

/**
 * Sets the sums of every budget that differs to what its entries come to, each in one transaction with what it was before
 * and after: somebody who has looked into the alarm asks for it, nothing is put right by itself.
 * @returns what was put right.
 */
export async function rebuildBudgets(ctx: Context): Promise<BudgetFault[]> {
  const done: BudgetFault[] = [];
  for await (const fault of compared()) {
    await inTransaction(() => rebuild(ctx, fault));
    done.push(fault);
  }
  return done;
}

async function rebuild(ctx: Context, { budgetId, policyReference, year }: BudgetFault): Promise<void> {
  const budget = await BudgetModel.findById(budgetId).lean<Budget>();
  if (budget === null) return;
  const entries = await BudgetEntryModel.aggregate<{ movement: Movement; amountFen: number }>([
    { $match: { budgetId } },
    { $group: { _id: '$movement', amountFen: { $sum: '$amountFen' } } },
    { $set: { movement: '$_id' } },
  ]);
  const right = sumsOf(entries);
  const { accruedFen, availableFen, reservedFen, spentFen } = budget;
  const before = { accruedFen, availableFen, reservedFen, spentFen };
  const { matchedCount } = await BudgetModel.updateOne({ _id: budgetId, ...before }, { $set: right });
  if (matchedCount === 0) throw conflict('common.changed-meanwhile');
  await tallyBudget(budget, Object.fromEntries(SUMS.map((sum) => [sum, right[sum] - before[sum]])));
  const facts = { policyReference, year, before, after: right };
  await record(ctx, { name: 'insurance.budget-rebuilt', subject: { kind: 'budget-check', id: budgetId }, facts });
}
