import type { Model } from 'mongoose';

/** How many documents hold each of some values in a field, by one command. Counted up to `most` each. */
export async function countEach<T, V extends string>(
  model: Model<T>,
  field: keyof T & string,
  values: readonly V[],
  most: number,
): Promise<Record<V, number>> {
  const [first = [], ...others] = values.map((value) => [
    { $match: { [field]: value } },
    { $limit: most },
    { $group: { _id: value, count: { $sum: 1 } } },
  ]);
  const rows = await model.aggregate<{ _id: V; count: number }>([
    ...first,
    ...others.map((pipeline) => ({ $unionWith: { coll: model.collection.name, pipeline } })),
  ]);
  const counts = new Map(rows.map((row) => [row._id, row.count]));
  return Object.fromEntries(values.map((value) => [value, counts.get(value) ?? 0])) as Record<V, number>;
}
