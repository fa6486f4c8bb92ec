import type { QueryFilter } from 'mongoose';
import { type Actor, actsAs, type PersonActor } from '#kernel/actor';
import type { Enrolment } from './enrolment.model.ts';

/** A filter that holds for no row. */
export const NOTHING = { _id: { $in: [] as string[] } };

/** What applications and enrolments share for the question who sees them. */
export type Placed = Pick<Enrolment, 'enterpriseId' | 'regionPath' | 'parkId' | 'sector'> &
  Partial<Pick<Enrolment, 'formerParks'>>;

/** Regulators see their region, a sector department its sectors in it. */
export const regionFilter = ({ scope }: PersonActor) => ({
  regionPath: scope.regionCode as string,
  ...(scope.sectors === undefined ? {} : { sector: { $in: [...scope.sectors] } }),
});

export const isInRegion = ({ scope }: PersonActor, placed: Placed): boolean =>
  scope.regionCode !== undefined &&
  placed.regionPath.includes(scope.regionCode) &&
  (scope.sectors === undefined || scope.sectors.includes(placed.sector));

/** Those of them whose firm has moved out of the region: what was decided there stays to be read, as it stood. */
const goneFilter = ({ scope }: PersonActor) => ({
  'formerParks.goneFrom': scope.regionCode as string,
  ...(scope.sectors === undefined ? {} : { sector: { $in: [...scope.sectors] } }),
});

const isGoneFrom = ({ scope }: PersonActor, { formerParks = [], sector }: Placed): boolean =>
  formerParks.some(({ goneFrom = [] }) => goneFrom.includes(scope.regionCode ?? '')) &&
  (scope.sectors === undefined || scope.sectors.includes(sector));

/** In the park, or in it until it moved away. */
export const isInPark = (parkId: string | undefined, placed: Placed): boolean =>
  parkId !== undefined &&
  (parkId === placed.parkId || (placed.formerParks?.some((former) => former.parkId === parkId) ?? false));

/**
 * Enrolments an actor may see, as a filter every list starts from. The whole firm sees its own, for the programme is
 * everybody's (意见（十六）); advisers their firms; parks and
 * regulators theirs and, as they stood the day they left, those that moved away. Insurers and administrators see none by virtue of that role.
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
      return scope.regionCode === undefined ? NOTHING : { $or: [regionFilter(actor), goneFilter(actor)] };
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
      return isInRegion(actor, enrolment) || isGoneFrom(actor, enrolment);
    default:
      return false;
  }
}

/** True for a regulator whose region and sectors hold the firm: decides on applications, pauses, resumes. */
export const isResponsibleRegulator = (actor: Actor, placed: Placed): actor is PersonActor =>
  actsAs(actor, 'regulator') && isInRegion(actor, placed);

/** Stages in which records (visits, training, assessments) are made. */
export const isWorking = ({ status }: Pick<Enrolment, 'status'>): boolean => status !== 'paused' && status !== 'exited';
