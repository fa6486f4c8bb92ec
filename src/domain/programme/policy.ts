import type { QueryFilter } from 'mongoose';
import { ofAdvised, ofFirm, ofParkEver, ofRegion, ofRegionEver, type Sight, sees, visible } from '#domain/engine';
import type { Actor, PersonActor } from '#kernel/actor';
import type { Enrolment } from './enrolment.model.ts';

/** What applications and enrolments share for the question who sees them. */
export type Placed = Pick<Enrolment, 'enterpriseId' | 'regionPath' | 'parkId' | 'sector'> &
  Partial<Pick<Enrolment, 'formerParks'>>;

/**
 * Who sees enrolments, plans and their items: the whole firm its own, for improving is everybody's (意见（十六）); advisers their firms; parks and regulators
 * theirs and, as they stood the day they left, those that moved away. Insurers and administrators see none by virtue of
 * that role.
 */
export const PROGRAMME_SIGHT: Sight = {
  worker: ofFirm,
  'enterprise-manager': ofFirm,
  'safety-officer': ofFirm,
  adviser: ofAdvised,
  'park-officer': ofParkEver,
  regulator: ofRegionEver,
};
/** Whoever looks after the region the firm lies in now. */
export const OF_REGION: Sight = { regulator: ofRegion };

/** Enrolments an actor may see, as a filter every list starts from. */
export const visibleEnrolments = (actor: Actor): QueryFilter<Enrolment> => visible(PROGRAMME_SIGHT, actor);

/** The same question of one enrolment. */
export const canSeeEnrolment = (actor: Actor, enrolment: Placed): boolean => sees(PROGRAMME_SIGHT, actor, enrolment);

/** True for a regulator whose region and sectors hold the firm: decides on applications, pauses, resumes. */
export const isResponsibleRegulator = (actor: Actor, placed: Placed): actor is PersonActor =>
  sees(OF_REGION, actor, placed);

/** Stages in which records (visits, training, assessments) are made. */
export const isWorking = ({ status }: Pick<Enrolment, 'status'>): boolean => status !== 'paused' && status !== 'exited';
