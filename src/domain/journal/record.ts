import { createHash } from 'node:crypto';
import type { Actor } from '#kernel/actor';
import { type Context, idIn } from '#kernel/context';
import { startOfHour } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { hourId } from '#kernel/ids';
import { noteDone } from './doneAct.ts';
import { type EventActor, EventModel, type JournalEvent, type Subject } from './event.model.ts';
import { checkHold } from './hold.ts';

export interface EventDraft {
  name: string;
  subject: Subject;
  about?: Subject[];
  facts?: Record<string, unknown>;
  /** Leaves out who it was, by which door, and when, but for the hour: for acts of an anonymous reporter. */
  hideActor?: boolean;
}

const GENESIS = '0'.repeat(64);

/** Kept that somebody tried what was not theirs to do. The act has not taken effect: sent again, it is refused again. */
const isRefusal = ({ name }: EventDraft): boolean => name.endsWith('.step-refused');

function eventActor(actor: Actor, hide: boolean): EventActor {
  if (hide) return { kind: 'visitor' };
  if (actor.kind === 'person') return { kind: 'person', personId: actor.personId, role: actor.role, name: actor.name };
  if (actor.kind === 'system') return { kind: 'system', system: actor.name };
  return { kind: 'visitor' };
}

/** Stable text of a value: object keys sorted, dates as ISO, absent keys left out; the same after a round trip. */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The hash that seals an event: everything in it but `isNoticed` and the hash itself. */
export function hashOf(event: Omit<JournalEvent, 'hash' | 'isNoticed'>): string {
  const { name, subject, about, actor, door, requestId, at, facts, seq, prevHash, _id } = event;
  return createHash('sha256')
    .update(canonical({ _id, name, subject, about, actor, door, requestId, at, facts, seq, prevHash }))
    .digest('hex');
}

/**
 * Writes what happened. Called inside the command's transaction, so that a change without its event, or an event
 * without its change, cannot exist. Two acts on one subject at once: the transaction that loses the number is rerun.
 * @throws Conflict `common.done-before` for what an earlier sending of the same form has done to this subject; Forbidden
 * `journal.held` for what would write over what an accident keeps.
 */
export async function record(ctx: Context, draft: EventDraft): Promise<JournalEvent> {
  // First of all: the slower of two equal acts waits here for the other.
  if (!isRefusal(draft) && !(await noteDone(ctx, draft.name, draft.subject))) throw conflict('common.done-before');
  await checkHold(ctx, draft);
  const previous = await EventModel.findOne({ 'subject.kind': draft.subject.kind, 'subject.id': draft.subject.id })
    .sort({ seq: -1 })
    .select({ seq: 1, hash: 1 })
    .lean();
  const hide = draft.hideActor ?? false;
  const unsealed = {
    _id: hide ? hourId(ctx.now) : idIn(ctx),
    name: draft.name,
    subject: draft.subject,
    about: draft.about ?? [],
    actor: eventActor(ctx.actor, hide),
    door: hide ? ('hidden' as const) : ctx.door,
    // A request leads to its sender: a chat message to its address, a page to a line of the log.
    requestId: hide || (ctx.isByTheHour && ctx.actor.kind !== 'person') ? 'hidden' : ctx.requestId,
    at: hide ? startOfHour(ctx.now) : ctx.now,
    facts: JSON.parse(JSON.stringify(draft.facts ?? {})) as Record<string, unknown>,
    seq: (previous?.seq ?? 0) + 1,
    prevHash: previous?.hash ?? GENESIS,
  };
  const event: JournalEvent = { ...unsealed, hash: hashOf(unsealed), isNoticed: false };
  await EventModel.create([event]);
  return event;
}
