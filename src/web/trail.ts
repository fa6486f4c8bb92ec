import type { JournalEvent } from '#domain/journal';
import { formatDateTime } from '#kernel/dates';
import type { Lifecycle } from '#kernel/lifecycle';
import { whoOf } from './presentTrail.ts';

const textIn = (facts: Record<string, unknown>, key: string): string => {
  const value = facts[key];
  return typeof value === 'string' ? value : '';
};

/**
 * A noun's journal for the `timeline` partial, newest first. An act is told in the words of the lifecycle; other events
 * need a title in `titles`, and those without one are left out.
 */
export function presentTrail<S extends string, A extends string>(
  events: readonly JournalEvent[],
  lifecycle: Lifecycle<S, A>,
  detailOf: (facts: Record<string, unknown>, text: (key: string) => string) => readonly string[],
  titles: Readonly<Record<string, string>> = {},
) {
  return events
    .flatMap((event) => {
      const act = lifecycle.actions.find((row) => row.action === event.facts['action']);
      const title = titles[event.name] ?? act?.done;
      if (title === undefined) return [];
      const isReminder = event.name === 'deadlines.step-reached';
      const detail = detailOf(event.facts, (key) => textIn(event.facts, key));
      return [
        {
          title,
          icon: isReminder ? 'clock' : 'point',
          who: whoOf(event),
          when: formatDateTime(event.at),
          iso: event.at.toISOString(),
          detail: detail.filter((part) => part !== '').join('；'),
        },
      ];
    })
    .reverse();
}
