import { type Deadline, DeadlineModel, type DeadlineSubject } from './deadline.model.ts';

/** Open deadlines whose next step has come due by `now`, oldest first. */
export async function findDueDeadlines(now: Date, limit: number): Promise<Deadline[]> {
  return DeadlineModel.find({ nextStepAt: { $lte: now } })
    .sort({ nextStepAt: 1 })
    .limit(limit)
    .lean<Deadline[]>();
}

/** Open deadlines of one subject, soonest first. */
export async function findDeadlinesOf(subject: Pick<DeadlineSubject, 'kind' | 'id'>): Promise<Deadline[]> {
  return DeadlineModel.find({
    'subject.kind': subject.kind,
    'subject.id': subject.id,
    closedAt: { $exists: false },
  })
    .sort({ dueAt: 1 })
    .lean<Deadline[]>();
}

/** What a person owes, soonest first. */
export async function findDeadlinesOwedBy(personId: string, limit = 50): Promise<Deadline[]> {
  return DeadlineModel.find({ ownerIds: personId, closedAt: { $exists: false } })
    .sort({ dueAt: 1 })
    .limit(limit)
    .lean<Deadline[]>();
}

/** A deadline by its key, open or closed. */
export async function findDeadline(key: string): Promise<Deadline | undefined> {
  return (await DeadlineModel.findOne({ key }).lean<Deadline>()) ?? undefined;
}
