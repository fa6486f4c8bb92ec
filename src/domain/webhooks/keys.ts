import { HOUR_MS } from '#kernel/dates';
import type { SealedField } from '#platform/sealing';
import { makeKey } from './signature.ts';

/** Whoever sends signed messages; the key before still signs until `oldKeyUntil`. */
interface Keyed {
  _id: string;
  /** Sealed, both. */
  key?: string;
  oldKey?: string;
  oldKeyUntil?: Date;
}
interface Seals {
  key: SealedField<string>;
  oldKey: SealedField<string>;
}

/** The keys that sign at a time. */
export const keysOf = ({ _id, key, oldKey, oldKeyUntil }: Keyed, seals: Seals, now: Date): string[] => [
  ...(key === undefined ? [] : [seals.key.open(_id, key)]),
  ...(oldKey === undefined || oldKeyUntil === undefined || oldKeyUntil <= now ? [] : [seals.oldKey.open(_id, oldKey)]),
];

/**
 * A new key in the place of the one there is, and until when that one signs on; undefined while one replaced earlier still
 * signs: a third would put whoever sends out.
 * @param hours How long a replaced key signs on.
 */
export function nextKey(row: Keyed, seals: Seals, now: Date, hours: number) {
  if (row.oldKeyUntil !== undefined && row.oldKeyUntil > now) return undefined;
  const oldKeyUntil = new Date(now.getTime() + hours * HOUR_MS);
  const old =
    row.key === undefined ? {} : { oldKey: seals.oldKey.seal(row._id, seals.key.open(row._id, row.key)), oldKeyUntil };
  return { ...freshKey(row, seals, now), ...old };
}

/** A new key alone: the ones before sign no more. */
export const freshKey = ({ _id }: Keyed, seals: Seals, now: Date) => ({
  key: seals.key.seal(_id, makeKey()),
  keyAt: now,
});
