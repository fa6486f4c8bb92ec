import { leftParkOf } from '#domain/engine';
import type { Actor } from '#kernel/actor';
import { formatDay } from '#kernel/dates';

/** The day on which the firm left the reader's park, for the `left-park` partial; empty when it did not. */
export function leftOn(actor: Actor, row: Parameters<typeof leftParkOf>[1]): string {
  const left = leftParkOf(actor, row);
  return left === undefined ? '' : formatDay(left.until);
}
