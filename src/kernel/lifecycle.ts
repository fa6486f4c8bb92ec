import { conflict } from './errors.ts';

/** A status of a noun, as data. `tone` colours its tag; `isOpen` says work is still owed. */
export interface StatusRow<S extends string> {
  code: S;
  label: string;
  tone: 'waiting' | 'active' | 'good' | 'bad' | 'quiet';
  isOpen: boolean;
}

/** One action of a noun: from where to where, in which words, and what it needs. */
export interface ActionRow<A extends string, S extends string> {
  action: A;
  label: string;
  from: readonly S[];
  /** The status afterwards; `stay` leaves it. */
  to: S | 'stay';
  /** Words for the timeline, past tense. */
  done: string;
  /** Field names the action cannot do without, for forms and conversations. */
  needs?: readonly string[];
  /** Four-eyes by person: the actor must differ from whoever did these earlier actions on the same noun. */
  differsFrom?: readonly A[];
}

export interface Lifecycle<S extends string, A extends string> {
  noun: string;
  statuses: readonly StatusRow<S>[];
  actions: readonly ActionRow<A, S>[];
}

const known = new Map<string, Lifecycle<string, string>>();

/** Declares a lifecycle; every `from` and `to` is checked by the compiler against the statuses. */
export function defineLifecycle<const S extends string, const A extends string>(
  noun: string,
  statuses: readonly StatusRow<S>[],
  actions: readonly ActionRow<A, NoInfer<S>>[],
): Lifecycle<S, A> {
  if (known.has(noun)) throw new Error(`there are two lifecycles of ${noun}`);
  const lifecycle = { noun, statuses, actions };
  known.set(noun, lifecycle);
  return lifecycle;
}

/** The lifecycle of a noun, by the name its events carry as their subject; none for what has no lifecycle. */
export const lifecycleOf = (noun: string): Lifecycle<string, string> | undefined => known.get(noun);

/** The row of `action`. */
export function actionRow<S extends string, A extends string>(lifecycle: Lifecycle<S, A>, action: A): ActionRow<A, S> {
  const row = lifecycle.actions.find((r) => r.action === action);
  if (!row) throw new Error(`${lifecycle.noun} has no action ${action}`);
  return row;
}

/** The row of `status`. */
export function statusRow<S extends string, A extends string>(lifecycle: Lifecycle<S, A>, status: S): StatusRow<S> {
  const row = lifecycle.statuses.find((r) => r.code === status);
  if (!row) throw new Error(`${lifecycle.noun} has no status ${status}`);
  return row;
}

/** Statuses in which work is still owed. */
export const openStatuses = <S extends string, A extends string>(lifecycle: Lifecycle<S, A>): S[] =>
  lifecycle.statuses.filter((s) => s.isOpen).map((s) => s.code);

/**
 * The status after `action`, for use in a compare-and-set.
 * @throws Conflict `<noun>.not-in-this-status` when the table does not allow it from `status`.
 */
export function nextStatus<S extends string, A extends string>(lifecycle: Lifecycle<S, A>, action: A, status: S): S {
  const row = actionRow(lifecycle, action);
  if (!row.from.includes(status)) {
    throw conflict(`${lifecycle.noun}.not-in-this-status`, {
      params: { status: statusRow(lifecycle, status).label, action: row.label },
    });
  }
  return row.to === 'stay' ? status : row.to;
}
