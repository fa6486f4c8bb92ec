import type { QueryFilter } from 'mongoose';
import { ofFirm, ofParkEver, ofRegion, onlyOf, type Sight, sees, visible } from '#domain/engine';
import { isAutonomousRegion } from '#domain/organisations';
import type { Placed } from '#domain/programme';
import { type Actor, actsAs } from '#kernel/actor';
import type { Application } from './application.model.ts';

const SENT = { submittedAt: { $exists: true } };
/**
 * Those who apply for the firm see theirs, drafts too; parks and regulators what has been sent in. Workers and advisers
 * have no part in applying.
 */
const APPLICATION_SIGHT: Sight = {
  'enterprise-manager': ofFirm,
  'safety-officer': ofFirm,
  applicant: ofFirm,
  'park-officer': onlyOf(ofParkEver, SENT),
  regulator: onlyOf(ofRegion, SENT),
};

/** Applications an actor may see, as a filter every list starts from. */
export const visibleApplications = (actor: Actor): QueryFilter<Application> => visible(APPLICATION_SIGHT, actor);

/** The same question of one application. */
export const canSeeApplication = (actor: Actor, application: Placed & Pick<Application, 'submittedAt'>): boolean =>
  sees(APPLICATION_SIGHT, actor, application);

/** Cohorts are opened and changed by administrators and the autonomous region's general body. */
export const mayRunCohorts = (actor: Actor): boolean => actsAs(actor, 'administrator') || isAutonomousRegion(actor);
