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
  /** SHA-256 over the whole past: how, says `v`. */
  digest: string;
  /** Over the days; absent of one from an earlier release, over the chains. */
  v?: 2;
  /** The log had it before, and had lost it: it was cut off in between, and says so for good. */
  isAgain?: boolean;
}

type Asked = Pick<Anchor, 'day' | 'v'>;
interface Head {
  hash: string;
  n: number;
}

/**
 * The first kind of anchor: over the last hash of every chain by that day, so that a chain costs a step for every day asked.
 * Only what a log was given by an earlier release is still worked out so.
 */
class OverChains {
  readonly #until: readonly Date[];
  readonly #digests: readonly Hash[];
  readonly #events: number[];
  readonly #heads: (Head | undefined)[];

  constructor(days: readonly LocalDate[]) {
    this.#until = days.map((day) => atLocalHour(day, 0));
    this.#digests = days.map(() => createHash('sha256'));
    this.#events = days.map(() => 0);
    this.#heads = days.map(() => undefined);
  }

  /** Kept with the first day it is before, however many days come after. */
  add(at: Date, head: Head): void {
    const i = this.#firstAfter(at);
    if (i === this.#until.length) return;
    this.#heads[i] = head;
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

  /** What was added last of all before a day is its head that day. */
  endChain(): void {
    if (this.#until.length === 0) return;
    let head: Head | undefined;
    for (const [i, here] of this.#heads.entries()) {
      if (here !== undefined && here.n > (head?.n ?? 0)) head = here;
      if (head !== undefined) this.#digests[i]?.update(head.hash);
    }
    this.#heads.fill(undefined);
  }

  anchors(): Omit<Anchor, 'day'>[] {
    let events = 0;
    return this.#digests.map((digest, i) => {
      events += this.#events[i] as number;
      return { events, digest: digest.digest('hex') };
    });
  }
}

const DAY_MS = 86_400_000;
/** A day as a number, by the Shanghai clock. */
const dayNumber = (at: Date): number => Math.floor((at.getTime() - EPOCH.getTime()) / DAY_MS);
const FIRST_DAY: LocalDate = '2000-01-01';
const EPOCH = atLocalHour(FIRST_DAY, 0);
/** What a past without an event is folded into: an anchor always has a digest. */
const NOTHING = createHash('sha256').digest('hex');

/**
 * The second kind: over the days. Each day has one digest over the last hash of every chain that grew on it, and is folded into
 * the one before; so an anchor is over the whole past, and an event costs one step however many days are asked.
 */
class OverDays {
  readonly #digests = new Map<number, Hash>();
  readonly #events = new Map<number, number>();
  readonly #heads = new Map<number, string>();

  add(at: Date, { hash }: Head): void {
    const day = dayNumber(at);
    this.#heads.set(day, hash);
    this.#events.set(day, (this.#events.get(day) ?? 0) + 1);
  }

  endChain(): void {
    for (const [day, hash] of this.#heads) {
      const digest = this.#digests.get(day) ?? createHash('sha256');
      this.#digests.set(day, digest.update(hash));
    }
    this.#heads.clear();
  }

  /** As of the beginning of each of the days, which come in order. */
  anchors(until: readonly LocalDate[]): Omit<Anchor, 'day'>[] {
    const past = [...this.#digests].sort(([a], [b]) => a - b);
    let [at, events, digest] = [0, 0, NOTHING];
    return until.map((day) => {
      const end = (Date.parse(day) - Date.parse(FIRST_DAY)) / DAY_MS;
      for (let next = past[at]; next !== undefined && next[0] < end; next = past[++at]) {
        events += this.#events.get(next[0]) ?? 0;
        digest = createHash('sha256')
          .update(`${digest}${next[0]}:${next[1].digest('hex')}`)
          .digest('hex');
      }
      return { events, digest, v: 2 };
    });
  }
}

/**
 * Works out the anchors of some days, the earliest first, in one pass over the events, chain by chain, each in its own order.
 * An event costs no more for many days than for few; only days of the first kind cost each chain a step.
 */
export class Anchoring {
  readonly #asked: readonly Asked[];
  readonly #old: OverChains;
  readonly #new = new OverDays();
  #added = 0;

  constructor(asked: readonly Asked[]) {
    this.#asked = asked;
    this.#old = new OverChains(asked.filter(({ v }) => v === undefined).map(({ day }) => day));
  }

  add({ at, hash }: Pick<JournalEvent, 'at' | 'hash'>): void {
    const head = { hash, n: ++this.#added };
    this.#old.add(at, head);
    this.#new.add(at, head);
  }

  /** A chain is over, another begins. */
  endChain(): void {
    this.#old.endChain();
    this.#new.endChain();
  }

  /** The anchors, once the last chain is over; asked once. */
  anchors(): Anchor[] {
    const old = this.#old.anchors();
    const days = this.#new.anchors(this.#asked.filter(({ v }) => v !== undefined).map(({ day }) => day));
    return this.#asked.map(({ day, v }) => ({
      day,
      ...((v === undefined ? old : days).shift() as Omit<Anchor, 'day'>),
    }));
  }
}

const anchorOf = (event: JournalEvent | undefined): Anchor | undefined => event?.facts['anchor'] as Anchor | undefined;

/** The latest anchor, for printing beside what is taken out of the system; undefined before the first night. */
export const findLastAnchor = async (): Promise<Anchor | undefined> => anchorOf(await findLast(CHECKS));

/** That the log had a line of that day: where it is written a second time, somebody had cut the log. */
const schema = new Schema<{ _id: LocalDate }>({ _id: NAMED_ID }, { collection: 'anchorsKept', versionKey: false });
const KeptModel = mongoose.model<{ _id: LocalDate }>('AnchorKept', schema);

/** A line of the log: the anchor, and the hash of the line before, so that no line is taken out unseen. */
const lineOf = ({ day, events, digest, v, isAgain }: Anchor, before: string): string =>
  JSON.stringify({
    ...{ day, events, digest, ...(v === undefined ? {} : { v }), before: before === '' ? '' : hashOfLine(before) },
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
    const { day, events, digest, v, isAgain } = read;
    const isWhole = typeof day === 'string' && typeof events === 'number' && typeof digest === 'string';
    const again = { ...(v === 2 ? { v } : {}), ...(isAgain === true ? { isAgain } : {}) };
    if (!isWhole || lineOf({ day, events, digest, ...again }, lines[i - 1] ?? '') !== line)
      throw new Error(`锚点记录第 ${i + 1} 行对不上前一行`);
    return { day, events, digest, ...again };
  });
}
