import { randomBytes, randomInt } from 'node:crypto';

let counter = randomInt(0xffffff);
const processPart = randomBytes(5).toString('hex');

/** A new document id: 24 hex characters that sort by creation time, so that the newest lie together in an index. */
export function newId(at: Date = new Date()): string {
  counter = (counter + 1) & 0xffffff;
  const seconds = Math.floor(at.getTime() / 1000)
    .toString(16)
    .padStart(8, '0');
  return seconds + processPart + counter.toString(16).padStart(6, '0');
}

/** Letters and digits that cannot be mistaken for each other when read aloud or copied from paper. */
const READABLE = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** A secret of `length` readable characters (about 5 bits each). */
export function readableCode(length: number): string {
  return Array.from({ length }, () => READABLE[randomInt(READABLE.length)]).join('');
}

/** A numeric one-time code, easy to type on a phone. */
export function digitCode(length: number): string {
  return Array.from({ length }, () => String(randomInt(10))).join('');
}

/** The lowest id a document made at `at` or later can have: a span of time becomes a span of the `_id` index. */
export const firstIdAt = (at: Date): string =>
  Math.floor(at.getTime() / 1000)
    .toString(16)
    .padStart(8, '0')
    .padEnd(24, '0');
