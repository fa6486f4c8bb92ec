import type { QueryFilter } from 'mongoose';
import { type Actor, actsAs, appliesForEnterprise, type PersonActor } from '#kernel/actor';
import type { Application } from './application.model.ts';
import type { Enrolment } from './enrolment.model.ts';

const NOTHING = { _id: { $in: [] as string[] } };

/** What applications and enrolments share for the question who sees them. */
type Placed = Pick<Enrolment, 'enterpriseId' | 'regionPath' | 'parkId' | 'sector'> &
  Partial<Pick<Enrolment, 'formerParks'>>;

/** Regulators see their region, a sector department its sectors in it. */
const regionFilter = ({ scope }: PersonActor) => ({
  regionPath: scope.regionCode as string,
  ...(scope.sectors === undefined ? {} : { sector: { $in: [...scope.sectors] } }),
});

const isInRegion = ({ scope }: PersonActor, placed: Placed): boolean =>
  scope.regionCode !== undefined &&
  placed.regionPath.includes(scope.regionCode) &&
  (scope.sectors === undefined || scope.sectors.includes(placed.sector));

/** In the park, or in it until it moved away. */
const isInPark = (parkId: string | undefined, placed: Placed): boolean =>
  parkId !== undefined &&
  (parkId === placed.parkId || (placed.formerParks?.some((former) => former.parkId === parkId) ?? false));

/**
 * Enrolments an actor may see, as a filter every list starts from. The whole firm sees its own, for the programme is
 * everybody's (意见（十六）); advisers their firms; parks theirs and, up to the day they left, those that moved away;
 * regulators their region. Insurers and administrators see none by virtue of that role.
 */
export function visibleEnrolments(actor: Actor): QueryFilter<Enrolment> {
  if (actor.kind !== 'person') return NOTHING;
  const { scope, role } = actor;
  switch (role) {
    case 'worker':
    case 'enterprise-manager':
    case 'safety-officer':
      return scope.enterpriseId === undefined ? NOTHING : { enterpriseId: scope.enterpriseId };
    case 'adviser':
      return { enterpriseId: { $in: [...(scope.enterpriseIds ?? [])] } };
    case 'park-officer':
      return scope.parkId === undefined
        ? NOTHING
        : { $or: [{ parkId: scope.parkId }, { 'formerParks.parkId': scope.parkId }] };
    case 'regulator':
      return scope.regionCode === undefined ? NOTHING : regionFilter(actor);
    default:
      return NOTHING;
  }
}

/** The same question of one enrolment. A test holds the two together for every role. */
export function canSeeEnrolment(actor: Actor, enrolment: Placed): boolean {
  if (actor.kind !== 'person') return false;
  const { scope, role } = actor;
  switch (role) {
    case 'worker':
    case 'enterprise-manager':
    case 'safety-officer':
      return scope.enterpriseId === enrolment.enterpriseId;
    case 'adviser':
      return scope.enterpriseIds?.includes(enrolment.enterpriseId) ?? false;
    case 'park-officer':
      return isInPark(scope.parkId, enrolment);
    case 'regulator':
      return isInRegion(actor, enrolment);
    default:
      return false;
  }
}

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

/** True for a regulator whose region and sectors hold the firm: decides on applications, pauses, resumes. */
export const isResponsibleRegulator = (actor: Actor, placed: Placed): actor is PersonActor =>
  actsAs(actor, 'regulator') && isInRegion(actor, placed);
