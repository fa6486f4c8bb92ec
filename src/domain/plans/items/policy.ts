import { asKnownTo } from '#domain/engine';
import { type Actor, actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import { canSeePlaced } from '../placed.ts';
import { type Plan, PlanModel } from '../plan/plan.model.ts';
import { ITEM_CHANGING, ItemModel, type PlanItem } from './item.model.ts';
import { type ItemAction, type ItemStatus, itemLifecycle } from './lifecycle.ts';

/** An item as one person sees it. */
export interface SeenItem {
  item: PlanItem;
  /** They sit in the improvement team of its plan, for their own firm. */
  isInTeam: boolean;
}

/** Four eyes by person: neither whose task it was nor who said it was done. */
export const didTheWork = (personId: string, item: PlanItem): boolean =>
  item.ownerId === personId || item.doneBy === personId;

function mayEver(actor: PersonActor, action: ItemAction, { item, isInTeam }: SeenItem): boolean {
  const isFirm = runsEnterprise(actor);
  const isOwner = item.ownerId === actor.personId;
  switch (action) {
    case 'accept-item':
    case 'dismiss-item':
    case 'change-item':
      return isFirm;
    case 'start-item':
    case 'complete-item':
    case 'add-evidence':
      return isFirm || isOwner;
    case 'check-effective':
    case 'check-not-effective':
      return (isFirm || isInTeam) && !didTheWork(actor.personId, item);
    case 'cancel-item':
      return actsAs(actor, 'enterprise-manager');
    default:
      return false;
  }
}

const isIn = (action: ItemAction, status: ItemStatus): boolean =>
  (actionRow(itemLifecycle, action).from as readonly ItemStatus[]).includes(status);

/** May the actor do this to this item now? Only people of the firm act; others see. */
export function canItem(actor: Actor, action: ItemAction, seen: SeenItem): boolean {
  if (!isIn(action, seen.item.status)) return false;
  if (actor.kind === 'system') return action === 'lapse-evidence';
  if (actor.kind !== 'person' || actor.scope.enterpriseId !== seen.item.enterpriseId) return false;
  return canSeePlaced(actor, seen.item) && mayEver(actor, action, seen);
}

/** The steps a person may take now: the buttons of the item's page and the choices of the bot. */
export const itemActionsFor = (actor: Actor, seen: SeenItem): ActionRow<ItemAction, ItemStatus>[] =>
  itemLifecycle.actions.filter((row) => canItem(actor, row.action, seen));

/** Adds what `canItem` needs to know. */
export async function withTeam(ctx: Context, items: readonly PlanItem[]): Promise<SeenItem[]> {
  const { actor } = ctx;
  if (actor.kind !== 'person') return items.map((item) => ({ item, isInTeam: false }));
  const planIds = [...new Set(items.map((item) => item.planId))];
  const mine = await PlanModel.find({ _id: { $in: planIds }, 'team.personId': actor.personId })
    .select({ _id: 1 })
    .lean<Pick<Plan, '_id'>[]>();
  return items.map((item) => ({ item, isInTeam: mine.some((plan) => plan._id === item.planId) }));
}

/** The item as the actor sees it. @throws NotFound when it does not exist or is not theirs to see. */
export async function loadItem(ctx: Context, reference: string): Promise<SeenItem> {
  const item = await ItemModel.findOne({ reference }).lean<PlanItem>();
  const isSystem = ctx.actor.kind === 'system';
  if (item === null || (!isSystem && !canSeePlaced(ctx.actor, item))) throw notFound('common.not-found');
  const [seen] = await withTeam(ctx, [asKnownTo(ctx.actor, item, ITEM_CHANGING)]);
  return seen as SeenItem;
}
