import type { QueryFilter } from 'mongoose';
import { startOfHour } from '#kernel/dates';
import { EventModel, type JournalEvent, type Subject } from './event.model.ts';
import { hashOf } from './record.ts';

/** Everything that happened to one subject, oldest first. */
export async function findTrail(subject: Pick<Subject, 'kind' | 'id'>, limit = 500): Promise<JournalEvent[]> {
  return EventModel.find({ 'subject.kind': subject.kind, 'subject.id': subject.id })
    .sort({ seq: 1 })
    .limit(limit)
    .lean<JournalEvent[]>();
}

/** Everything that happened to some subjects, oldest first, by one read however many they are. */
export async function findTrails(
  subjects: readonly Pick<Subject, 'kind' | 'id'>[],
  limit = 500 * subjects.length,
): Promise<JournalEvent[]> {
  const found = await EventModel.find({
    $or: subjects.map(({ kind, id }) => ({ 'subject.kind': kind, 'subject.id': id })),
  })
    .sort({ at: 1, _id: 1 })
    .limit(limit)
    .lean<JournalEvent[]>();
  return inChainOrder(found);
}

/**
 * Events that bear the same time, each chain in its own order. What happens to an unnamed report bears the hour, and its
 * ids tell no order within it.
 */
function inChainOrder(events: readonly JournalEvent[]): JournalEvent[] {
  const chainOf = ({ subject, at }: JournalEvent): string => `${subject.kind} ${subject.id} ${at.getTime()}`;
  const chains = new Map<string, JournalEvent[]>();
  for (const event of events) chains.set(chainOf(event), [...(chains.get(chainOf(event)) ?? []), event]);
  for (const [key, chain] of chains)
    chains.set(
      key,
      chain.toSorted((one, other) => one.seq - other.seq),
    );
  return events.map((event) => chains.get(chainOf(event))?.shift() ?? event);
}

/** Events of these names in a span of time, oldest first. */
export const findNamed = (names: readonly string[], from: Date, to: Date): Promise<JournalEvent[]> =>
  EventModel.find({ name: { $in: [...names] }, at: { $gte: from, $lte: to } })
    .sort({ at: 1, _id: 1 })
    .lean<JournalEvent[]>();

/** A role somebody held in a firm until it was taken back, at this time or later. */
export interface LostRole {
  firmId: string;
  since: Date;
  roles: readonly string[];
}

/**
 * Whether somebody has had a hand in one of some subjects: in one of these roles, or by an event of one of these names; or
 * lost one of those roles in a firm. What they were refused counts as nothing; what was done without a name is nobody's here.
 */
export async function hasHand(
  personId: string,
  subjects: readonly Pick<Subject, 'kind' | 'id'>[],
  { roles, names, lost }: { roles: readonly string[]; names: readonly string[]; lost: LostRole },
): Promise<boolean> {
  const acted = {
    'actor.personId': personId,
    name: { $not: /\.step-refused$/ },
    $and: [
      { $or: subjects.map(({ kind, id }) => ({ 'subject.kind': kind, 'subject.id': id })) },
      { $or: [{ 'actor.role': { $in: [...roles] } }, { name: { $in: [...names] } }] },
    ],
  };
  const ran = {
    ...{ 'subject.kind': 'person', 'subject.id': personId, name: 'identity.role-removed' },
    ...{ 'about.id': lost.firmId, at: { $gte: lost.since }, 'facts.role': { $in: [...lost.roles] } },
  };
  return (await EventModel.exists({ $or: [acted, ran] } as QueryFilter<JournalEvent>)) !== null;
}

/** The last of what happened to one subject, oldest first. */
export async function findLatest({ kind, id }: Pick<Subject, 'kind' | 'id'>, limit: number): Promise<JournalEvent[]> {
  const last = EventModel.find({ 'subject.kind': kind, 'subject.id': id }).sort({ seq: -1 }).limit(limit);
  return (await last.lean<JournalEvent[]>()).toReversed();
}

/** The latest event of one subject. */
export async function findLast(subject: Pick<Subject, 'kind' | 'id'>): Promise<JournalEvent | undefined> {
  const last = EventModel.findOne({ 'subject.kind': subject.kind, 'subject.id': subject.id }).sort({ seq: -1 });
  return (await last.lean<JournalEvent>()) ?? undefined;
}

/**
 * A page of the whole journal, newest first; `before` is the `_id` of the last row of the page before. Acts without a name
 * are in it once their hour is over: whoever opens it every minute learns no more.
 */
export async function findJournalPage(filter: {
  now: Date;
  before?: string;
  personId?: string;
  subjectReference?: string;
  about?: Pick<Subject, 'kind' | 'id'>;
  limit?: number;
}): Promise<JournalEvent[]> {
  return EventModel.find({
    $nor: [{ door: 'hidden', at: { $gte: startOfHour(filter.now) } }],
    ...(filter.before ? { _id: { $lt: filter.before } } : {}),
    ...(filter.personId ? { 'actor.personId': filter.personId } : {}),
    ...(filter.subjectReference ? { 'subject.reference': filter.subjectReference } : {}),
    ...(filter.about ? { 'about.kind': filter.about.kind, 'about.id': filter.about.id } : {}),
  })
    .sort({ _id: -1 })
    .limit(filter.limit ?? 50)
    .lean<JournalEvent[]>();
}

/** Events no notice has been made of yet, oldest first; `without` those whose ids are named. */
export async function findUnnoticed(limit: number, without: readonly string[] = []): Promise<JournalEvent[]> {
  return EventModel.find({ isNoticed: false, ...(without.length === 0 ? {} : { _id: { $nin: [...without] } }) })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<JournalEvent[]>();
}

/**
 * Marks an event as noticed. Call it first in the transaction that writes its notices: of two workers one stops here.
 * @returns false when somebody else has done it.
 */
export async function markNoticed(id: string): Promise<boolean> {
  const { modifiedCount } = await EventModel.updateOne({ _id: id, isNoticed: false }, { $set: { isNoticed: true } });
  return modifiedCount === 1;
}

/** The first event of a subject's chain that does not verify, or undefined when the chain is whole. */
export async function findBrokenLink(subject: Pick<Subject, 'kind' | 'id'>): Promise<JournalEvent | undefined> {
  let previous: JournalEvent | undefined;
  for (const event of await findTrail(subject, 100_000)) {
    const fits = event.seq === (previous?.seq ?? 0) + 1 && event.prevHash === (previous?.hash ?? '0'.repeat(64));
    if (!fits || hashOf(event) !== event.hash) return event;
    previous = event;
  }
  return undefined;
}
