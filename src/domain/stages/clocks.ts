import { closeDeadlines, type DeadlineSubject, desk, registerDeadline } from '#domain/deadlines';
import type { Enrolment } from '#domain/programme';
import { ROUNDS, type Round, roundLabel } from '#domain/programme';
import type { Context } from '#kernel/context';
import { addDays, addMonths, endOfLocalDay, type LocalDate, localDate } from '#kernel/dates';
import { findFinishedRounds } from './assessments/queries.ts';
import { stageRule } from './stageRules.ts';

/** Whom the deadlines of an enrolment are about, and where reminders climb to. */
export const placedSubject = (
  kind: string,
  id: string,
  reference: string,
  { enterpriseId, parkId, bodyId }: Pick<Enrolment, 'enterpriseId' | 'parkId' | 'bodyId'>,
): DeadlineSubject => ({
  kind,
  id,
  reference,
  enterpriseId,
  bodyId,
  ...(parkId === undefined ? {} : { parkId }),
});

type Rounds = NonNullable<Enrolment['roundsDue']>;

/** The baseline's day, counted from the day the first adviser comes. */
export const baselineDue = (now: Date): Rounds => ({
  baseline: addDays(localDate(now), stageRule(now).baselineDays),
});

/** The days of the repeats, counted from the day the baseline was finished. */
export const repeatsDue = (now: Date): Rounds =>
  Object.fromEntries(stageRule(now).repeats.map(({ round, months }) => [round, addMonths(localDate(now), months)]));

/** The days after a pause: whatever was still to come moves on by as long as it lasted. */
export function movedOn(due: Rounds | undefined, pausedOn: LocalDate, days: number): Rounds {
  const entries = Object.entries(due ?? {}) as [Round, LocalDate][];
  return Object.fromEntries(entries.map(([round, day]) => [round, day < pausedOn ? day : addDays(day, days)]));
}

/** Brings the deadlines of the rounds to what the enrolment says: open ones registered with the adviser of the day. */
export async function registerRounds(ctx: Context, enrolment: Enrolment): Promise<void> {
  const finished = await findFinishedRounds(ctx, enrolment._id);
  for (const { code } of ROUNDS) {
    const day = enrolment.roundsDue?.[code];
    if (day === undefined || finished.includes(code)) continue;
    await registerDeadline(ctx, {
      key: `assessment:${enrolment._id}:${code}`,
      kind: `assessment-${code}`,
      subject: placedSubject('enrolment', enrolment._id, enrolment.reference, enrolment),
      title: roundLabel(code),
      dueAt: endOfLocalDay(day),
      owedBy: enrolment.adviserId === undefined ? [] : [desk.person(enrolment.adviserId)],
      ladder: 'programme-assessment',
    });
  }
}

/** Stops the reminders of one round, or of all. */
export const closeRounds = (ctx: Context, enrolment: Pick<Enrolment, '_id'>, round?: Round): Promise<void> =>
  closeDeadlines(
    ctx,
    { kind: 'enrolment', id: enrolment._id },
    round === undefined ? undefined : `assessment-${round}`,
  );
