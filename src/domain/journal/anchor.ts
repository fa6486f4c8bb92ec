import { createHash, type Hash } from 'node:crypto';
import mongoose, { Schema } from 'mongoose';
import { atLocalHour, type LocalDate } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';
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
  /** The log had it before, and had lost it: it was cut off in between, and says so for good. */
  isAgain?: boolean;
}

/**
 * Works out the anchors of some days, the earliest first, in one pass over the events, chain by chain, each in its own order.
 * An event costs no more for many days than for few; a chain costs a step a day, for every anchor is of all chains.
 */
export class Anchoring {
  readonly #until: readonly Date[];
  readonly #digests: readonly Hash[];
  readonly #events: number[];
  readonly #heads: ({ hash: string; n: number } | undefined)[];
  #added = 0;
  readonly #days: readonly LocalDate[];

  constructor(days: readonly LocalDate[]) {
    this.#days = days;
    this.#until = days.map((day) => atLocalHour(day, 0));
    this.#digests = days.map(() => createHash('sha256'));
    this.#events = days.map(() => 0);
    this.#heads = days.map(() => undefined);
  }

  /** Kept with the first day it is before, however many days come after. */
  add({ at, hash }: Pick<JournalEvent, 'at' | 'hash'>): void {
    const i = this.#firstAfter(at);
    if (i === this.#until.length) return;
    this.#heads[i] = { hash, n: ++this.#added };
    this.#events[i] = (this.#events[i] as number) + 1;
  }

  #firstAfter(at: Date): number {
    let [low, high] = [0, this.#until.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at < (this.#until[middle] as Date)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** A chain is over, another begins. What was added last of all before a day is its head that day. */
  endChain(): void {
    let head: { hash: string; n: number } | undefined;
    for (const [i, here] of this.#heads.entries()) {
      if (here !== undefined && here.n > (head?.n ?? 0)) head = here;
      if (head !== undefined) this.#digests[i]?.update(head.hash);
    }
    this.#heads.fill(undefined);
  }

  /** The anchors, once the last chain is over. */
  anchors(): Anchor[] {
    let events = 0;
    return this.#days.map((day, i) => {
      events += this.#events[i] as number;
      return { day, events, digest: (this.#digests[i] as Hash).digest('hex') };
    });
  }
}

const anchorOf = (event: JournalEvent | undefined): Anchor | undefined => event?.facts['anchor'] as Anchor | undefined;

/** The latest anchor, for printing beside what is taken out of the system; undefined before the first night. */
export const findLastAnchor = async (): Promise<Anchor | undefined> => anchorOf(await findLast(CHECKS));

/** That the log had a line of that day: where it is written a second time, somebody had cut the log. */
const schema = new Schema<{ _id: LocalDate }>({ _id: NAMED_ID }, { collection: 'anchorsKept', versionKey: false });
const KeptModel = mongoose.model<{ _id: LocalDate }>('AnchorKept', schema);

/** A line of the log: the anchor, and the hash of the line before, so that no line is taken out unseen. */
const lineOf = ({ day, events, digest, isAgain }: Anchor, before: string): string =>
  JSON.stringify({
    ...{ day, events, digest, before: before === '' ? '' : hashOfLine(before) },
    ...(isAgain ? { isAgain } : {}),
  });
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
  const lines = await anchorLines();
  let last = lines.at(-1) ?? '';
  const since = last === '' ? '' : (JSON.parse(last) as Anchor).day;
  // Of a night that was killed between its line and its note, and of nights before there were notes.
  await noteKept(lines.map((line) => (JSON.parse(line) as Anchor).day));
  const checks = keepsAnchorLines() ? await findTrail(CHECKS, NIGHTS) : [await findLast(CHECKS)];
  for (const event of checks) {
    const anchor = anchorOf(event);
    if (anchor === undefined || anchor.day <= since) continue;
    const isAgain = keepsAnchorLines() && (await KeptModel.exists({ _id: anchor.day })) !== null;
    last = lineOf({ ...anchor, isAgain }, last);
    await addAnchorLine(last);
    if (keepsAnchorLines()) await noteKept([anchor.day]);
  }
}

async function noteKept(days: readonly LocalDate[]): Promise<void> {
  if (days.length === 0) return;
  await KeptModel.bulkWrite(
    days.map((_id) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: { _id } }, upsert: true } })),
  );
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
    const { day, events, digest, isAgain } = read;
    const isWhole = typeof day === 'string' && typeof events === 'number' && typeof digest === 'string';
    const again = isAgain === true ? { isAgain } : {};
    if (!isWhole || lineOf({ day, events, digest, ...again }, lines[i - 1] ?? '') !== line)
      throw new Error(`锚点记录第 ${i + 1} 行对不上前一行`);
    return { day, events, digest, ...again };
  });
}
