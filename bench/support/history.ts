import mongoose from 'mongoose';

/** Checkpoints until what was deleted is gone from pages and indexes. */
const CHECKPOINTS = 3;
const PAUSE_MS = 3_000;

/**
 * Lets the store forget what was deleted: it keeps everything for five minutes, and a reader goes past each deleted entry.
 * What was filled a moment ago is read as it will be read every day but the first minutes.
 */
export async function forgetHistory(): Promise<void> {
  const admin = mongoose.connection.getClient().db('admin');
  await admin.command({ setParameter: 1, minSnapshotHistoryWindowInSeconds: 0 });
  for (let n = 0; n < CHECKPOINTS; n += 1) {
    // The point up to which history is dropped moves on with writes alone.
    await mongoose.connection.collection('bench').insertOne({ n });
    await admin.command({ fsync: 1 });
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}
