import mongoose from 'mongoose';

interface Profiled {
  ns: string;
  op: string;
  planSummary?: string;
  docsExamined?: number;
  hasSortStage?: boolean;
  command: { explain?: unknown };
}

const db = () => mongoose.connection.db as mongoose.mongo.Db;

/** What the store did while `read` ran, in its own account. */
export async function profiled(read: () => Promise<unknown>): Promise<Profiled[]> {
  await db().command({ profile: 0 });
  await db()
    .collection('system.profile')
    .drop()
    .catch(() => undefined);
  await db().command({ profile: 2 });
  try {
    await read();
  } finally {
    await db().command({ profile: 0 });
  }
  const rows = await db().collection<Profiled>('system.profile').find().toArray();
  return rows.filter(({ ns }) => !ns.includes('system.'));
}
