import type { QueryFilter } from 'mongoose';
import { type Actor, actsAs, runsEnterprise } from '#kernel/actor';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import { type TransferAction, type TransferStatus, transferLifecycle } from './lifecycle.ts';
import type { Transfer } from './transfer.model.ts';

const NOTHING: QueryFilter<Transfer> = { _id: { $in: [] } };

/**
 * Transfers an actor may see: both parks theirs, the firm its own, general bodies those that touch their region. Nobody
 * else has a part in them.
 */
export function visibleTransfers(actor: Actor): QueryFilter<Transfer> {
  if (actor.kind !== 'person') return NOTHING;
  const { scope } = actor;
  if (actor.role === 'park-officer' && scope.parkId !== undefined) {
    return { $or: [{ fromParkId: scope.parkId }, { toParkId: scope.parkId }] };
  }
  if (runsEnterprise(actor) && scope.enterpriseId !== undefined) return { enterpriseId: scope.enterpriseId };
  const isGeneral = actor.role === 'regulator' && scope.sectors === undefined && scope.regionCode !== undefined;
  return isGeneral ? { regionPaths: scope.regionCode as string } : NOTHING;
}

/** The same question of one transfer. */
export function canSeeTransfer(actor: Actor, transfer: Transfer): boolean {
  if (actor.kind !== 'person') return false;
  const { scope } = actor;
  if (actor.role === 'park-officer') {
    return scope.parkId !== undefined && [transfer.fromParkId, transfer.toParkId].includes(scope.parkId);
  }
  if (runsEnterprise(actor)) return scope.enterpriseId !== undefined && scope.enterpriseId === transfer.enterpriseId;
  const isGeneral = actsAs(actor, 'regulator') && scope.sectors === undefined;
  return isGeneral && scope.regionCode !== undefined && transfer.regionPaths.includes(scope.regionCode);
}

/** May the actor take this step? The other park answers, the one that proposed may take it back; the clock moves. */
export function canTransfer(actor: Actor, action: TransferAction, transfer: Transfer): boolean {
  if (!actionRow(transferLifecycle, action).from.includes(transfer.status)) return false;
  if (!actsAs(actor, 'park-officer') || actor.scope.parkId === undefined) return false;
  switch (action) {
    case 'accept':
    case 'refuse':
      return actor.scope.parkId === transfer.answeringParkId;
    case 'withdraw':
      return actor.scope.parkId === transfer.proposingParkId;
    default:
      return false;
  }
}

/** Steps the actor may take now. */
export const transferActionsFor = (actor: Actor, transfer: Transfer): ActionRow<TransferAction, TransferStatus>[] =>
  transferLifecycle.actions.filter((row) => canTransfer(actor, row.action, transfer));
