import type { ClientSession } from 'mongoose';
import { adjustTallies, defineBoard, type Move } from '#domain/tallies';
import { paths } from '#kernel/paths';
import { type Budget, BudgetModel, type Sums } from './budget.model.ts';

/** Sums of a budget, and that there is one. */
export const MEASURES = ['accruedFen', 'availableFen', 'reservedFen', 'spentFen', 'budgets'] as const;
export type Measure = (typeof MEASURES)[number];
type Placed = Pick<Budget, 'insurerId' | 'regionPath' | 'sector'>;

/** 预防服务额度 by insurer, and by where the firm lies: fen, so that a page of many policies reads a few numbers. */
export const BUDGET_BOARD = defineBoard({
  name: 'budgets',
  label: '预防服务额度',
  shownOn: paths.budgetUse,
  opens: 'measured',
  cuts: [
    ['insurer', 'measure'],
    ['county', 'sector', 'measure'],
  ],
  recount: async function* (session: ClientSession) {
    const budgets = BudgetModel.find().session(session).lean<Budget>().cursor({ batchSize: 1_000 });
    for await (const budget of budgets) yield* movesOf(budget, { ...sumsIn(budget), budgets: 1 });
  },
});

const sumsIn = ({ accruedFen, availableFen, reservedFen, spentFen }: Sums): Sums => ({
  accruedFen,
  availableFen,
  reservedFen,
  spentFen,
});

const movesOf = ({ insurerId: insurer, regionPath, sector }: Placed, by: Partial<Record<Measure, number>>): Move[] =>
  MEASURES.flatMap((measure) =>
    by[measure] === undefined || by[measure] === 0
      ? []
      : [{ board: BUDGET_BOARD, dims: { insurer, county: regionPath.at(-1), sector, measure }, by: by[measure] }],
  );

/** Adds to the sums where a budget lies. Call it in the transaction that changes the budget. */
export const tallyBudget = (budget: Placed, by: Partial<Record<Measure, number>>): Promise<void> =>
  adjustTallies(movesOf(budget, by));

/** Takes the budgets of a firm along to another region. Call it in the transaction of the move. */
export async function moveBudgets(enterpriseId: string, regionPath: string[]): Promise<void> {
  const budgets = await BudgetModel.find({ enterpriseId }).lean<Budget[]>();
  const moves = budgets.flatMap((budget) => {
    const all = { ...sumsIn(budget), budgets: 1 };
    const there = movesOf({ ...budget, regionPath }, all);
    return [...movesOf(budget, all).map((one) => ({ ...one, by: -one.by })), ...there];
  });
  await adjustTallies(moves);
  await BudgetModel.updateMany({ enterpriseId }, { $set: { regionPath } });
}
