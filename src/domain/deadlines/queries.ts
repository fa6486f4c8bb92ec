import type { Asked } from '#platform/count';
import { type Deadline, DeadlineModel, type DeadlineSubject } from './deadline.model.ts';
import type { Desk } from './desk.ts';

/** Open deadlines whose next step has come due by `now`, oldest first; `without` those whose ids are named. */
export async function findDueDeadlines(now: Date, limit: number, without: readonly string[] = []): Promise<Deadline[]> {
  return DeadlineModel.find({
    nextStepAt: { $lte: now },
    ...(without.length === 0 ? {} : { _id: { $nin: [...without] } }),
  })
    .sort({ nextStepAt: 1 })
    .limit(limit)
    .lean<Deadline[]>();
}

/** Open deadlines of one subject, soonest first. */
export async function findDeadlinesOf(subject: Pick<DeadlineSubject, 'kind' | 'id'>): Promise<Deadline[]> {
  return DeadlineModel.find({
    'subject.kind': subject.kind,
    'subject.id': subject.id,
    isOpen: true,
  })
    .sort({ dueAt: 1 })
    .lean<Deadline[]>();
}

/** What a desk owes of one kind of thing, as `findEach` asks for it. */
export const owedOf = (from: Desk, kind: string) =>
  [DeadlineModel, { owedBy: from, isOpen: true, 'subject.kind': kind }] as const;

/** Whose 待办 are asked for, and when: what is held waits for nobody yet. */
export interface Asker {
  personId: string;
  now: Date;
}

/** What some desks owe and this person may do, as MongoDB is asked it. */
const owedFilter = (desks: readonly Desk[], { personId, now }: Asker, due: { from?: Date; before?: Date } = {}) => ({
  owedBy: { $in: [...desks] },
  isOpen: true,
  heldUntil: { $not: { $gt: now } },
  notBy: { $ne: personId },
  ...(due.from === undefined && due.before === undefined
    ? {}
    : {
        dueAt: {
          ...(due.from === undefined ? {} : { $gte: due.from }),
          ...(due.before === undefined ? {} : { $lt: due.before }),
        },
      }),
});

/** Where a page of what is owed ends: rank and id of its last row. */
export type OwedCursor = Pick<Deadline, 'rank' | '_id'>;

/** A page of what some desks owe, by `rankOf`; `after` is the end of the page before. */
export async function findOwed(
  desks: readonly Desk[],
  asker: Asker,
  {
    due,
    kinds,
    after,
    limit,
  }: { due?: { from?: Date; before?: Date }; kinds?: readonly string[]; after?: OwedCursor; limit: number },
): Promise<Deadline[]> {
  const beyond =
    after === undefined
      ? []
      : [{ $or: [{ rank: { $gt: after.rank } }, { rank: after.rank, _id: { $gt: after._id } }] }];
  const ofKinds = kinds === undefined ? [] : [{ kind: { $in: [...kinds] } }];
  return DeadlineModel.find({ $and: [owedFilter(desks, asker, due), ...ofKinds, ...beyond] })
    .sort({ rank: 1, _id: 1 })
    .limit(limit)
    .lean<Deadline[]>();
}

/**
 * What runs in a park of some kinds of things, the soonest due first, whoever owes it.
 * @param but Kinds of which those of a firm are left out: they are the firm's, and not the park's.
 */
export async function findRunningIn(
  parkId: string,
  { kinds, but, now, limit }: { kinds: readonly string[]; but: readonly string[]; now: Date; limit: number },
): Promise<Deadline[]> {
  return DeadlineModel.find({
    ...{ 'subject.parkId': parkId, 'subject.kind': { $in: [...kinds] }, isOpen: true },
    heldUntil: { $not: { $gt: now } },
    $nor: [{ 'subject.kind': { $in: [...but] }, 'subject.enterpriseId': { $exists: true } }],
  })
    .sort({ dueAt: 1 })
    .limit(limit)
    .lean<Deadline[]>();
}

/** What some desks owe, all of it, by spans of time, as `countEach` asks for it. */
export const owedIn = <K extends string>(
  desks: readonly Desk[],
  asker: Asker,
  spans: Readonly<Record<K, { from?: Date; before?: Date }>>,
): Record<K, Asked> => {
  const asked = Object.entries<{ from?: Date; before?: Date }>(spans).map(([key, due]): [string, Asked] => [
    key,
    [DeadlineModel, owedFilter(desks, asker, due)],
  ]);
  return Object.fromEntries(asked) as Record<K, Asked>;
};

/** A deadline by its key, open or closed. */
export async function findDeadline(key: string): Promise<Deadline | undefined> {
  return (await DeadlineModel.findOne({ key }).lean<Deadline>()) ?? undefined;
}
