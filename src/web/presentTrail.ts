import type { JournalEvent } from '#domain/journal';
import { roleLabel } from '#kernel/actor';
import { DOORS } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';

/** Event name → its words and icon on a timeline; events without a row are not shown. */
export type TrailWords = Readonly<Record<string, { title: string; icon: string }>>;

/** Who acted and through which door. */
export function whoOf({ actor, door }: JournalEvent): string {
  if (actor.kind === 'system') return '系统定时';
  const name = [actor.name ?? '', actor.role === undefined ? '' : `（${roleLabel(actor.role)}）`].join('');
  return [name, DOORS.find((row) => row.code === door)?.label ?? ''].filter((part) => part !== '').join(' · ');
}

/** A record's journal, newest first, as the `timeline` partial wants it. */
export function presentTrail(
  events: readonly JournalEvent[],
  words: TrailWords,
  detailOf: (facts: Readonly<Record<string, unknown>>, event: JournalEvent) => string,
) {
  return events
    .flatMap((event) => {
      const row = words[event.name];
      if (row === undefined) return [];
      const when = formatDateTime(event.at);
      return [{ ...row, who: whoOf(event), when, iso: event.at.toISOString(), detail: detailOf(event.facts, event) }];
    })
    .reverse();
}
