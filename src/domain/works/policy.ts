import type { QueryFilter } from 'mongoose';
import { isResponsibleRegulator, visibleEnrolments } from '#domain/programme';
import { type Actor, actsAs, runsEnterprise } from '#kernel/actor';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import type { Filing } from './filing.model.ts';
import { type FilingAction, type FilingStatus, filingLifecycle } from './lifecycle.ts';

/**
 * Filings an actor may see: the firm's people its own, for whoever works beside special work should know of it; its
 * advisers, the park it lay in and the regulators of its region and trade.
 */
export function visibleFilings(actor: Actor): QueryFilter<Filing> {
  // A filing stays with the park it was filed in, so the parks a firm has left play no part.
  if (actsAs(actor, 'park-officer')) return { parkId: actor.scope.parkId ?? '' };
  return visibleEnrolments(actor) as QueryFilter<Filing>;
}

/** The same question of one filing. A test holds the two together for every role. */
export function canSeeFiling(actor: Actor, filing: Filing): boolean {
  if (actor.kind !== 'person') return false;
  const { scope } = actor;
  switch (actor.role) {
    case 'worker':
    case 'enterprise-manager':
    case 'safety-officer':
      return scope.enterpriseId === filing.enterpriseId;
    case 'adviser':
      return scope.enterpriseIds?.includes(filing.enterpriseId) ?? false;
    case 'park-officer':
      return scope.parkId !== undefined && scope.parkId === filing.parkId;
    default:
      return isResponsibleRegulator(actor, filing);
  }
}

/** May the actor take this step now? The body takes note or sends back; everything else is the firm's. */
export function canFiling(actor: Actor, action: FilingAction, filing: Filing): boolean {
  const { from } = actionRow(filingLifecycle, action);
  if (!(from as readonly FilingStatus[]).includes(filing.status)) return false;
  if (!canSeeFiling(actor, filing)) return false;
  return action === 'acknowledge' || action === 'return' ? actsAs(actor, 'regulator') : runsEnterprise(actor);
}

/** Steps the actor may take now. */
export const filingActionsFor = (actor: Actor, filing: Filing): ActionRow<FilingAction, FilingStatus>[] =>
  filingLifecycle.actions.filter((row) => canFiling(actor, row.action, filing));
