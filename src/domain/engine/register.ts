import type { JournalEvent, Subject } from '#domain/journal';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import type { Lifecycle } from '#kernel/lifecycle';
import type { Notice } from './act.ts';
import type { Holds } from './holding.ts';
import type { Moves } from './leftPark.ts';

/** Whether the actor sees a photo of a part, by the kind of the part. */
export type PhotosOf = Readonly<Record<string, (ctx: Context, id: string, photoId: string) => Promise<boolean>>>;

/** What everything outside a noun's folder asks of it, whatever noun it is. Most get it from `defineNoun`. */
export interface RegisteredNoun<T = unknown> {
  kind: string;
  /** What people call it. */
  name: string;
  /** Where its rows are kept. */
  collection: string;
  lifecycle: Lifecycle<string, string>;
  /** Page of the portal that shows one. */
  pathOf(reference: string): string;
  /** Where a reminder leads park and body, who are told that it is late and may not open it; its own page when absent. */
  outsidePathOf?(row: T): string;
  /** As it stands now; undefined when it is gone. No permission is asked. */
  peek(reference: string): Promise<T | undefined>;
  statusOf(row: T): string;
  /** Whether a person may open it. Absent where its pages ask by themselves. */
  canSee?(actor: Actor, row: T): boolean;
  /** One line that says what it is. */
  textOf(row: T): string;
  /** Values its messages may name beside `reference`. */
  params(row: T, event: JournalEvent): Promise<Record<string, unknown>> | Record<string, unknown>;
  /** Everything that happens to it: what the timeline says, and who is told. */
  events: Readonly<Record<string, { done?: string; told: readonly Notice<T>[] }>>;
  /** What falls due, by kind, in the words people read. */
  clocks: Readonly<Record<string, { title(row: T): string }>>;
  /** The same of what falls due once a part of it. */
  clocksOf?(row: T): Readonly<Record<string, { title(row: T): string }>>;
  /** What is said of one that calls (`isCalling` of its deadline): by a row kept beside it, found by an id of its own. */
  calls?: { collection: string; idOf(id: string): string; call(ctx: Context, row: T, beside: unknown): Call };
  /** What becomes of it when its firm moves to another park. */
  moves: Moves;
  /** What of it is one person's own, and how it is handed over when they leave. */
  holds: Holds;
  /**
   * Rows of which nothing tells more than the hour, for somebody behind them gave no name: what happens to them bears it,
   * what is told of them is sealed, and what that somebody does is told at the next full hour unless it is urgent.
   */
  isByTheHour?(row: T): boolean;
  ringsAtNight?(row: T): boolean;
  /** Absent for nouns without photos. */
  maySeePhoto?(ctx: Context, id: string, photoId: string): Promise<boolean>;
  /** The same of its parts that have photos of their own, by their kind. */
  photosOf?: PhotosOf;
}

/** A cry for help nobody has taken on, as it stands in 待办. */
export interface Call {
  /** When it came: 「05时许报，已 14 分钟没人受理」. */
  says: string;
  /** The newest stands first. */
  at: Date;
  /** The step that ends it, by one press, where it is this person's. */
  answer?: { label: string; href: string };
}

let list: readonly RegisteredNoun[] = [];

/**
 * The one list of nouns; messages, journal names, photos, to-dos and tests iterate over it.
 * @throws Error when two nouns share a kind or an event, or one does not say where it goes or what it holds: the process must not start.
 */
export function declareNouns(nouns: readonly RegisteredNoun[]): readonly RegisteredNoun[] {
  const kinds = new Set<string>();
  const owners = new Map<string, string>();
  for (const { kind, events, moves, holds } of nouns) {
    if (moves === undefined) throw new Error(`${kind} does not say what becomes of it when its firm moves`);
    if (holds === undefined) throw new Error(`${kind} does not say what it holds for whoever leaves`);
    if (kinds.has(kind)) throw new Error(`two nouns are called ${kind}`);
    kinds.add(kind);
    for (const event of Object.keys(events)) {
      const owner = owners.get(event);
      if (owner !== undefined && !event.endsWith('.step-refused'))
        throw new Error(`${event} is of ${owner} and ${kind}`);
      owners.set(event, kind);
    }
  }
  list = nouns;
  return list;
}

/** Every noun. @throws Error before they were declared: a process that never imports `#domain/nouns` is put together wrong. */
export function allNouns(): readonly RegisteredNoun[] {
  if (list.length === 0) throw new Error('no nouns are declared: import #domain/nouns');
  return list;
}

/** The noun of an event's or deadline's subject; undefined for subjects that are none. */
export const nounOf = (kind: string): RegisteredNoun | undefined => allNouns().find((noun) => noun.kind === kind);

/** Whether the actor sees what a photo shows. What no noun answers for, nobody sees. */
export function maySeePhoto(ctx: Context, subject: Pick<Subject, 'kind' | 'id'>, photoId: string): Promise<boolean> {
  const { kind, id } = subject;
  const noun = nounOf(kind);
  if (noun?.maySeePhoto !== undefined) return noun.maySeePhoto(ctx, id, photoId);
  const part = allNouns().find((one) => one.photosOf?.[kind] !== undefined)?.photosOf?.[kind];
  return part === undefined ? Promise.resolve(false) : part(ctx, id, photoId);
}
