import type { QueryFilter } from 'mongoose';
import { isInPark, isInRegion, NOTHING, type Placed, regionFilter } from '#domain/programme';
import { type Actor, actsAs, appliesForEnterprise } from '#kernel/actor';
import type { Application } from './application.model.ts';

/**
 * Applications an actor may see: those who apply for the firm see theirs, drafts too; parks and regulators what has been sent
 * in. Workers and advisers have no part in applying.
 */
export function visibleApplications(actor: Actor): QueryFilter<Application> {
  if (appliesForEnterprise(actor) && actor.scope.enterpriseId) return { enterpriseId: actor.scope.enterpriseId };
  const sent = { submittedAt: { $exists: true } };
  if (actsAs(actor, 'park-officer') && actor.scope.parkId) {
    const { parkId } = actor.scope;
    return { $or: [{ parkId }, { 'formerParks.parkId': parkId }], ...sent };
  }
  if (actsAs(actor, 'regulator') && actor.scope.regionCode) return { ...regionFilter(actor), ...sent };
  return NOTHING;
}

/** The same question of one application. */
export function canSeeApplication(actor: Actor, application: Placed & Pick<Application, 'submittedAt'>): boolean {
  if (actor.kind !== 'person') return false;
  const { scope } = actor;
  const isSent = application.submittedAt !== undefined;
  switch (actor.role) {
    case 'enterprise-manager':
    case 'safety-officer':
    case 'applicant':
      return scope.enterpriseId === application.enterpriseId;
    case 'park-officer':
      return isSent && isInPark(scope.parkId, application);
    case 'regulator':
      return isSent && isInRegion(actor, application);
    default:
      return false;
  }
}

/** 自治区: opens cohorts and sees every region; a sector department of it does not decide for the others. */
const isAutonomousRegion = (actor: Actor): boolean =>
  actsAs(actor, 'regulator') && actor.scope.regionCode === '45' && actor.scope.sectors === undefined;

/** Cohorts are opened and changed by administrators and the autonomous region's general body. */
export const mayRunCohorts = (actor: Actor): boolean => actsAs(actor, 'administrator') || isAutonomousRegion(actor);
