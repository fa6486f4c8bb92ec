import type { Document } from 'mongodb';
import mongoose from 'mongoose';
import { type Heading, isEnding, isHeading, isMark, readArchive, rowOf } from './archive.ts';
import { keyMark } from './take.ts';

/** Sent together: fewer round trips, and no more memory than this and a row. */
const MOST_ROWS = 1_000;
const MOST_BYTES = 8 * 1024 * 1024;

/** Why nothing was brought back; the store is as it was. */
export class CannotRestore extends Error {}

async function* openArchive(file: string, identity: string): AsyncGenerator<Uint8Array> {
  try {
    yield* readArchive(file, identity);
  } catch (error) {
    throw new CannotRestore(`备份文件打不开或不完整：${(error as Error).message}`);
  }
}

async function isEmpty(): Promise<boolean> {
  const all =
    (await mongoose.connection.db?.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()) ?? [];
  for (const { name } of all) {
    if (!name.startsWith('system.') && (await mongoose.connection.collection(name).findOne({})) !== null) return false;
  }
  return true;
}

function checkHeading(row: Document | undefined): Heading {
  if (row === undefined || !isHeading(row)) throw new CannotRestore('这不是安发的备份文件');
  if (row.keyMark !== keyMark()) {
    throw new CannotRestore('SEALING_KEYS 和备份时不是同一套：封存的联系方式和动态码密钥会打不开。请先放好原来的钥匙');
  }
  return row;
}

/** Reads an archive to its end without writing anything. @throws CannotRestore when it is damaged or cut off. */
async function checkWhole(file: string, identity: string): Promise<{ takenAt: Date; counts: Map<string, number> }> {
  let heading: Heading | undefined;
  let ending: Record<string, number> | undefined;
  const counts = new Map<string, number>();
  let name = '';
  for await (const bytes of openArchive(file, identity)) {
    if (heading === undefined) {
      heading = checkHeading(rowOf(bytes));
      continue;
    }
    const row = rowOf(bytes);
    if (isEnding(row)) ending = Object.fromEntries(Object.entries(row.$ending).map(([key, n]) => [key, Number(n)]));
    else if (isMark(row)) {
      name = row.$collection;
      counts.set(name, 0);
    } else counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const isWhole = ending !== undefined && [...counts].every(([key, count]) => ending?.[key] === count);
  if (heading === undefined || !isWhole) throw new CannotRestore('备份文件不完整');
  return { takenAt: heading.takenAt, counts };
}

/**
 * Brings a backup back into the connected store, which must be empty, whatever its replica set is called: first reads
 * the archive to its end, so that a damaged one changes nothing. Indexes are made afterwards, by the migration.
 * @returns when it was taken and how many rows were brought back, by collection.
 * @throws CannotRestore, and then nothing was written.
 */
export async function bringBack(
  file: string,
  identity: string,
): Promise<{ takenAt: Date; counts: Map<string, number> }> {
  if (!(await isEmpty())) throw new CannotRestore('数据库里已有数据：请恢复到一个空的数据库');
  const found = await checkWhole(file, identity);
  let name = '';
  let batch: Document[] = [];
  let bytesInBatch = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await mongoose.connection.collection(name).insertMany(batch as never, { ordered: false });
    batch = [];
    bytesInBatch = 0;
  };
  for await (const bytes of openArchive(file, identity)) {
    const row = rowOf(bytes);
    if (isHeading(row) || isEnding(row)) continue;
    if (isMark(row)) {
      await flush();
      name = row.$collection;
      continue;
    }
    batch.push(row);
    bytesInBatch += bytes.length;
    if (batch.length >= MOST_ROWS || bytesInBatch >= MOST_BYTES) await flush();
  }
  await flush();
  return found;
}
