import { readEach, UNREADABLE } from '#domain/aside';
import { type Deadline, findOwed, findRunningIn, isExpected, type OwedCursor, owedIn } from '#domain/deadlines';
import { desksOf } from '#domain/identity';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { type StatusRow, statusRow } from '#kernel/lifecycle';
import { type Asked, countEach } from '#platform/count';
import { findByIdsAtOnce } from '#platform/mongo';
import { type Call, nounOf } from './register.ts';

/** 待办 by when they fall due: before today, today, later; all of them without a tab. */
export const TO_DO_TABS = [
  { code: 'overdue', label: '逾期' },
  { code: 'today', label: '今天' },
  { code: 'later', label: '以后' },
] as const;
export type ToDoTab = (typeof TO_DO_TABS)[number]['code'];

/** One thing that waits for a person. */
export interface ToDo {
  /** What is to be done, in a sentence. */
  title: string;
  /** What it is about, in a line. */
  text: string;
  /** What people call such a thing. */
  noun: string;
  kind: string;
  /** Kind of what falls due. */
  clock: string;
  reference: string;
  path: string;
  enterpriseId?: string;
  status?: StatusRow<string>;
  dueAt: Date;
  /** The day is expected only: the holidays of its year are not published. */
  isExpected: boolean;
  isUrgent: boolean;
  /** A cry for help nobody has taken on yet. */
  call?: Call;
  /** Where the next page begins when this is the last row. */
  cursor: string;
}

const spanOf = (tab: ToDoTab | undefined, now: Date): { from?: Date; before?: Date } => {
  const today = atLocalHour(localDate(now), 0);
  const tomorrow = atLocalHour(addDays(localDate(now), 1), 0);
  if (tab === undefined) return {};
  if (tab === 'overdue') return { before: today };
  return tab === 'today' ? { from: today, before: tomorrow } : { from: tomorrow };
};

const cursorOf = ({ rank, _id }: Deadline): string => `${rank}.${_id}`;
function readCursor(text: string | undefined): OwedCursor | undefined {
  const [, rank, _id] = /^(-?\d{1,15})\.([0-9a-f-]{24,36})$/.exec(text ?? '') ?? [];
  return rank === undefined || _id === undefined ? undefined : { rank: Number(rank), _id };
}

/** The rows things are owed on, of whichever noun, and what is kept beside those that call, by one command. */
async function rowsOf(due: readonly Deadline[]): Promise<Map<string, { _id: string }>> {
  const wanted = new Map<string, Set<string>>();
  const want = (collection: string, id: string) =>
    wanted.set(collection, (wanted.get(collection) ?? new Set()).add(id));
  for (const { subject, isCalling } of due) {
    const noun = nounOf(subject.kind);
    if (noun !== undefined) want(noun.collection, subject.id);
    if (noun?.calls !== undefined && isCalling) want(noun.calls.collection, noun.calls.idOf(subject.id));
  }
  return new Map((await findByIdsAtOnce(wanted)).map((row) => [row._id, row]));
}

/** What is due, in the words of the noun as it stands now; what was written down where the noun has no words for it. */
export function titleOf({ kind, title, subject }: Pick<Deadline, 'kind' | 'title' | 'subject'>, row: unknown): string {
  const noun = nounOf(subject.kind);
  if (row === undefined) return title ?? '';
  return (noun?.clocks[kind] ?? noun?.clocksOf?.(row)[kind])?.title(row) ?? title ?? '';
}

/** What a deadline says without its row. */
function bareToDo(deadline: Deadline): ToDo {
  const { kind, reference, enterpriseId } = deadline.subject;
  const noun = nounOf(kind);
  return {
    title: deadline.title ?? '',
    text: '',
    noun: noun?.name ?? '',
    kind,
    clock: deadline.kind,
    reference,
    path: noun?.pathOf(reference) ?? '/',
    ...(enterpriseId === undefined ? {} : { enterpriseId }),
    dueAt: deadline.dueAt,
    isExpected: isExpected(deadline),
    isUrgent: deadline.isUrgent,
    cursor: cursorOf(deadline),
  };
}

function toDoOf(ctx: Context, deadline: Deadline, known: ReadonlyMap<string, { _id: string }>): ToDo {
  const row = known.get(deadline.subject.id);
  const noun = nounOf(deadline.subject.kind);
  const calls = deadline.isCalling && row !== undefined ? noun?.calls : undefined;
  return {
    ...bareToDo(deadline),
    title: titleOf(deadline, row),
    text: row === undefined ? '' : (noun?.textOf(row) ?? ''),
    ...(calls === undefined || row === undefined ? {} : { call: calls.call(ctx, row, known.get(calls.idOf(row._id))) }),
    ...(noun === undefined || row === undefined ? {} : { status: statusRow(noun.lifecycle, noun.statusOf(row)) }),
  };
}

/** The same of several; one whose row cannot be read says so, and hides none of the others. */
async function toDosOf(ctx: Context, due: readonly Deadline[]): Promise<ToDo[]> {
  const known = await rowsOf(due);
  return readEach(
    ctx,
    'deadline',
    due,
    (deadline) => toDoOf(ctx, deadline, known),
    (deadline) => ({ ...bareToDo(deadline), text: UNREADABLE }),
  );
}

/**
 * What runs in a park, the soonest due first, whoever owes it: the clocks on the page of the park.
 * @param asked As `findRunningIn`.
 */
export async function findOwedIn(
  ctx: Context,
  parkId: string,
  asked: { kinds: readonly string[]; but: readonly string[]; limit: number },
): Promise<(ToDo & Pick<Deadline, 'owedBy'>)[]> {
  const due = await findRunningIn(parkId, { ...asked, now: ctx.now });
  const toDos = await toDosOf(ctx, due);
  return toDos.map((toDo, n) => ({ ...toDo, owedBy: due[n]?.owedBy ?? [] }));
}

/**
 * A page of what waits for the actor in the role they act in: cries for help nobody has taken on, the newest first; what is
 * urgent; then the soonest due. The hour is all that the store knows of when somebody without a name cried; within a page
 * the minute orders them.
 * @param filter `clocks` are kinds of what falls due; `after` is the `cursor` of the last row of the page before.
 */
export async function findToDos(
  ctx: Context,
  {
    tab,
    clocks,
    after,
    limit = 25,
  }: { tab?: ToDoTab; clocks?: readonly string[]; after?: string; limit?: number } = {},
): Promise<{ rows: ToDo[]; nextCursor?: string }> {
  const { actor, now } = ctx;
  if (actor.kind !== 'person') return { rows: [] };
  const from = readCursor(after);
  const due = await findOwed(
    desksOf(actor),
    { personId: actor.personId, now },
    {
      due: spanOf(tab, now),
      ...(clocks === undefined ? {} : { kinds: clocks }),
      ...(from === undefined ? {} : { after: from }),
      limit: limit + 1,
    },
  );
  const rows = await toDosOf(ctx, due.slice(0, limit));
  const last = rows.at(-1);
  rows.sort((a, b) => Number(b.call?.at ?? 0) - Number(a.call?.at ?? 0));
  return due.length > limit && last !== undefined ? { rows, nextCursor: last.cursor } : { rows };
}

/** How many of these things are overdue: of a list that is whole nobody needs to ask the store. */
export const overdueIn = (rows: readonly Pick<ToDo, 'dueAt'>[], now: Date): number => {
  const { before = now } = spanOf('overdue', now);
  return rows.filter(({ dueAt }) => dueAt < before).length;
};

/**
 * How many things wait for the actor, all of them and by tab.
 * @param beside What else is counted by the same command, under names of its own.
 */
export async function countToDos(
  { actor, now }: Context,
  beside: Readonly<Record<string, Asked>> = {},
): Promise<Record<ToDoTab | 'all', number> & Record<string, number>> {
  const span = (tab: ToDoTab) => spanOf(tab, now);
  const spans = { overdue: span('overdue'), today: span('today'), later: span('later') };
  const owed = actor.kind === 'person' ? owedIn(desksOf(actor), { personId: actor.personId, now }, spans) : {};
  const { overdue = 0, today = 0, later = 0, ...others } = await countEach<string>({ ...beside, ...owed });
  return { ...others, overdue, today, later, all: overdue + today + later };
}
