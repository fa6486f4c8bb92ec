import { record } from '#domain/journal';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { forbidden, notFound } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { type Page, readPage } from '#platform/page';
import { insuranceClock } from '../mustInsureRules.ts';
import type { Policy } from '../policies/policy.model.ts';
import { policies } from '../policies/policy.ts';
import { type Budget, type BudgetEntry, BudgetEntryModel, BudgetModel } from './budget.model.ts';

/** Budgets of a policy, the latest year first. Whoever calls it has asked for the policy. */
export const budgetsOf = (policyId: string): Promise<Budget[]> =>
  BudgetModel.find({ policyId }).sort({ year: -1 }).lean<Budget[]>();

/** Budgets of the actor's own firm whose year is not over, the first to end first. @throws Forbidden for all but those who run it. */
export async function findFirmBudgets({ actor, now }: Context): Promise<Budget[]> {
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) throw forbidden('common.not-allowed');
  const { enterpriseId } = actor.scope;
  return BudgetModel.find({ enterpriseId, until: { $gte: localDate(now) } })
    .sort({ until: 1 })
    .limit(10)
    .lean<Budget[]>();
}

/** 预防服务额度 of one year as a statement: the sums and a page of its entries, the newest first. */
export interface Statement {
  policy: Policy;
  budget: Budget;
  entries: Page<BudgetEntry>;
}

/** @throws NotFound when the policy is not the actor's to see, or has no budget in that year. */
export async function readStatement(
  ctx: Context,
  { reference, year, after }: { reference: string; year: number; after?: string | undefined },
): Promise<Statement> {
  const policy = await policies.get(ctx, reference);
  const budget = await BudgetModel.findOne({ policyId: policy._id, year }).lean<Budget>();
  if (budget === null) throw notFound('common.not-found');
  const page = after === undefined ? {} : { after };
  return { policy, budget, entries: await readPage(BudgetEntryModel, { budgetId: budget._id }, page) };
}

/** What was put in and is not used though its year is nearly over, and nobody was told of yet. */
export function findUnused(now: Date, limit: number, without: readonly string[]): Promise<Budget[]> {
  const today = localDate(now);
  return BudgetModel.find({
    isUnusedTold: { $exists: false },
    until: { $gte: today, $lte: addDays(today, insuranceClock(now).unusedDays) },
    availableFen: { $gt: 0 },
    _id: { $nin: [...without] },
  })
    .sort({ until: 1 })
    .limit(limit)
    .lean<Budget[]>();
}

/** Tells firm and insurer once what of a budget is not used. @returns false when somebody was faster. */
export const tellUnused = (ctx: Context, { _id, policyReference }: Budget): Promise<boolean> =>
  inTransaction(async () => {
    const taken = await BudgetModel.findOneAndUpdate(
      { _id, isUnusedTold: { $exists: false } },
      { $set: { isUnusedTold: true } },
    ).lean<Budget>();
    const policy = await policies.peek(policyReference);
    if (taken === null || policy === undefined) return false;
    await record(ctx, {
      name: 'insurance.budget-unused',
      subject: policies.subjectOf(policy),
      about: policies.about(policy),
      facts: { availableFen: taken.availableFen, until: taken.until },
    });
    return true;
  });
