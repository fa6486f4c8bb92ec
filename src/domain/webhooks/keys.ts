import { formatDateTime, HOUR_MS } from '#kernel/dates';
import { invalid } from '#kernel/errors';
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

/** A new key alone: the ones before sign no more. */
const freshKey = ({ _id }: Keyed, { key }: Seals, now: Date) => ({ key: key.seal(_id, makeKey()), keyAt: now });

interface NewKey {
  set: Partial<Keyed> & { keyAt: Date };
  unset?: ('oldKey' | 'oldKeyUntil')[];
  facts?: { leaked: true };
}

/**
 * What a step changes that gives a new key. The one before signs on for so many hours, so that no message is lost
 * meanwhile; one that leaked, and the one before it, sign no more.
 * @throws Invalid at `leaked` while a key replaced earlier still signs: a third would put whoever sends out.
 */
export function newKeyOf(
  row: Keyed,
  seals: Seals,
  { isLeaked, now, hours }: { isLeaked: boolean; now: Date; hours: number },
): NewKey {
  const set = freshKey(row, seals, now);
  if (isLeaked) return { set, unset: ['oldKey', 'oldKeyUntil'], facts: { leaked: true } };
  const { _id, key, oldKeyUntil } = row;
  if (oldKeyUntil !== undefined && oldKeyUntil > now)
    throw invalid('common.check-fields', {
      leaked: `上次换下的密钥到 ${formatDateTime(oldKeyUntil)} 还能用，到时再换；泄露了就选马上停用`,
    });
  if (key === undefined) return { set };
  const until = new Date(now.getTime() + hours * HOUR_MS);
  return { set: { ...set, oldKey: seals.oldKey.seal(_id, seals.key.open(_id, key)), oldKeyUntil: until } };
}
