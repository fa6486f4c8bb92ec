import type { JournalEvent } from '#domain/journal';

type People = Promise<readonly string[]> | readonly string[];

/** One message an event leads to. */
export interface Notice<T> {
  /** Ids of the people told. */
  to: (noun: T, event: JournalEvent) => People;
  /** A file of `views/notices`. */
  template: string;
  /** Statuses in which it is still worth saying; the status after the act when absent. */
  whileIn?: readonly string[];
  isUrgent?: (noun: T) => boolean;
}

/** Everything the notices need to know of one kind of subject. Its module knows nothing of them. */
export interface Noun<T> {
  /** `subject.kind` of its events and deadlines. */
  kind: string;
  /** As it stands now; undefined when it is gone. */
  peek: (reference: string) => Promise<T | undefined>;
  statusOf: (noun: T) => string;
  /** Page of the portal that shows it. */
  linkPath: (reference: string) => string;
  /** Values of the templates beside `reference`; never more personal data than the sentences need. */
  params: (noun: T, event: JournalEvent) => Promise<Record<string, unknown>>;
  /** Event → who is told, in which words. An event that tells nobody has an empty row, so that forgetting one shows. */
  notices: Readonly<Record<string, readonly Notice<T>[]>>;
}

/** A fact of an event as text; empty when it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const LONGEST = 40;

/** What people wrote, cut so that a message stays a message. */
export const shorten = (text: string): string => {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : text;
};
