import type { LocalDate } from './dates.ts';

/** One version of a rule, in force from `from` (inclusive, Shanghai day) until the next version. */
export interface RuleVersion<T> {
  version: string;
  from: LocalDate;
  /** Article of the policy or law this carries out, e.g. `意见（九）`. */
  article: string;
  /** Where the value was read, in the words a reader can check. */
  source: string;
  /** Read in its source, or a reference value that the competent body may set otherwise. */
  standing: 'read' | 'reference';
  value: T;
}

/** A dated, versioned rule: changing it never changes a case decided under an earlier version. */
export interface RuleTable<T> {
  key: string;
  label: string;
  /** What a version means, in sentences for people: the page of rules shows every one. */
  says(value: T): readonly string[];
  versions: readonly RuleVersion<T>[];
}

const rules = new Map<string, RuleTable<unknown>>();

/** Every rule table that was declared, by label. */
export const allRules = (): readonly RuleTable<unknown>[] =>
  [...rules.values()].toSorted((one, other) => one.label.localeCompare(other.label, 'zh'));

/**
 * Declares a rule table; versions must be in order of `from`.
 * @throws Error for versions out of order or a second table of one key: the process must not start.
 */
export function defineRule<T>(table: RuleTable<T>): RuleTable<T> {
  if (rules.has(table.key)) throw new Error(`rule ${table.key} is declared twice`);
  rules.set(table.key, table);
  for (let i = 1; i < table.versions.length; i++) {
    const earlier = table.versions[i - 1];
    const later = table.versions[i];
    if (earlier && later && earlier.from >= later.from) throw new Error(`rule ${table.key}: versions out of order`);
  }
  return table;
}

/** The version in force on `day`. @throws Error when the table has none for that day. */
export function ruleOn<T>(table: RuleTable<T>, day: LocalDate): RuleVersion<T> {
  const inForce = table.versions.findLast((v) => v.from <= day);
  if (!inForce) throw new Error(`rule ${table.key} has no version in force on ${day}`);
  return inForce;
}

/** What the rule in force on `day` says, for a reply. */
export const rulingOn = <T>(table: RuleTable<T>, day: LocalDate): string =>
  table.says(ruleOn(table, day).value).join('');

/** A version by name, for a case decided under it. @throws Error when unknown. */
export function ruleVersion<T>(table: RuleTable<T>, version: string): RuleVersion<T> {
  const found = table.versions.find((v) => v.version === version);
  if (!found) throw new Error(`rule ${table.key} has no version ${version}`);
  return found;
}
