import type { Model } from 'mongoose';
import { isInTransaction } from './mongo.ts';

/**
 * Documents of a model that match, where found no more than `most`; nothing casts the filter, so its values are of the types
 * that are stored.
 */
// biome-ignore lint/suspicious/noExplicitAny: models of any document are counted alike
export type Asked = readonly [model: Model<any>, filter: Record<string, unknown>, most?: number];

/** How many documents there are of several sorts, by one command. Counted up to `most` each; to the end when absent. */
export async function countEach<K extends string>(
  asked: Readonly<Record<K, Asked>>,
  most?: number,
): Promise<Record<K, number>> {
  const keys = Object.keys(asked) as K[];
  const [first, ...others] = keys.map((key) => {
    const [model, filter] = asked[key];
    const limit = most === undefined ? [] : [{ $limit: most }];
    const pipeline = [{ $match: filter }, ...limit, { $group: { _id: key, count: { $sum: 1 } } }];
    return { model, pipeline };
  });
  const rows = await first?.model.aggregate<{ _id: K; count: number }>([
    ...first.pipeline,
    ...others.map(({ model, pipeline }) => ({ $unionWith: { coll: model.collection.collectionName, pipeline } })),
  ]);
  const counts = new Map(rows?.map((row) => [row._id, row.count]));
  return Object.fromEntries(keys.map((key) => [key, counts.get(key) ?? 0])) as Record<K, number>;
}

/**
 * The documents of several sorts, each in the order of their ids, by one command; for few of them. A transaction knows no
 * union, so inside one they are asked for one after the other.
 */
export async function findEach<K extends string>(asked: Readonly<Record<K, Asked>>): Promise<Record<K, unknown[]>> {
  const keys = Object.keys(asked) as K[];
  const found = Object.fromEntries(keys.map((key) => [key, [] as unknown[]])) as Record<K, unknown[]>;
  if (isInTransaction()) {
    for (const key of keys) {
      const [model, filter, most = 0] = asked[key];
      found[key] = await model.find(filter).sort({ _id: 1 }).limit(most).lean();
    }
    return found;
  }
  const [first, ...others] = keys.map((key) => {
    const [model, filter, most] = asked[key];
    const row = { $project: { _id: 0, key: { $literal: key }, row: '$$ROOT' } };
    const limit = most === undefined ? [] : [{ $limit: most }];
    return { model, pipeline: [{ $match: filter }, { $sort: { _id: 1 as const } }, ...limit, row] };
  });
  const rows = await first?.model.aggregate<{ key: K; row: unknown }>([
    ...first.pipeline,
    ...others.map(({ model, pipeline }) => ({ $unionWith: { coll: model.collection.collectionName, pipeline } })),
  ]);
  for (const { key, row } of rows ?? []) found[key].push(row);
  return found;
}
