import { closeDeadlines, desk, registerDeadline } from '#domain/deadlines';
import { takeAction } from '#domain/journal';
import type { Enrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { addDays, endOfLocalDay, type LocalDate } from '#kernel/dates';
import { placedSubject } from '../clocks.ts';
import { visitKind } from './queries.ts';
import { type Homework, type Visit, VisitModel } from './visit.model.ts';

const subjectOf = (enrolment: Enrolment, visit: Visit) => placedSubject('visit', visit._id, visit.reference, enrolment);
const homeworkKind = (homework: Homework): string => `visit-homework-${homework.id}`;

/** Reminds both sides of a planned visit. */
export async function registerVisit(ctx: Context, enrolment: Enrolment, visit: Visit): Promise<void> {
  await registerDeadline(ctx, {
    key: `visit:${visit._id}`,
    kind: 'visit-planned',
    subject: subjectOf(enrolment, visit),
    title: '入企辅导',
    dueAt: endOfLocalDay(visit.plannedOn),
    owedBy: [
      ...(enrolment.adviserId === undefined ? [] : [desk.person(enrolment.adviserId)]),
      desk.firm(enrolment.enterpriseId),
    ],
    ladder: 'programme-visit',
  });
}

/** Reminds the firm of what it promised to do. */
export async function registerHomework(ctx: Context, enrolment: Enrolment, visit: Visit): Promise<void> {
  const owedBy = [desk.firm(enrolment.enterpriseId)];
  for (const homework of visit.homework.filter((row) => row.done === undefined)) {
    await registerDeadline(ctx, {
      key: `visit-homework:${visit._id}:${homework.id}`,
      kind: homeworkKind(homework),
      subject: subjectOf(enrolment, visit),
      title: '入企辅导作业',
      dueAt: endOfLocalDay(homework.dueOn),
      owedBy,
      ladder: 'programme-visit',
    });
  }
}

export const closeVisit = (ctx: Context, visit: Visit): Promise<void> =>
  closeDeadlines(ctx, { kind: 'visit', id: visit._id }, 'visit-planned');

export const closeHomework = (ctx: Context, visit: Visit, homework: Homework): Promise<void> =>
  closeDeadlines(ctx, { kind: 'visit', id: visit._id }, homeworkKind(homework));

/** Visits of the enrolment something is still owed on: planned, or signed with homework left. */
async function owedVisits(enrolment: Enrolment): Promise<Visit[]> {
  const rows = await VisitModel.find({ enrolmentId: enrolment._id, status: { $ne: 'cancelled' } }).lean<Visit[]>();
  return rows.filter((row) => row.isOpen || row.homework.some((homework) => homework.done === undefined));
}

/** Stops all reminders of a firm's visits. */
export async function haltVisits(ctx: Context, enrolment: Enrolment): Promise<void> {
  for (const visit of await owedVisits(enrolment)) await closeDeadlines(ctx, { kind: 'visit', id: visit._id });
}

/** Starts them again after a pause: days that were still to come then move on by as long as it lasted. */
export async function resumeVisits(
  ctx: Context,
  enrolment: Enrolment,
  pausedOn: LocalDate,
  days: number,
): Promise<void> {
  const later = (day: LocalDate): LocalDate => (day < pausedOn ? day : addDays(day, days));
  for (const visit of await owedVisits(enrolment)) {
    if (visit.status === 'planned') {
      const plannedOn = later(visit.plannedOn);
      await VisitModel.updateOne({ _id: visit._id }, { $set: { plannedOn, updatedAt: ctx.now }, $inc: { version: 1 } });
      await registerVisit(ctx, enrolment, { ...visit, plannedOn });
    }
    // Signed content stays as it was signed; only the reminders move.
    const homework = visit.homework.map((row) => ({ ...row, dueOn: later(row.dueOn) }));
    if (visit.status === 'signed') await registerHomework(ctx, enrolment, { ...visit, homework });
  }
}

/** The firm has left: visits not signed yet are off, nobody is reminded of any. */
export async function cancelOpenVisits(ctx: Context, enrolment: Enrolment): Promise<void> {
  for (const visit of await owedVisits(enrolment)) {
    await closeDeadlines(ctx, { kind: 'visit', id: visit._id });
    if (visit.status !== 'planned' && visit.status !== 'written') continue;
    await takeAction(ctx, visitKind, visit, 'cancel-visit', {
      event: 'programme.visit-cancelled',
      facts: { reason: '企业已退出项目' },
    });
  }
}
