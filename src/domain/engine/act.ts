import type { z } from 'zod';
import type { JournalEvent } from '#domain/journal';
import type { PersonActor } from '#kernel/actor';
import { defineLifecycle, type Lifecycle, type StatusRow } from '#kernel/lifecycle';

/** One message an event leads to. */
export interface Notice<T> {
  /** Ids of the people told. Whoever did it is left out. */
  to(row: T, event: JournalEvent): Promise<readonly string[]> | readonly string[];
  /** A file of `views/notices`. */
  template: string;
  /** Statuses in which it is still worth saying; the status after the act when absent. */
  whileIn?: readonly string[];
  isUrgent?(row: T): boolean;
  /** The page it leads to, where its reader cannot open that of the noun; the noun's own when absent. */
  leadsTo?(row: T): string;
  /** For its reader alone, also among those who have the store: they may have reported without a name. */
  isSealed?: boolean;
}

/**
 * One step of a noun, whole: where it leads, whose it is, what it cannot do without, and in which words it is asked for,
 * told and remembered. The engine enforces every field.
 */
export interface Act<T, S extends string, N extends z.ZodRawShape = z.ZodRawShape> {
  /** On the button. */
  label: string;
  /** Statuses it starts from; none for the act that makes one. */
  from: readonly S[];
  to: S | 'stay';
  /** Whose step it is whatever the status, of those who see the row. `clock` is nobody's but the clock's. */
  may: 'clock' | ((actor: PersonActor, row: T) => boolean);
  /** Four eyes by person: fields of the row that name somebody who must be another than the actor. */
  differsFrom?: readonly string[];
  /** Whether the row asks for the step at all, beside its status; always when absent. */
  when?: (row: T) => boolean;
  /**
   * Whoever takes it finds good what the photos of the row are to prove: of those handed in before they write why they may
   * pass (`ctx.photoReason`).
   */
  judgesPhotos?: true;
  /** What it cannot do without, as the fields of its form. */
  needs: N;
  /** Past tense, with its module. */
  event: string;
  /** Words of the timeline. */
  done: string;
  /** Said to whoever did it. */
  said: string;
  /** Who is told; nobody is an empty list, so that forgetting shows. */
  told: readonly Notice<T>[];
}

/** Steps of a noun by their action. */
export type Acts<T, S extends string> = Readonly<Record<string, Act<T, S>>>;
/** What a step reads of a form or a message, beside the number of the row. */
export type InputOf<X extends Readonly<Record<string, { needs: z.ZodRawShape }>>, A extends keyof X> = z.output<
  z.ZodObject<X[A]['needs']>
>;

/** Declares the steps of a noun, with what each needs kept for the compiler. */
export const defineActs =
  <T, S extends string>() =>
  <const X extends Acts<T, S>>(acts: X): X =>
    acts;

/** Steps and statuses as the lifecycle that buttons, bot menus and diagrams read. */
export function lifecycleFrom<T, S extends string, X extends Acts<T, S>>(
  noun: string,
  statuses: readonly StatusRow<S>[],
  acts: X,
): Lifecycle<S, keyof X & string> {
  const actions = Object.entries(acts).map(([action, { label, from, to, done, needs }]) => ({
    action: action as keyof X & string,
    label,
    from,
    to,
    done,
    needs: Object.keys(needs),
  }));
  return defineLifecycle(noun, statuses, actions);
}

/** Every person named at a path of a row, lists gone through: `verdicts.by` is whoever gave any of them. */
export function personsAt(row: unknown, path: string): string[] {
  const [key, ...rest] = path.split('.') as [string, ...string[]];
  const value = (row as Record<string, unknown> | undefined)?.[key];
  const values = Array.isArray(value) ? value : [value];
  if (rest.length === 0) return values.filter((one): one is string => typeof one === 'string');
  return values.flatMap((one) => personsAt(one, rest.join('.')));
}

/** What somebody tried that was not theirs to do: it belongs to the trail of every noun. */
export const REFUSED = { done: '有人要做不归他做的一步，已拒绝', told: [] };

/** Whoever had it has left: one message for all they had tells whoever has it now. */
export const PASSED_ON = { done: '原来的人离开了，交给别人接着办', told: [] };
