import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';

export type Copied = readonly [collection: string, document: Record<string, unknown>];

/** Writes one document after the other into collections without indexes, and reads each back: the least it can cost. */
export async function insertAndRead(documents: readonly Copied[]): Promise<void> {
  for (const [name, document] of documents) {
    const collection = mongoose.connection.collection<{ _id: string }>(`bare_${name}`);
    const _id = randomUUID();
    await collection.insertOne({ ...document, _id });
    await collection.findOne({ _id });
  }
}
