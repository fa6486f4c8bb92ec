import type { Model, UpdateQuery } from 'mongoose';
import type { Enrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { addDays, type LocalDate } from '#kernel/dates';
import { type Assessment, AssessmentModel } from './assessments/assessment.model.ts';
import { assessments } from './assessments/assessment.ts';
import { dueOf, homeworkLeft, type Visit, VisitModel } from './visits/visit.model.ts';
import { visits } from './visits/visit.ts';

/** Changes a record as its enrolment changes, which is no step of its own, and brings its clocks to it. */
async function follow<T extends { _id: string }>(
  ctx: Context,
  noun: { model: Model<T>; keepClocks(ctx: Context, row: T): Promise<void> },
  { _id }: T,
  { $set, ...more }: UpdateQuery<T>,
): Promise<void> {
  const update = { ...more, $set: { ...$set, updatedAt: ctx.now }, $inc: { version: 1 } } as unknown as UpdateQuery<T>;
  const after = await noun.model
    .findOneAndUpdate({ _id } as never, update, { returnDocument: 'after' })
    .lean<T>()
    .orFail();
  await noun.keepClocks(ctx, after);
}

type One = Pick<Enrolment, '_id'>;
/** Visits of an enrolment something is still owed on: not over, or signed with homework left. */
async function owedVisits({ _id }: One): Promise<Visit[]> {
  const rows = await VisitModel.find({ enrolmentId: _id, status: { $ne: 'cancelled' } }).lean<Visit[]>();
  return rows.filter((row) => row.isOpen || homeworkLeft(row).length > 0);
}
const openRounds = ({ _id }: One): Promise<Assessment[]> =>
  AssessmentModel.find({ enrolmentId: _id, isOpen: true }).lean<Assessment[]>();

async function followAll(ctx: Context, enrolment: One, $set: Partial<Pick<Visit, 'adviserId' | 'halted'>>) {
  for (const visit of await owedVisits(enrolment)) await follow(ctx, visits, visit, { $set });
  for (const one of await openRounds(enrolment)) await follow(ctx, assessments, one, { $set });
}

/** The firm has another adviser: what the former one owed is theirs. */
export const handOverRecords = (ctx: Context, { _id, adviserId = '' }: Enrolment): Promise<void> =>
  followAll(ctx, { _id }, { adviserId });

/** Nothing is owed while the firm is paused. */
export const haltRecords = (ctx: Context, enrolment: One): Promise<void> =>
  followAll(ctx, enrolment, { halted: 'paused' });

/** Goes on after a pause: days that were still to come move on by as long as it lasted. */
export async function resumeRecords(ctx: Context, enrolment: One, pausedOn: LocalDate, days: number): Promise<void> {
  const later = (day: LocalDate): LocalDate => (day < pausedOn ? day : addDays(day, days));
  const goesOn = { $unset: { halted: 1 } } as const;
  for (const one of await openRounds(enrolment)) await follow(ctx, assessments, one, goesOn);
  for (const visit of await owedVisits(enrolment)) {
    const plannedOn = visit.status === 'planned' ? later(visit.plannedOn) : visit.plannedOn;
    // Signed content stays as it was signed; only when it is due moves.
    const homework = visit.homework.map((row) =>
      row.done === undefined ? { ...row, movedTo: later(dueOf(row)) } : row,
    );
    const moved = visit.status === 'signed' ? { plannedOn, homework } : { plannedOn };
    await follow(ctx, visits, visit, { $set: moved, ...goesOn });
  }
}

/** The firm has left: visits not signed yet are off, nothing is owed on any record. */
export async function endRecords(ctx: Context, enrolment: One): Promise<void> {
  await followAll(ctx, enrolment, { halted: 'exited' });
  for (const visit of await visits.changeable(ctx, await owedVisits(enrolment))) {
    if (visit.status === 'planned' || visit.status === 'written')
      await visits.change(ctx, visit, 'cancel-visit', { facts: { reason: '企业已退出项目' } });
  }
}
