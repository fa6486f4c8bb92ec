import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, DAY_MS, localDate, MINUTE_MS } from '#kernel/dates';
import { randomId } from '#kernel/ids';
import { ruleOn, ruleVersion } from '#kernel/rules';
import { reckoningOf } from '#kernel/workingDays';
import { inTransaction } from '#platform/mongo';
import { type Deadline, DeadlineModel, type DeadlineSubject } from './deadline.model.ts';
import { type Desk, desk } from './desk.ts';
import { LADDERS, type Ladder, type LadderStep, stepNumber } from './ladders.ts';

export interface DeadlineDraft {
  /** Unique name, e.g. `rectification:<hazard id>:<round>`. */
  key: string;
  kind: string;
  subject: DeadlineSubject;
  title?: string;
  dueAt: Date;
  owedBy: readonly Desk[];
  notBy?: readonly string[];
  isUrgent?: boolean;
  /** Somebody cried for help, and this is to take it on. */
  isCalling?: boolean;
  /** Nobody is asked for it before then. */
  heldUntil?: Date;
  ladder: string;
}

/** Further apart than any two instants of a calendar. */
const APART_MS = 1e14;

/**
 * Where something stands in 待办, the smallest first: cries for help nobody has taken on, the newest first; then what is
 * urgent, then all else, each by the soonest due.
 */
export function rankOf({
  isCalling,
  isUrgent,
  dueAt,
}: Pick<DeadlineDraft, 'isCalling' | 'isUrgent' | 'dueAt'>): number {
  if (isCalling) return -2 * APART_MS - dueAt.getTime();
  return isUrgent ? dueAt.getTime() - APART_MS : dueAt.getTime();
}

/** The ladder of a deadline, as it was when it was registered. */
export function ladderOf(deadline: Pick<Deadline, 'ladder' | 'ladderVersion'>): Ladder {
  const table = LADDERS[deadline.ladder];
  if (!table) throw new Error(`no ladder ${deadline.ladder}`);
  return ruleVersion(table, deadline.ladderVersion).value;
}

/** The instant a step of a deadline comes due. */
export const stepAt = (dueAt: Date, step: LadderStep): Date =>
  step.afterMinutes === undefined
    ? atLocalHour(addDays(localDate(dueAt), step.offsetDays), step.atHour)
    : new Date(dueAt.getTime() + step.afterMinutes * MINUTE_MS);

/** Number of the first step that comes due after `now`, repeats counted; undefined when none is left. */
export function firstAfter(ladder: Ladder, dueAt: Date, now: Date): number | undefined {
  const isAhead = (number: number): boolean => {
    const step = stepNumber(ladder, number);
    return step !== undefined && stepAt(dueAt, step) > now;
  };
  const first = ladder.steps.findIndex((_, number) => isAhead(number));
  if (first >= 0) return first;
  const { steps, repeatEveryDays } = ladder;
  const last = steps.at(-1);
  if (repeatEveryDays === undefined || last === undefined) return undefined;
  // Whole repeats gone by, then at most one more because of the hour of the day.
  const gone = Math.floor((now.getTime() - stepAt(dueAt, last).getTime()) / (repeatEveryDays * DAY_MS));
  return steps.length + gone;
}

/** Every step of a deadline in order, repeats up to the one that comes next. */
export function stepsOf(deadline: Pick<Deadline, 'ladder' | 'ladderVersion' | 'nextStep'>): LadderStep[] {
  const ladder = ladderOf(deadline);
  const count = Math.max(ladder.steps.length, deadline.nextStep + 1);
  return Array.from({ length: count }, (_, number) => stepNumber(ladder, number)).filter((step) => step !== undefined);
}

/**
 * Registers what falls due. The same key again moves the due date and people and restarts the ladder after `now`;
 * steps that already lie in the past when registering are not sent late.
 */
export async function registerDeadline(ctx: Context, draft: DeadlineDraft): Promise<void> {
  const table = LADDERS[draft.ladder];
  if (!table) throw new Error(`no ladder ${draft.ladder}`);
  const { version, value } = ruleOn(table, localDate(ctx.now));
  const next = firstAfter(value, draft.dueAt, ctx.now) ?? value.steps.length;
  const step = stepNumber(value, next);
  const { key, notBy = [], isUrgent = false, isCalling = false, ...fields } = draft;
  const reckoned = reckoningOf(draft.dueAt);
  await DeadlineModel.updateOne(
    { key },
    {
      $set: {
        ...fields,
        owedBy: [...draft.owedBy],
        notBy: [...notBy],
        isUrgent,
        ...(isCalling ? { isCalling } : {}),
        rank: rankOf(draft),
        isOpen: true,
        ladderVersion: version,
        nextStep: next,
        ...(reckoned === undefined ? {} : { reckoned }),
        ...(step ? { nextStepAt: stepAt(draft.dueAt, step) } : {}),
      },
      $unset: {
        closedAt: 1,
        ...(isCalling ? {} : { isCalling: 1 }),
        ...(step ? {} : { nextStepAt: 1 }),
        ...(reckoned === undefined ? { reckoned: 1 } : {}),
      },
      $setOnInsert: { _id: randomId(), createdAt: ctx.now },
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
    { 'subject.kind': subject.kind, 'subject.id': subject.id, isOpen: true, ...(kind ? { kind } : {}) },
    { $set: { isOpen: false, closedAt: ctx.now }, $unset: { nextStepAt: 1 } },
  );
}

/** Closes one deadline by its key. */
export async function closeDeadline(ctx: Context, key: string): Promise<void> {
  await DeadlineModel.updateOne(
    { key, isOpen: true },
    { $set: { isOpen: false, closedAt: ctx.now }, $unset: { nextStepAt: 1 } },
  );
}

/** A cry for help nobody has taken on waits at these desks, too, from now on: it has climbed to them. */
export async function callDesks(subject: Pick<DeadlineSubject, 'kind' | 'id'>, desks: readonly Desk[]): Promise<void> {
  await DeadlineModel.updateMany(
    { 'subject.kind': subject.kind, 'subject.id': subject.id, isOpen: true, isCalling: true },
    { $addToSet: { owedBy: { $each: [...desks] } } },
  );
}

/**
 * Lets what a firm owes go over to the park and body it moved to: reminders climb there, and what the old park or body
 * had to do is the new one's; dates and steps stay. By the kind of its subject, what was filed under a competent body stays
 * with it (`keepsBody`), or is not touched at all (`stays`). Called inside the transaction of the transfer.
 */
export async function moveDeadlines(
  enterpriseId: string,
  from: { parkId: string },
  to: { parkId: string; bodyId: string; keepsBody: readonly string[]; stays: readonly string[] },
): Promise<void> {
  const keepsBody = { $in: ['$subject.kind', [...to.keepsBody]] };
  const isOldBody = { $eq: ['$$one', { $concat: ['body:', { $ifNull: ['$subject.bodyId', ''] }] }] };
  const isOldPark = { $eq: ['$$one', desk.park(from.parkId)] };
  const elseKept = { $cond: [{ $and: [isOldBody, { $not: [keepsBody] }] }, desk.body(to.bodyId), '$$one'] };
  const newDesk = { $cond: [isOldPark, desk.park(to.parkId), elseKept] };
  await DeadlineModel.updateMany(
    { 'subject.enterpriseId': enterpriseId, isOpen: true, 'subject.kind': { $nin: [...to.stays] } },
    [
      { $set: { owedBy: { $map: { input: '$owedBy', as: 'one', in: newDesk } } } },
      {
        $set: {
          'subject.parkId': to.parkId,
          'subject.bodyId': { $cond: [keepsBody, '$subject.bodyId', to.bodyId] },
        },
      },
    ],
    { updatePipeline: true },
  );
}

/**
 * Lets what is owed of one thing go where it lies now: reminders climb there, and what waited at one desk waits at another;
 * dates and steps stay. In the transaction of the move.
 */
export async function placeDeadlines(
  { kind, id }: Pick<DeadlineSubject, 'kind' | 'id'>,
  { parkId, bodyId, enterpriseId }: { parkId?: string; bodyId: string; enterpriseId?: string },
  desks: ReadonlyMap<Desk, Desk>,
): Promise<void> {
  const open = await DeadlineModel.find({ 'subject.kind': kind, 'subject.id': id, isOpen: true }).lean<Deadline[]>();
  for (const { _id, owedBy } of open) {
    const place = {
      'subject.bodyId': bodyId,
      ...(parkId === undefined ? {} : { 'subject.parkId': parkId }),
      ...(enterpriseId === undefined ? {} : { 'subject.enterpriseId': enterpriseId }),
    };
    const there = [...new Set(owedBy.map((one) => desks.get(one) ?? one))];
    await DeadlineModel.updateOne({ _id }, { $set: { ...place, owedBy: there } });
  }
}

/**
 * Lets what one desk owes of a kind of thing wait at others from now on; dates and steps stay. In the transaction of what
 * leaves the desk empty.
 * @param id Of one thing only.
 */
export async function passDesk(
  { kind, id }: { kind: string; id?: string },
  from: Desk,
  to: readonly Desk[],
): Promise<void> {
  const others = { $filter: { input: '$owedBy', as: 'one', cond: { $not: [{ $in: ['$$one', [from, ...to]] }] } } };
  await DeadlineModel.updateMany(
    { owedBy: from, isOpen: true, 'subject.kind': kind, ...(id === undefined ? {} : { 'subject.id': id }) },
    [{ $set: { owedBy: { $concatArrays: [others, [...to]] } } }],
    { updatePipeline: true },
  );
}

/**
 * Takes the step of a deadline that has come due: moves it on by compare-and-set and records `deadlines.step-reached` on
 * its subject, in one transaction, so that however many scans see it there is one reminder. When several steps went by
 * while nothing was running, only the last is told and `facts.missed` says how many were not.
 * @returns whether this call took the step.
 */
export async function advanceDeadline(ctx: Context, deadline: Deadline): Promise<boolean> {
  const ladder = ladderOf(deadline);
  const due = (firstAfter(ladder, deadline.dueAt, ctx.now) ?? ladder.steps.length) - 1;
  const step = stepNumber(ladder, due);
  if (step === undefined || due < deadline.nextStep) return false;
  const next = stepNumber(ladder, due + 1);
  return inTransaction(async () => {
    const { modifiedCount } = await DeadlineModel.updateOne(
      { _id: deadline._id, nextStep: deadline.nextStep, dueAt: deadline.dueAt, isOpen: true },
      {
        $set: { nextStep: due + 1, ...(next ? { nextStepAt: stepAt(deadline.dueAt, next) } : {}) },
        ...(next ? {} : { $unset: { nextStepAt: 1 } }),
      },
    );
    if (modifiedCount === 0) return false;
    const { kind, id, reference, enterpriseId } = deadline.subject;
    await record(ctx, {
      name: 'deadlines.step-reached',
      subject: { kind, id, reference },
      about: enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: enterpriseId }],
      facts: {
        key: deadline.key,
        kind: deadline.kind,
        ...(deadline.title === undefined ? {} : { title: deadline.title }),
        dueAt: deadline.dueAt.toISOString(),
        offsetDays: step.offsetDays,
        tell: step.tell,
        isUrgent: step.urgent ?? false,
        missed: due - deadline.nextStep,
        // When it should have been told: long ago means that nothing was running then.
        stepAt: stepAt(deadline.dueAt, step).toISOString(),
      },
    });
    return true;
  });
}
