import { type Effect, takeAction } from '#domain/journal';
import type { Enrolment } from '#domain/programme';
import {
  type EnrolmentAction,
  type EnrolmentStage,
  enrolmentKind,
  enrolmentLifecycle,
  getEnrolment,
  type WorkStage,
} from '#domain/programme';
import type { Context } from '#kernel/context';
import { daysBetween, localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction } from '#platform/mongo';
import { keepEnrolmentClocks } from './clocks.ts';
import { mayEverStep } from './policy.ts';
import { checklistKind, templateAt } from './templates/templates.ts';

/** What a step does beside the stage. */
export interface StageEffect extends Effect<Enrolment> {
  /** Work that belongs to the same transaction, done with the enrolment as it then stands. */
  also?: (after: Enrolment) => Promise<unknown>;
}

export const isWorkStage = (stage: EnrolmentStage): stage is WorkStage => stage !== 'paused' && stage !== 'exited';

/**
 * What changes when one stage is left for another: its days are added up, and the stage entered gets the version of its
 * checklist that is in force now, unless it was begun before.
 */
async function changeOfStage(ctx: Context, before: Enrolment, to: EnrolmentStage): Promise<Partial<Enrolment>> {
  if (to === before.status) return {};
  const spent = daysBetween(localDate(before.stageSince), localDate(ctx.now));
  const change: Partial<Enrolment> = {
    stageSince: ctx.now,
    stageDays: { ...before.stageDays, [before.status]: (before.stageDays[before.status] ?? 0) + spent },
  };
  if (!isWorkStage(to) || before.checklists?.[to] !== undefined) return change;
  const { version } = await templateAt(checklistKind(to), ctx.now);
  return { ...change, checklists: { ...before.checklists, [to]: { version, ticks: [] } } };
}

/**
 * The beats every step of a stage shares: load, authorise, guard, change by compare-and-set, record — in one transaction.
 * @throws NotFound out of scope, Forbidden without a part in it, Conflict in the wrong stage or when somebody was faster.
 */
export async function takeStage(
  ctx: Context,
  reference: string,
  action: EnrolmentAction,
  decide: (before: Enrolment) => Promise<StageEffect> | StageEffect,
): Promise<Enrolment> {
  return inTransaction(async () => {
    const before = await getEnrolment(ctx, reference);
    if (!mayEverStep(ctx.actor, action, before)) throw forbidden('common.not-allowed');
    const usual = nextStatus(enrolmentLifecycle, action, before.status);
    const { also, ...effect } = await decide(before);
    const change = await changeOfStage(ctx, before, effect.to ?? usual);
    const after = await takeAction(ctx, enrolmentKind, before, action, {
      ...effect,
      set: { ...change, ...effect.set },
    });
    await also?.(after);
    await keepEnrolmentClocks(ctx, after);
    return after;
  });
}

/** Who acts, for the records; commands have authorised a person by then. */
export const personOf = ({ actor }: Context): { by: string; byName: string } =>
  actor.kind === 'person' ? { by: actor.personId, byName: actor.name } : { by: '', byName: '' };
