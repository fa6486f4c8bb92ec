import type { QueryFilter } from 'mongoose';
import { actsAs, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import type { ItemAction } from './items/item.acts.ts';
import { ItemModel, type PlanItem } from './items/item.model.ts';
import { planItems } from './items/item.ts';
import type { PlanAction } from './plan/lifecycle.ts';
import { type Plan, PlanModel } from './plan/plan.model.ts';
import { planActionsFor } from './plan/policy.ts';
import type { SuggestionAction } from './suggestions/suggestion.acts.ts';
import { type Suggestion, SuggestionModel } from './suggestions/suggestion.model.ts';
import { suggestions } from './suggestions/suggestion.ts';

/** Something of the development plan that waits for a person. */
export type PlanToDo = { reference: string; text: string; label: string; dueAt?: Date } & (
  | { kind: 'item'; action: ItemAction; isLapsed: boolean }
  | { kind: 'suggestion'; action: SuggestionAction }
  | { kind: 'plan'; action: PlanAction }
);

/** What a person is asked, in the words of a list: the button says what has been done, the list what is to do. */
const ASKS: Readonly<Partial<Record<ItemAction | SuggestionAction | PlanAction, string>>> = {
  'accept-item': '要不要采纳',
  'complete-item': '要做完',
  'check-effective': '要检查',
  'adopt-suggestion': '答复建议',
  'carry-out': '要落实',
  'confirm-suggestion': '请您确认',
};

/** Steps a person is asked to take, the first that fits; the others are possible but wait for nobody. */
const ASKED_OF_ITEM: readonly ItemAction[] = ['accept-item', 'complete-item', 'check-effective'];
const ASKED_OF_SUGGESTION: readonly SuggestionAction[] = ['confirm-suggestion', 'adopt-suggestion', 'carry-out'];

const MOST_READ = 100;

async function itemsWaiting(ctx: Context): Promise<PlanToDo[]> {
  const { actor } = ctx;
  if (!actsAs(actor, 'worker', 'enterprise-manager', 'safety-officer')) return [];
  const { enterpriseId } = actor.scope;
  if (enterpriseId === undefined) return [];
  const mine: QueryFilter<PlanItem> = { enterpriseId, ownerId: actor.personId, isOpen: true };
  const statuses = runsEnterprise(actor) ? ['proposed', 'done'] : ['done'];
  const desk: QueryFilter<PlanItem> = { enterpriseId, status: { $in: statuses } as never };
  const lapsed: QueryFilter<PlanItem> = { enterpriseId, ownerId: actor.personId, isLapsed: true };
  const found = await Promise.all(
    [mine, desk, lapsed].map((query) => ItemModel.find(query).sort({ dueAt: 1 }).limit(MOST_READ).lean<PlanItem[]>()),
  );
  const items = [...new Map(found.flat().map((item) => [item._id, item])).values()];
  return items.flatMap((item): PlanToDo[] => {
    const possible = planItems.actionsFor(actor, item);
    const isOwner = item.ownerId === actor.personId;
    const asked = ASKED_OF_ITEM.map((action) => possible.find((row) => row.action === action)).find(
      // Somebody else's task is theirs to finish, although the firm could do it for them.
      (row) => row !== undefined && (row.action !== 'complete-item' || isOwner),
    );
    const renews = item.isLapsed && isOwner ? possible.find((row) => row.action === 'add-evidence') : undefined;
    const row = asked ?? renews;
    if (row === undefined) return [];
    const { reference, isLapsed, dueAt } = item;
    return [
      {
        kind: 'item',
        reference,
        action: row.action,
        label: row === renews ? '材料过期，要换新的' : (ASKS[row.action] ?? row.label),
        text: item.measure ?? item.problem,
        isLapsed,
        // The day agreed on is for doing; checking has its own clock.
        ...(dueAt === undefined || row.action !== 'complete-item' ? {} : { dueAt }),
      },
    ];
  });
}

async function suggestionsWaiting(ctx: Context): Promise<PlanToDo[]> {
  const { actor } = ctx;
  if (!actsAs(actor, 'worker', 'enterprise-manager', 'safety-officer')) return [];
  const { enterpriseId } = actor.scope;
  if (enterpriseId === undefined) return [];
  const mine: QueryFilter<Suggestion> = { proposerId: actor.personId, status: 'carried-out' };
  const desk: QueryFilter<Suggestion> = { enterpriseId, status: { $in: ['proposed', 'reviewed', 'adopted'] } };
  const rows = await SuggestionModel.find(runsEnterprise(actor) ? { $or: [mine, desk] } : mine)
    .sort({ _id: 1 })
    .limit(MOST_READ)
    .lean<Suggestion[]>();
  return rows.flatMap((suggestion): PlanToDo[] => {
    const possible = suggestions.actionsFor(actor, suggestion);
    const row = ASKED_OF_SUGGESTION.map((action) => possible.find((one) => one.action === action)).find(
      // What an item of the plan carries out is owed there.
      (one) => one !== undefined && (one.action !== 'carry-out' || suggestion.itemReference === undefined),
    );
    if (row === undefined) return [];
    const { reference, text } = suggestion;
    const label = ASKS[row.action] ?? row.label;
    return [{ kind: 'suggestion', reference, action: row.action, label, text }];
  });
}

async function plansWaiting(ctx: Context): Promise<PlanToDo[]> {
  const { actor } = ctx;
  if (!actsAs(actor, 'enterprise-manager') || actor.scope.enterpriseId === undefined) return [];
  const rows = await PlanModel.find({ enterpriseId: actor.scope.enterpriseId, isOpen: true }).lean<Plan[]>();
  return rows.flatMap((plan): PlanToDo[] => {
    const row = planActionsFor(actor, plan).find((one) => one.action === 'start-plan');
    if (row === undefined || plan.askedAt === undefined) return [];
    const { reference, year } = plan;
    return [{ kind: 'plan', reference, action: row.action, label: row.label, text: `${year} 年企业安全发展计划` }];
  });
}

/** What of plans, items and suggestions waits for this actor, the soonest due first. */
export async function findPlanToDos(ctx: Context, limit = 30): Promise<PlanToDo[]> {
  const found = await Promise.all([plansWaiting(ctx), itemsWaiting(ctx), suggestionsWaiting(ctx)]);
  const dueOf = (toDo: PlanToDo): number => toDo.dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return found
    .flat()
    .toSorted((a, b) => dueOf(a) - dueOf(b))
    .slice(0, limit);
}
