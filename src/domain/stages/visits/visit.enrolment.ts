import type { UpdateQuery } from 'mongoose';
import type { Enrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { addDays, type LocalDate } from '#kernel/dates';
import { dueOf, homeworkLeft, type Visit, VisitModel } from './visit.model.ts';
import { visits } from './visit.ts';

/** Changes a visit as its enrolment changes, which is no step of its own, and brings its clocks to it. */
async function follow(ctx: Context, visit: Visit, update: UpdateQuery<Visit>): Promise<Visit> {
  const { $set, ...more } = update;
  const after = await VisitModel.findOneAndUpdate(
    { _id: visit._id },
    { ...more, $set: { ...$set, updatedAt: ctx.now }, $inc: { version: 1 } },
    { returnDocument: 'after' },
  )
    .lean<Visit>()
    .orFail();
  await visits.keepClocks(ctx, after);
  return after;
}

/** Visits of an enrolment something is still owed on: not over, or signed with homework left. */
async function owedVisits({ _id }: Pick<Enrolment, '_id'>): Promise<Visit[]> {
  const rows = await VisitModel.find({ enrolmentId: _id, status: { $ne: 'cancelled' } }).lean<Visit[]>();
  return rows.filter((row) => row.isOpen || homeworkLeft(row).length > 0);
}

/** The firm has another adviser: what the former one owed is theirs. */
export async function handOverVisits(ctx: Context, { _id, adviserId }: Enrolment): Promise<void> {
  for (const visit of await owedVisits({ _id })) await follow(ctx, visit, { $set: { adviserId } });
}

/** Nothing is owed while the firm is paused. */
export async function haltVisits(ctx: Context, enrolment: Enrolment): Promise<void> {
  for (const visit of await owedVisits(enrolment)) await follow(ctx, visit, { $set: { halted: 'paused' } });
}

/** Goes on after a pause: days that were still to come move on by as long as it lasted. */
export async function resumeVisits(
  ctx: Context,
  enrolment: Enrolment,
  pausedOn: LocalDate,
  days: number,
): Promise<void> {
  const later = (day: LocalDate): LocalDate => (day < pausedOn ? day : addDays(day, days));
  for (const visit of await owedVisits(enrolment)) {
    const plannedOn = visit.status === 'planned' ? later(visit.plannedOn) : visit.plannedOn;
    // Signed content stays as it was signed; only when it is due moves.
    const homework = visit.homework.map((row) =>
      row.done === undefined ? { ...row, movedTo: later(dueOf(row)) } : row,
    );
    const moved = visit.status === 'signed' ? { plannedOn, homework } : { plannedOn };
    await follow(ctx, visit, { $set: moved, $unset: { halted: 1 } });
  }
}

/** The firm has left: visits not signed yet are off, nothing is owed on any. */
export async function cancelOpenVisits(ctx: Context, enrolment: Enrolment): Promise<void> {
  for (const visit of await owedVisits(enrolment)) {
    const after = await follow(ctx, visit, { $set: { halted: 'exited' } });
    if (after.status === 'planned' || after.status === 'written')
      await visits.change(ctx, after, 'cancel-visit', { facts: { reason: '企业已退出项目' } });
  }
}
