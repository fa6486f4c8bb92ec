import { type Leaver, leftParkOf } from '#domain/engine';
import type { Enrolment } from '#domain/programme';
import {
  canSeeEnrolment,
  type EnrolmentAction,
  type EnrolmentStage,
  enrolmentLifecycle,
  findActiveEnrolment,
  isResponsibleRegulator,
  isWorking,
} from '#domain/programme';
import type { Actor, PersonActor } from '#kernel/actor';
import { type AppError, conflict } from '#kernel/errors';
import { type ActionRow, actionRow, statusRow } from '#kernel/lifecycle';

/** The part a person has in one firm's enrolment. Whoever reads along (park, workers, other advisers) has none. */
export type Part = 'manager' | 'officer' | 'adviser' | 'body';

const NOBODY: readonly Part[] = [];

/** @throws Conflict `enrolment.not-in-this-status` for a firm that is paused or out of the programme. */
export function requireWorking(enrolment: Enrolment, action: string): void {
  if (isWorking(enrolment)) return;
  const { label: status } = statusRow(enrolmentLifecycle, enrolment.status);
  throw conflict('enrolment.not-in-this-status', { params: { status, action } });
}

/** Records go with their enrolment; those of one that has ended stay with it. */
export const RECORDS_MOVE = {
  body: 'new',
  rows: async (enterpriseId: string) => ({ enrolmentId: (await findActiveEnrolment(enterpriseId))?._id ?? '' }),
} as const;

/** Open records are their adviser's and go where the enrolment goes: whoever gets it gets them. */
export const OF_ADVISER = {
  as: '辅导员',
  rows: (leaver: Leaver) => (leaver.as === 'adviser' ? { adviserId: leaver.personId, isOpen: true } : undefined),
};

/** A record of a firm that is paused or out of the programme waits for nobody, and nobody acts on it. */
interface Halting {
  halted?: 'paused' | 'exited';
}
export const isGoingOn = ({ halted }: Halting): boolean => halted === undefined;

/** Why a step of a record is not taken by whoever it belongs to; undefined for everybody else. */
export function refusalOf<T extends Halting>(
  actor: Actor,
  { may, label: action }: { may: 'clock' | ((actor: PersonActor, row: T) => boolean); label: string },
  row: T,
  otherwise: AppError,
): AppError | undefined {
  if (actor.kind !== 'person' || may === 'clock' || !may(actor, row)) return undefined;
  if (row.halted === undefined) return otherwise;
  const { label: status } = statusRow(enrolmentLifecycle, row.halted);
  return conflict('enrolment.not-in-this-status', { params: { status, action } });
}

/** The actor's part; undefined for those who may at most look on. */
export function partIn(actor: Actor, enrolment: Enrolment): Part | undefined {
  if (actor.kind !== 'person' || !canSeeEnrolment(actor, enrolment)) return undefined;
  if (actor.role === 'enterprise-manager') return 'manager';
  if (actor.role === 'safety-officer') return 'officer';
  // Former advisers keep neither the firm in their scope nor a part in it.
  if (actor.role === 'adviser') return enrolment.adviserId === actor.personId ? 'adviser' : undefined;
  return isResponsibleRegulator(actor, enrolment) ? 'body' : undefined;
}

/**
 * Who takes which step of a stage: the firm and its adviser do the work, the competent body decides (意见（十四）). Joining
 * is the admission's act, moving to another park the parks'.
 */
const STEPS: Readonly<Record<EnrolmentAction, readonly Part[]>> = {
  enrol: NOBODY,
  'tick-item': ['manager', 'officer', 'adviser'],
  'untick-item': ['manager', 'officer', 'adviser'],
  'assign-adviser': ['body'],
  'start-implementing': ['adviser', 'body'],
  'start-acceptance': ['manager', 'adviser', 'body'],
  'pass-acceptance': ['body'],
  'fail-acceptance': ['body'],
  'withdraw-certificate': ['body'],
  pause: ['body'],
  resume: ['body'],
  exit: ['manager', 'body'],
  transfer: NOBODY,
};

/** Whether the actor's part allows the step, whatever the stage. */
export function mayEverStep(actor: Actor, action: EnrolmentAction, enrolment: Enrolment): boolean {
  const part = partIn(actor, enrolment);
  return part !== undefined && STEPS[action].includes(part);
}

/** May the actor take this step now? */
export const mayStep = (actor: Actor, action: EnrolmentAction, enrolment: Enrolment): boolean =>
  mayEverStep(actor, action, enrolment) && actionRow(enrolmentLifecycle, action).from.includes(enrolment.status);

/** The steps a person may take now: the buttons of the enrolment's page. */
export const stepsFor = (actor: Actor, enrolment: Enrolment): ActionRow<EnrolmentAction, EnrolmentStage>[] =>
  enrolmentLifecycle.actions.filter((row) => mayStep(actor, row.action, enrolment));

/**
 * May the actor read the firm's records of that time? Workers see the stage and what is next, not the papers; a park or
 * body the firm has left sees what happened up to that day.
 */
export function canReadRecord(actor: Actor, enrolment: Enrolment, day: string): boolean {
  if (actor.kind !== 'person' || !canSeeEnrolment(actor, enrolment) || actor.role === 'worker') return false;
  const left = leftParkOf(actor, enrolment);
  return left === undefined || day <= left.until;
}
