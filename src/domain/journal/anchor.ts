import { createHash, type Hash } from 'node:crypto';
import { atLocalHour, type LocalDate } from '#kernel/dates';
import { addAnchorLine, anchorLines, keepsAnchorLines } from '#platform/anchorLog';
import type { JournalEvent } from './event.model.ts';
import { findLast, findTrail } from './queries.ts';

/** The checks of the journal and what they found have a chain of their own. */
export const CHECKS = { kind: 'journal', id: 'nightly' } as const;

/** What the journal was when a day began: whoever has it can tell whether anything older was changed since. */
export interface Anchor {
  day: LocalDate;
  /** Events before that day. */
  events: number;
  /** SHA-256 over the last hash of every chain, in the order of the chains. */
  digest: string;
}

/** Works out the anchors of some days in one pass over the events, chain by chain, each in its own order. */
export class Anchoring {
  readonly #until: readonly Date[];
  readonly #digests: readonly Hash[];
  readonly #events: number[];
  #heads: (string | undefined)[];
  readonly #days: readonly LocalDate[];

  constructor(days: readonly LocalDate[]) {
    this.#days = days;
    this.#until = days.map((day) => atLocalHour(day, 0));
    this.#digests = days.map(() => createHash('sha256'));
    this.#events = days.map(() => 0);
    this.#heads = days.map(() => undefined);
  }

  add({ at, hash }: Pick<JournalEvent, 'at' | 'hash'>): void {
    for (const [i, until] of this.#until.entries()) {
      if (at >= until) continue;
      this.#heads[i] = hash;
      this.#events[i] = (this.#events[i] as number) + 1;
    }
  }

  /** A chain is over, another begins. */
  endChain(): void {
    for (const [i, head] of this.#heads.entries()) if (head !== undefined) this.#digests[i]?.update(head);
    this.#heads = this.#heads.map(() => undefined);
  }

  /** The anchors, once the last chain is over. */
  anchors(): Anchor[] {
    return this.#days.map((day, i) => ({
      day,
      events: this.#events[i] as number,
      digest: (this.#digests[i] as Hash).digest('hex'),
    }));
  }
}

const anchorOf = (event: JournalEvent | undefined): Anchor | undefined => event?.facts['anchor'] as Anchor | undefined;

/** The latest anchor, for printing beside what is taken out of the system; undefined before the first night. */
export const findLastAnchor = async (): Promise<Anchor | undefined> => anchorOf(await findLast(CHECKS));

/** A line of the log: the anchor, and the hash of the line before, so that no line is taken out unseen. */
const lineOf = ({ day, events, digest }: Anchor, before: string): string =>
  JSON.stringify({ day, events, digest, before: before === '' ? '' : hashOfLine(before) });
const hashOfLine = (line: string): string => createHash('sha256').update(line).digest('hex');

const NIGHTS = 10_000;

/** Days whose anchors the nightly checks worked out and a log does not have: its end was cut off, or it is another file. */
export async function findUnkept(kept: readonly Anchor[]): Promise<LocalDate[]> {
  const days = new Set(kept.map(({ day }) => day));
  return (await findTrail(CHECKS, NIGHTS))
    .flatMap((event) => anchorOf(event)?.day ?? [])
    .filter((day) => !days.has(day));
}

/**
 * Writes the anchors that are not there yet into the log outside the database: those of a night whose worker was killed
 * before it came to that are written the next time. Where no file tells what was said before, a night says its own alone.
 */
export async function keepAnchors(): Promise<void> {
  let last = (await anchorLines()).at(-1) ?? '';
  const since = last === '' ? '' : (JSON.parse(last) as Anchor).day;
  const checks = keepsAnchorLines() ? await findTrail(CHECKS, NIGHTS) : [await findLast(CHECKS)];
  for (const event of checks) {
    const anchor = anchorOf(event);
    if (anchor === undefined || anchor.day <= since) continue;
    last = lineOf(anchor, last);
    await addAnchorLine(last);
  }
}

/** Every anchor the nightly checks worked out, as lines of a log: for whoever takes a part of the journal out of the system. */
export async function anchorsAsLines(): Promise<string[]> {
  const lines: string[] = [];
  for (const event of await findTrail(CHECKS, NIGHTS)) {
    const anchor = anchorOf(event);
    if (anchor !== undefined) lines.push(lineOf(anchor, lines.at(-1) ?? ''));
  }
  return lines;
}

/** The anchors of the log. @throws Error naming the first line that does not follow from the one before, or is none. */
export function readAnchors(lines: readonly string[]): Anchor[] {
  return lines.map((line, i) => {
    let read: Partial<Anchor> & { before?: string } = {};
    try {
      read = JSON.parse(line);
    } catch {
      // Said below.
    }
    const { day, events, digest } = read;
    const isWhole = typeof day === 'string' && typeof events === 'number' && typeof digest === 'string';
    if (!isWhole || lineOf({ day, events, digest }, lines[i - 1] ?? '') !== line)
      throw new Error(`锚点记录第 ${i + 1} 行对不上前一行`);
    return { day, events, digest };
  });
}
