import { bare } from '#kernel/text';
import rows from './categories.json' with { type: 'json' };

export interface Category {
  code: string;
  label: string;
  /** What belongs here, in the words of a form's hint. */
  scope: string;
  /** Words that speak for it. */
  keywords: readonly string[];
}

const all: readonly Category[] = rows;
const NOT_A_HAZARD = 'not-a-hazard';
const OTHER = 'other';

/** Kinds of hazard a person may choose from. */
export const CATEGORIES: readonly Category[] = all.filter((row) => row.code !== NOT_A_HAZARD);

export const categoryLabel = (code: string): string => all.find((row) => row.code === code)?.label ?? '其他';

/**
 * The kind whose words occur most, longer words weighing more; `other` when none occurs. A guess for the form to start
 * with and for sorting chat reports, always open to correction by whoever verifies.
 */
export function guessCategory(text: string): string {
  const words = bare(text);
  let best = { code: OTHER, weight: 0 };
  for (const row of all) {
    const weight = row.keywords.reduce((sum, word) => sum + (words.includes(bare(word)) ? bare(word).length : 0), 0);
    if (weight > best.weight) best = { code: row.code, weight };
  }
  return best.code === NOT_A_HAZARD ? OTHER : best.code;
}
