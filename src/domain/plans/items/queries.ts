import type { QueryFilter } from 'mongoose';
import { asKnownTo, knownTrail } from '#domain/engine';
import { findTrail, type JournalEvent } from '#domain/journal';
import type { Context } from '#kernel/context';
import { type Page, readPage } from '#platform/page';
import { visiblePlaced } from '../placed.ts';
import { ITEM_CHANGING, ItemModel, type ItemType, type OriginKind, type PlanItem } from './item.model.ts';
import type { ItemStatus } from './lifecycle.ts';
import { loadItem, type SeenItem } from './policy.ts';

/** The item with the actor's part in it. @throws NotFound */
export const getItem = (ctx: Context, reference: string): Promise<SeenItem> => loadItem(ctx, reference);

export interface ItemFilter {
  planId?: string;
  enterpriseId?: string;
  status?: ItemStatus;
  origin?: OriginKind;
  type?: ItemType;
  ownerId?: string;
  isOpen?: boolean;
  isOverdue?: boolean;
  isLapsed?: boolean;
  after?: string;
  limit?: number;
}

/** The filter of a list as MongoDB is asked it; exported for the test that explains it. */
export function itemQuery(ctx: Context, filter: ItemFilter): QueryFilter<PlanItem> {
  const { origin, isOverdue, isOpen, after: _, limit: _l, ...same } = filter;
  const asked = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined));
  const { status, ownerId, type, isLapsed } = filter;
  const asksStanding = [status, ownerId, type, isLapsed, isOpen, isOverdue].some((one) => one !== undefined);
  const visible = visiblePlaced<PlanItem>(ctx.actor, asksStanding);
  const parts: QueryFilter<PlanItem>[] = [visible, asked as QueryFilter<PlanItem>];
  if (origin !== undefined) parts.push({ 'origin.kind': origin });
  if (isOpen === true || isOverdue === true) parts.push({ isOpen: true });
  if (isOverdue === true) parts.push({ status: { $in: ['planned', 'doing'] }, dueAt: { $lt: ctx.now } });
  return { $and: parts };
}

/** A page of the items the actor may see, the newest first. */
export const findItems = (ctx: Context, filter: ItemFilter = {}): Promise<Page<PlanItem>> =>
  readPage(ItemModel, itemQuery(ctx, filter), filter, (item) => asKnownTo(ctx.actor, item, ITEM_CHANGING));

/** Everything that happened to an item, oldest first. @throws NotFound */
export async function findItemTrail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  const { item } = await loadItem(ctx, reference);
  return knownTrail(ctx.actor, item, await findTrail({ kind: 'plan-item', id: item._id }));
}

/** True once an item should have been done. */
export const isItemLate = (item: Pick<PlanItem, 'status' | 'dueAt'>, now: Date): boolean =>
  (item.status === 'planned' || item.status === 'doing') && item.dueAt !== undefined && item.dueAt < now;

/** The item as it stands, for messages that must still be true. No permission is asked. */
export async function peekItem(reference: string): Promise<PlanItem | undefined> {
  return (await ItemModel.findOne({ reference }).lean<PlanItem>()) ?? undefined;
}
