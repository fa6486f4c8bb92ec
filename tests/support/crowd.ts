import mongoose from 'mongoose';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';

/** Puts many records of another firm beside the one that is there: in another place, or in another state nearby. */
export async function crowd(collection: string, one: object, more: object): Promise<void> {
  const rows = Array.from({ length: 300 }, (_, n) => ({
    ...one,
    _id: newId(fixedNow),
    reference: `X2026-${2_000 + n}`,
    onceKey: `crowd:${collection}:${n}`,
    enterpriseId: newId(),
    proposerId: newId(),
    ownerId: newId(),
    ...more,
  }));
  await mongoose.connection.collection(collection).insertMany(rows as never);
}

/** How many records a page of such a list looks at; it fails where no index is asked. */
export async function examined(collection: string, query: unknown): Promise<number> {
  const plan = await mongoose.connection
    .collection(collection)
    .find(query as never)
    .sort({ _id: -1 })
    .limit(26)
    .explain('executionStats');
  expect(JSON.stringify(plan['queryPlanner'])).not.toContain('COLLSCAN');
  return (plan['executionStats'] as { totalDocsExamined: number }).totalDocsExamined;
}
