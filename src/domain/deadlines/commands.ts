import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { ruleOn, ruleVersion } from '#kernel/rules';
import { type Deadline, DeadlineModel, type DeadlineSubject } from './deadline.model.ts';
import { LADDERS, type LadderStep } from './ladders.ts';

export interface DeadlineDraft {
  /** Unique name, e.g. `rectification:<hazard id>:<round>`. */
  key: string;
  kind: string;
  subject: DeadlineSubject;
  title: string;
  dueAt: Date;
  ownerIds: string[];
  ladder: string;
}

/** The steps of a deadline's ladder, as they were when it was registered. */
export function stepsOf(deadline: Pick<Deadline, 'ladder' | 'ladderVersion'>): readonly LadderStep[] {
  const table = LADDERS[deadline.ladder];
  if (!table) throw new Error(`no ladder ${deadline.ladder}`);
  return ruleVersion(table, deadline.ladderVersion).value.steps;
}

/** The instant a step of a deadline comes due. */
export const stepAt = (dueAt: Date, step: LadderStep): Date =>
  atLocalHour(addDays(localDate(dueAt), step.offsetDays), step.atHour);

/**
 * Registers what falls due. The same key again moves the due date and people and restarts the ladder after `now`;
 * steps that already lie in the past when registering are not sent late.
 */
export async function registerDeadline(ctx: Context, draft: DeadlineDraft): Promise<void> {
  const table = LADDERS[draft.ladder];
  if (!table) throw new Error(`no ladder ${draft.ladder}`);
  const { version, value } = ruleOn(table, localDate(ctx.now));
  const next = value.steps.findIndex((s) => stepAt(draft.dueAt, s) > ctx.now);
  const step = value.steps[next];
  const { key, ...fields } = draft;
  await DeadlineModel.updateOne(
    { key },
    {
      $set: {
        ...fields,
        ladderVersion: version,
        nextStep: next < 0 ? value.steps.length : next,
        ...(step ? { nextStepAt: stepAt(draft.dueAt, step) } : {}),
      },
      $unset: { closedAt: 1, ...(step ? {} : { nextStepAt: 1 }) },
      $setOnInsert: { _id: newId(ctx.now), createdAt: ctx.now },
    },
    { upsert: true },
  );
}

/** Closes the open deadlines of a subject (of one kind when given): nothing more is owed, nobody is reminded. */
export async function closeDeadlines(
  ctx: Context,
  subject: Pick<DeadlineSubject, 'kind' | 'id'>,
  kind?: string,
): Promise<void> {
  await DeadlineModel.updateMany(
    { 'subject.kind': subject.kind, 'subject.id': subject.id, closedAt: { $exists: false }, ...(kind ? { kind } : {}) },
    { $set: { closedAt: ctx.now }, $unset: { nextStepAt: 1 } },
  );
}
