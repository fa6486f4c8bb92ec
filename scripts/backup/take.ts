import mongoose from 'mongoose';
import { blind } from '#platform/sealing';
import { endingOf, headingOf, markOf, writeArchive } from './archive.ts';

const FORMAT = 1;
/** Who is signed in where is no record of anything; everybody signs in anew after a restore. */
const LEFT_OUT: readonly string[] = ['sessions'];
const ROWS_AT_ONCE = 1_000;

/** What keys a place seals with, without telling anything of them. */
export const keyMark = (): string => blind('backup', 'backup');

async function* rowsOf(counts: Record<string, number>, takenAt: Date): AsyncGenerator<Uint8Array> {
  const client = mongoose.connection.getClient();
  const database = mongoose.connection.db;
  if (database === undefined) throw new Error('not connected');
  yield headingOf({ $anfa: FORMAT, takenAt, keyMark: keyMark() });
  // Everything is read as of one moment, however long it takes and whoever goes on working.
  const session = client.startSession({ snapshot: true });
  try {
    const all = await database.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
    const names = all.map(({ name }) => name).filter((name) => !name.startsWith('system.') && !LEFT_OUT.includes(name));
    for (const name of names.toSorted()) {
      yield markOf(name);
      counts[name] = 0;
      const rows = database
        .collection(name)
        .find({}, { session, raw: true, batchSize: ROWS_AT_ONCE, sort: { _id: 1 } });
      for await (const row of rows as unknown as AsyncIterable<Uint8Array>) {
        counts[name] += 1;
        yield row;
      }
    }
    yield endingOf(counts);
  } finally {
    await session.endSession();
  }
}

/**
 * Takes a backup of everything but sessions, photos and files with it, as of one moment, encrypted for `recipient`.
 * @returns how many rows of each collection it holds.
 */
export async function takeBackup(file: string, recipient: string, now: Date): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await writeArchive(file, recipient, rowsOf(counts, now));
  return counts;
}
