import type { QueryFilter } from 'mongoose';
import { isCreditCode, tidyCreditCode } from '#domain/organisations';
import { findReference } from '#kernel/references';
import { bigrams } from '#kernel/text';

/** What is asked of a list by what somebody typed: a number, a credit code, or pieces of a firm's name. */
export function wordsFilter<T extends { reference: string; creditCode: string; grams?: string[] }>(
  q: string,
  letter: Parameters<typeof findReference>[1],
): QueryFilter<T> {
  const reference = findReference(q, letter);
  if (reference !== undefined) return { reference } as QueryFilter<T>;
  const creditCode = tidyCreditCode(q);
  return (isCreditCode(creditCode) ? { creditCode } : { grams: { $all: bigrams(q) } }) as QueryFilter<T>;
}
