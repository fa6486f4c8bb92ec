import { randomBytes, randomInt } from 'node:crypto';
import { startOfHour } from './dates.ts';

let counter = randomInt(0xffffff);
const processPart = randomBytes(5).toString('hex');

/**
 * A new document id: 24 hex characters that sort by creation time, so that the newest lie together in an index. It tells
 * the second, and who holds one guesses its neighbours: only for what may be known in its order.
 */
export function newId(at: Date = new Date()): string {
  counter = (counter + 1) & 0xffffff;
  return secondsOf(at) + processPart + counter.toString(16).padStart(6, '0');
}

/** An id that tells nothing and that nobody guesses: 128 random bits as 32 hex characters. */
export const randomId = (): string => randomBytes(16).toString('hex');

/** The same, 128 random bits, behind the hour it was made in: for rows that stand in lists by time and may tell no more of it. */
export const hourId = (at: Date): string => secondsOf(startOfHour(at)) + randomId();

/** Any of the three, as forms and addresses bring them. */
export const ID = /^[0-9a-f]{24}(?:[0-9a-f]{8}|[0-9a-f]{16})?$/;

const secondsOf = (at: Date): string =>
  Math.floor(at.getTime() / 1000)
    .toString(16)
    .padStart(8, '0');

/** How the ids of a collection are made. Every model says one of these as its `_id`, or the process does not start. */
export const ID_KINDS = ['ordered', 'random', 'named'] as const;

/** For the `_id` of rows whose order and time may be known. */
export const ORDERED_ID = { type: String, default: () => newId(), idKind: 'ordered' } as const;
/** For the `_id` of what somebody could want to guess: files, drafts, codes, messages. */
export const RANDOM_ID = { type: String, default: randomId, idKind: 'random' } as const;
/** For the `_id` of rows named by what they are about; whoever writes them gives it. */
export const NAMED_ID = { type: String, required: true, idKind: 'named' } as const;

/** Letters and digits that cannot be mistaken for each other when read aloud or copied from paper. */
const READABLE = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A secret of `length` readable characters (about 5 bits each). */
export function readableCode(length: number): string {
  return Array.from({ length }, () => READABLE[randomInt(READABLE.length)]).join('');
}

/** The lowest id a document made at `at` or later can have: a span of time becomes a span of the `_id` index. */
export const firstIdAt = (at: Date): string => secondsOf(at).padEnd(24, '0');
