import { CHECKS, findTrail, type JournalEvent } from '#domain/journal';
import type { Context } from '#kernel/context';
import { startOfHour } from '#kernel/dates';
import type { Thing } from './things.ts';

const MOST = 100_000;

/**
 * A chain as far as it may leave the house: up to the first act of the hour that is not over of somebody without a name, for
 * what comes after it would tell its minute. What is left of a chain still holds in itself.
 */
export function untilHeld(events: readonly JournalEvent[], now: Date): readonly JournalEvent[] {
  const held = events.findIndex(({ door, at }) => door === 'hidden' && at >= startOfHour(now));
  return held === -1 ? events : events.slice(0, held);
}

/** Whole chains of what goes along, one event a line, and the chain of the nightly checks, in which the anchors stand. */
export async function* journalLines({ now }: Context, things: readonly Thing[]): AsyncGenerator<string> {
  for (const subject of [...things, CHECKS])
    for (const { isNoticed: _, ...event } of untilHeld(await findTrail(subject, MOST), now))
      yield `${JSON.stringify(event)}\n`;
}
