import { isResponsibleRegulator } from '#domain/programme';
import { type Actor, actsAs, appliesForEnterprise, type PersonActor } from '#kernel/actor';
import { type AppError, forbidden } from '#kernel/errors';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import type { Application } from './application.model.ts';
import { type ApplicationAction, type ApplicationStatus, applicationLifecycle } from './lifecycle.ts';
import { canSeeApplication } from './policy.ts';

/** Who has an application in hand. */
export type Holder = 'firm' | 'park' | 'body' | 'nobody';

/**
 * Whose turn it is: the firm's until it is sent in and after it was sent back; then the park's, where there is one,
 * within its clock; then the competent body's.
 */
export function holderOf(application: Pick<Application, 'status' | 'parkId' | 'parkDueAt'>, now: Date): Holder {
  switch (application.status) {
    case 'draft':
    case 'returned':
      return 'firm';
    case 'submitted':
    case 'resubmitted':
      return isParksTurn(application, now) ? 'park' : 'body';
    case 'recommended':
      return 'body';
    default:
      return 'nobody';
  }
}

const isParksTurn = ({ parkId, parkDueAt }: Pick<Application, 'parkId' | 'parkDueAt'>, now: Date): boolean =>
  parkId !== undefined && parkDueAt !== undefined && now <= parkDueAt;

/** Four eyes by person: whoever sent it in decides nothing about it, and whoever recommended it does not admit. */
function isSamePerson(actor: PersonActor, action: ApplicationAction, application: Application): boolean {
  const differs = actionRow(applicationLifecycle, action).differsFrom ?? [];
  const sent = differs.includes('submit') && application.submitterIds.includes(actor.personId);
  const recommended = application.verdicts.findLast((verdict) => verdict.kind === 'recommended');
  const said = differs.includes('recommend') && recommended?.by === actor.personId;
  return sent || said;
}

/** A park the firm has left since still reads the application, and does nothing about it. */
const isItsPark = (actor: PersonActor, { parkId }: Pick<Application, 'parkId'>): boolean =>
  actsAs(actor, 'park-officer') && parkId !== undefined && actor.scope.parkId === parkId;

/** Whether the person's part in things allows the action, whatever the status. */
function isTheirs(actor: PersonActor, action: ApplicationAction, application: Application, now: Date): boolean {
  switch (action) {
    case 'save-draft':
    case 'move-cohort':
    case 'submit':
    case 'resubmit':
    case 'withdraw':
      return appliesForEnterprise(actor);
    case 'recommend':
      // Whoever waits for a place is with the body already.
      return isItsPark(actor, application) && application.waitingSince === undefined;
    case 'return':
      if (actsAs(actor, 'park-officer')) return isItsPark(actor, application) && application.status !== 'recommended';
      return isResponsibleRegulator(actor, application) && holderOf(application, now) === 'body';
    case 'wait':
      if (application.waitingSince !== undefined) return false;
      return isResponsibleRegulator(actor, application) && holderOf(application, now) === 'body';
    case 'admit':
    case 'refuse':
      return isResponsibleRegulator(actor, application) && holderOf(application, now) === 'body';
  }
}

/** May the actor do this to the application now? */
export function canStepApplication(
  actor: Actor,
  action: ApplicationAction,
  application: Application,
  now: Date,
): boolean {
  if (actor.kind !== 'person' || !actionRow(applicationLifecycle, action).from.includes(application.status))
    return false;
  return (
    canSeeApplication(actor, application) &&
    isTheirs(actor, action, application, now) &&
    !isSamePerson(actor, action, application)
  );
}

/** The steps a person may take now: the buttons of the application's page. */
export function applicationActionsFor(
  actor: Actor,
  application: Application,
  now: Date,
): ActionRow<ApplicationAction, ApplicationStatus>[] {
  return applicationLifecycle.actions.filter((row) => canStepApplication(actor, row.action, application, now));
}

/** Why somebody who sees the application may not take this step. */
export function refusalOf(actor: Actor, action: ApplicationAction, application: Application, now: Date): AppError {
  if (actor.kind !== 'person') return forbidden('common.not-allowed');
  if (isTheirs(actor, action, application, now) && isSamePerson(actor, action, application)) {
    return forbidden('applications.same-person');
  }
  const isBodys = isResponsibleRegulator(actor, application) && ['return', 'wait', 'admit', 'refuse'].includes(action);
  if (isBodys && holderOf(application, now) === 'park') return forbidden('applications.park-first');
  return forbidden('common.not-allowed');
}
