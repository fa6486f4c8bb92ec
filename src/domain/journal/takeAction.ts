import type { Model, UpdateQuery } from 'mongoose';
import type { Context } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { type Lifecycle, nextStatus, statusRow } from '#kernel/lifecycle';
import type { Subject } from './event.model.ts';
import { record } from './record.ts';

/** What every noun with a lifecycle carries. */
export interface Living<S extends string> {
  _id: string;
  reference: string;
  status: S;
  /** Counts changes; a change is made only to the version that was read. */
  version: number;
  updatedAt: Date;
}

/** How one kind of noun is kept and told of. */
export interface Kind<T extends Living<S>, S extends string, A extends string> {
  /** `subject.kind` of its events. */
  kind: string;
  /** Looked up when needed, so that a kind can be declared beside its model. */
  model: Model<T>;
  lifecycle: Lifecycle<S, A>;
  /** Whom its events are about, e.g. the enterprise. */
  about: (noun: T) => Subject[];
  /** Work every change of it owes in the same transaction, e.g. moving it on a board. */
  moved?: (before: T, after: T) => Promise<void>;
}

/** What an action does beside the status. */
export interface Effect<T> {
  /** Past tense, with its module: `programme.application-submitted`. */
  event: string;
  set?: Partial<T>;
  unset?: readonly (keyof T & string)[];
  push?: Record<string, unknown>;
  /** For actions whose target depends on the noun (resuming what was paused); else the lifecycle's own. */
  to?: T extends Living<infer S> ? S : never;
  /** For the timeline and the notices; no names, no phones. */
  facts?: Record<string, unknown>;
  /** Leaves the person's name and role out: for acts of somebody unnamed. */
  hideActor?: boolean;
}

/**
 * Guard, change and record in one: asks the lifecycle, changes by compare-and-set on `version`, writes the event. The
 * caller has loaded and authorised, and runs this inside `inTransaction`.
 * @throws Conflict in the wrong status, or when somebody was faster.
 */
export async function takeAction<T extends Living<S>, S extends string, A extends string>(
  ctx: Context,
  { kind, model, lifecycle, about, moved }: Kind<T, S, A>,
  before: T,
  action: A,
  effect: Effect<T>,
): Promise<T> {
  const status = (effect.to ?? nextStatus(lifecycle, action, before.status)) as S;
  if (effect.to !== undefined) nextStatus(lifecycle, action, before.status);
  const update = {
    $set: { ...effect.set, status, isOpen: statusRow(lifecycle, status).isOpen, updatedAt: ctx.now },
    $inc: { version: 1 },
    ...(effect.push === undefined ? {} : { $push: effect.push }),
    ...(effect.unset === undefined ? {} : { $unset: Object.fromEntries(effect.unset.map((key) => [key, 1])) }),
  } as unknown as UpdateQuery<T>;
  const after = await model
    .findOneAndUpdate({ _id: before._id, version: before.version } as never, update, { returnDocument: 'after' })
    .lean<T>();
  if (after === null) throw conflict('common.changed-meanwhile');
  await moved?.(before, after);
  await record(ctx, {
    name: effect.event,
    subject: { kind, id: after._id, reference: after.reference },
    about: about(after),
    facts: { action, status, ...effect.facts },
    hideActor: effect.hideActor ?? false,
  });
  return after;
}
