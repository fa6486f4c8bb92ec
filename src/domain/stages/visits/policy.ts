import type { Enrolment } from '#domain/programme';
import { isWorking } from '#domain/programme';
import type { Actor } from '#kernel/actor';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import { FIRM, type Part, partIn } from '../policy.ts';
import { type Visit, type VisitAction, type VisitStatus, visitLifecycle } from './visit.model.ts';

/** The adviser plans and writes, both sides sign; the competent body and the park read along. */
const WHO: Readonly<Record<VisitAction, readonly Part[]>> = {
  'plan-visit': ['adviser'],
  'change-visit': ['adviser', ...FIRM],
  'write-visit': ['adviser'],
  'sign-visit': ['adviser'],
  'countersign-visit': FIRM,
  'return-visit': FIRM,
  'cancel-visit': ['adviser'],
  'finish-homework': FIRM,
};

export function mayEverVisit(actor: Actor, action: VisitAction, enrolment: Enrolment): boolean {
  const part = partIn(actor, enrolment);
  return part !== undefined && WHO[action].includes(part);
}

/** Four eyes by person: one human being with two roles does not sign for both sides. */
export const hasSigned = (actor: Actor, visit: Visit): boolean =>
  actor.kind === 'person' && visit.signatures.some((signature) => signature.by === actor.personId);

/** May the actor do this to this visit now? */
export function mayVisit(actor: Actor, action: VisitAction, enrolment: Enrolment, visit: Visit): boolean {
  if (!isWorking(enrolment) || !mayEverVisit(actor, action, enrolment)) return false;
  if (action === 'countersign-visit' && hasSigned(actor, visit)) return false;
  if (action === 'finish-homework' && visit.homework.every((row) => row.done !== undefined)) return false;
  return actionRow(visitLifecycle, action).from.includes(visit.status);
}

/** The steps a person may take now: the buttons of the visit's page. */
export const visitStepsFor = (
  actor: Actor,
  enrolment: Enrolment,
  visit: Visit,
): ActionRow<VisitAction, VisitStatus>[] =>
  visitLifecycle.actions.filter((row) => mayVisit(actor, row.action, enrolment, visit));
