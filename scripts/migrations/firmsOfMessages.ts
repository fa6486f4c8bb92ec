import type { Connection } from 'mongoose';
import { NOUNS } from '#domain/nouns';

/** Messages that are there say which firm they are about, as new ones do; sealed ones do not. Running it again changes nothing. */
export async function firmsOfMessages(connection: Connection): Promise<void> {
  for (const { kind, collection } of NOUNS)
    await connection
      .collection('outbox')
      .aggregate([
        { $match: { 'still.noun': kind, firmId: { $exists: false }, sealed: { $exists: false } } },
        { $lookup: { from: collection, localField: 'still.reference', foreignField: 'reference', as: 'row' } },
        { $unwind: '$row' },
        { $match: { 'row.enterpriseId': { $type: 'string' } } },
        { $project: { firmId: '$row.enterpriseId' } },
        { $merge: { into: 'outbox', whenMatched: 'merge', whenNotMatched: 'discard' } },
      ])
      .toArray();
}
