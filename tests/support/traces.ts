import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { newId } from '#kernel/ids';

/** One document of the store. */
export interface Found {
  collection: string;
  id: string;
  row: unknown;
  text: string;
}

/** Every document of every collection, as whoever holds the whole database reads them. */
export async function everyDocument(): Promise<Found[]> {
  const names = (await mongoose.connection.db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  const found = await Promise.all(
    names
      .filter(({ name }) => !name.startsWith('system.'))
      .map(async ({ name }) =>
        (await mongoose.connection.collection(name).find().toArray()).map((row): Found => {
          // Pixels tell what they show, and nothing else.
          const bare = name.endsWith('.chunks') ? { ...row, data: undefined } : row;
          return { collection: name, id: String(row._id), row: bare, text: JSON.stringify(bare) };
        }),
      ),
  );
  return found.flat();
}

/**
 * What in a document may lead to another: every value long enough to be an id, a key or a number of a case. Names of
 * fields and of kinds (letters alone) stand everywhere; times are looked at by themselves.
 */
export function wordsIn(text: string): Set<string> {
  const values = text.replace(/"\w+":/g, ' ').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, ' ');
  const found = values.match(/[A-Z]20\d\d-\d{4,9}|[0-9A-Za-z_-]{12,}/g) ?? [];
  return new Set(found.filter((word) => !/^0+$/.test(word) && (word.length >= 20 || /\d/.test(word))));
}

/**
 * Everything that can be reached from documents that contain `start`, by words that stand in two documents and stood
 * nowhere before: a firm's id, an officer's name lead from anything to anything and prove nothing.
 */
export function reachedFrom(start: readonly string[], after: readonly Found[], before: ReadonlySet<string>): Found[] {
  const words = new Map(after.map((one) => [one, [...wordsIn(one.text)].filter((word) => !before.has(word))]));
  const known = new Set(start);
  const reached = new Set<Found>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const one of after) {
      if (reached.has(one) || !words.get(one)?.some((word) => known.has(word))) continue;
      reached.add(one);
      for (const word of words.get(one) ?? []) known.add(word);
      grown = true;
    }
  }
  return [...reached];
}

/**
 * Ids of this process in a document that run on beside others: their neighbours tell the second. What a person did who
 * is named there tells of their own request alone.
 */
export function runningIdsIn(row: unknown): string[] {
  const { requestId: _own, ...rest } = row as { requestId?: string };
  const part = newId().slice(8, 18);
  return (JSON.stringify(rest).match(/(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])/g) ?? []).filter(
    (id) => id.slice(8, 18) === part,
  );
}

const HOUR_MS = 3_600_000;
/** Times in a document told finer than the hour; the end of a day tells the day. */
export function fineTimesIn(value: unknown): string[] {
  if (value instanceof Date) {
    const isCoarse = value.getTime() % HOUR_MS === 0 || (value.getTime() + 1) % HOUR_MS === 0;
    return isCoarse ? [] : [value.toISOString()];
  }
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return fineTimesIn(new Date(value));
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(fineTimesIn);
}

/** One thing that is no document: where it stands, and all of it. */
export interface Beside {
  where: string;
  text: string;
}

/** What a key of Redis holds, of whatever kind it is. */
async function heldBy(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return undefined;
  }
}

/**
 * Everything that is kept beside the documents, as it is found and never by a list: names and definitions of collections and
 * their indexes; every key of Redis (limits, sessions, jobs, charts) with what it holds; names of files on the disk.
 */
export async function everythingBeside(redis: Redis): Promise<Beside[]> {
  const collections = (await mongoose.connection.db?.listCollections().toArray()) ?? [];
  const defined = await Promise.all(
    collections
      .filter(({ name }) => !name.startsWith('system.'))
      .map(async (one) => ({
        where: `collection ${one.name}`,
        text: JSON.stringify([one, await mongoose.connection.collection(one.name).indexes()]),
      })),
  );
  const keys = await redis.keys('*');
  const kept = await Promise.all(
    keys.map(async (key) => ({ where: 'redis', text: JSON.stringify([key, await heldBy(redis, key)]) })),
  );
  const files = (await readdir(tmpdir())).filter((name) => name.startsWith('anfa-'));
  return [...defined, ...kept, ...files.map((text) => ({ where: 'file', text }))];
}
