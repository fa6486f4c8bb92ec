import type { LocalDate } from './dates.ts';

/** One version of a rule, in force from `from` (inclusive, Shanghai day) until the next version. */
export interface RuleVersion<T> {
  version: string;
  from: LocalDate;
  /** Article of the policy or law this carries out, e.g. `意见（九）`. */
  article: string;
  /** Where the value was read, in the words a reader can check. */
  source: string;
  /**
   * Read in its source; a reference value that the competent body may set otherwise; one of which the source was not
   * read, so that it may say otherwise; or what the competent body has set (`useSet`).
   */
  standing: 'read' | 'reference' | 'unread' | 'set';
  value: T;
}

/** Something a rule picks from a list: where it stands in the value, what people call it, and what it may be. */
export interface RuleChoice {
  path: string;
  label: string;
  options: readonly { code: string; label: string }[];
}
/** What was picked, by its place: one code, or several where the value holds a list. */
export interface Picked {
  path: string;
  codes: readonly string[];
}

/** A dated, versioned rule: changing it never changes a case decided under an earlier version. */
export interface RuleTable<T> {
  key: string;
  label: string;
  /** What a version means, in sentences for people: the page of rules shows every one. */
  says(value: T): readonly string[];
  /**
   * The competent body may set the numbers of its reference versions otherwise, from a day on (`ruleSettings`). Such a
   * table is asked for what it holds when it is needed, never kept.
   */
  isSettable?: true;
  /** The most a number may ever be, by the last part of its place: an hour of the day. */
  most?: Readonly<Record<string, number>>;
  /** Lists the competent body may pick from otherwise, beside the numbers; what is picked is said. */
  choices?: readonly RuleChoice[];
  /** What is wrong with numbers that do not go together, as a sentence. */
  contradiction?(value: T): string | undefined;
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

/** Numbers of a table that the competent body has set from a day on, each by where it stands in the value: `days`, `0.months`. */
export interface SetRule {
  key: string;
  version: string;
  from: LocalDate;
  article: string;
  source: string;
  numbers: readonly { path: string; value: number }[];
  picked?: readonly Picked[];
}

let setRules = new Map<string, readonly SetRule[]>();
let merged = new Map<string, readonly RuleVersion<unknown>[]>();

/** What was set, in force in this process from now on; of two from one day the later in the list counts. */
export function useSet(rows: readonly SetRule[]): void {
  setRules = new Map();
  for (const row of rows) setRules.set(row.key, [...(setRules.get(row.key) ?? []), row]);
  merged = new Map();
}

/**
 * Every version of a table in order: what is shipped, and what was set over it. What was set holds until a later version
 * is shipped.
 */
export function versionsOf<T>(table: RuleTable<T>): readonly RuleVersion<T>[] {
  const set = setRules.get(table.key);
  if (set === undefined || table.isSettable !== true) return table.versions;
  let versions = merged.get(table.key) as readonly RuleVersion<T>[] | undefined;
  if (versions === undefined) {
    versions = [...table.versions, ...set.flatMap((row) => withSet(table, row) ?? [])].toSorted((one, other) =>
      one.from === other.from ? 0 : one.from < other.from ? -1 : 1,
    );
    merged.set(table.key, versions);
  }
  return versions;
}

/** The shipped version of that day with the numbers put in; of places that are no longer there nothing is kept. */
function withSet<T>(table: RuleTable<T>, row: SetRule): RuleVersion<T> | undefined {
  const base = shippedOn(table, row.from);
  if (base === undefined) return undefined;
  const { version, from, article, source, numbers, picked } = row;
  return { version, from, article, source, standing: 'set', value: pickIn(table, putIn(base.value, numbers), picked) };
}

/** The version shipped for that day, whatever was set over it. */
export const shippedOn = <T>(table: RuleTable<T>, day: LocalDate): RuleVersion<T> | undefined =>
  table.versions.findLast(({ from }) => from <= day);

/** What holds the end of a path in a value, and the name of the end; undefined where there is no such place. */
function holderOf(value: unknown, path: string): [holder: Record<string, unknown>, last: string] | undefined {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const holder = parts.reduce<Record<string, unknown> | undefined>(
    (at, part) => (Object.hasOwn(at ?? {}, part) ? (at?.[part] as Record<string, unknown>) : undefined),
    value as Record<string, unknown>,
  );
  return holder !== undefined && Object.hasOwn(holder, last) ? [holder, last] : undefined;
}

/**
 * A copy of a rule's value with whole numbers put where whole numbers stand. What stands before the due day is kept as less
 * than nought, and said and set without the sign: it stays on its side.
 */
export function putIn<T>(value: T, numbers: SetRule['numbers']): T {
  const copy = structuredClone(value);
  for (const { path, value: number } of numbers) {
    const [holder, last] = holderOf(copy, path) ?? [];
    const stands = holder?.[last ?? ''];
    if (holder !== undefined && last !== undefined && Number.isInteger(stands))
      holder[last] = (stands as number) < 0 ? -number : number;
  }
  return copy;
}

/** Codes that stand at a place of a value: one, or those of a list. */
export function codesAt(value: unknown, path: string): readonly string[] {
  const [holder, last = ''] = holderOf(value, path) ?? [];
  const stands = holder?.[last];
  return Array.isArray(stands) ? stands : typeof stands === 'string' ? [stands] : [];
}
/** Whether a list stands there, of which any number may be picked. */
export function isListAt(value: unknown, path: string): boolean {
  const [holder, last = ''] = holderOf(value, path) ?? [];
  return Array.isArray(holder?.[last]);
}

/** A copy with what was picked; what is no option of the table any more is left as it is shipped. */
export function pickIn<T>(table: Pick<RuleTable<T>, 'choices'>, value: T, picked: readonly Picked[] = []): T {
  const copy = structuredClone(value);
  for (const { path, options } of table.choices ?? []) {
    const codes = picked.find((one) => one.path === path)?.codes.filter((code) => options.some((o) => o.code === code));
    const [holder, last] = holderOf(copy, path) ?? [];
    if (codes === undefined || codes.length === 0 || holder === undefined || last === undefined) continue;
    holder[last] = Array.isArray(holder[last]) ? codes : codes[0];
  }
  return copy;
}

/** A number that a table says aloud. */
export interface SaidNumber {
  /** Where it stands in the value. */
  path: string;
  value: number;
  /** The whole sentence, with the number in it. */
  sentence: string;
  /** The part of the sentence around it: `安排整改` and `个工作日`. */
  before: string;
  after: string;
}

/** A number no rule holds: where it turns up in what a rule says, that place speaks of it. */
const PROBE = 70_707_707;

/** The whole numbers of a rule that its sentences say as they are: what nobody can read, nobody can set. */
export function saidNumbers<T>(table: RuleTable<T>, value: T): SaidNumber[] {
  const lines = table.says(value);
  return leavesOf(value).flatMap(([path, stands]) => {
    const number = Math.abs(stands);
    const probed = table.says(putIn(value, [{ path, value: PROBE }]));
    const changed = probed.findIndex((line, index) => line !== lines[index]);
    const line = probed[changed] ?? '';
    const isAsItIs = probed.every((other, index) => other.replaceAll(`${PROBE}`, `${number}`) === lines[index]);
    if (changed === -1 || !isAsItIs) return [];
    const clause = clauseOf(clauseOf(line, /(?<=[，。；：])/), /(?<=、)/, LONG_CLAUSE).replace(/[，。；、]$/, '');
    const [before = '', after = ''] = clause.split(`${PROBE}`);
    return [{ path, value: number, sentence: lines[changed] ?? '', before: before.trim(), after: after.trim() }];
  });
}

/** The part of a text that speaks of the probe, where the text is longer than `most`. */
const clauseOf = (text: string, between: RegExp, most = 0): string =>
  text.length <= most ? text : (text.split(between).find((part) => part.includes(`${PROBE}`)) ?? text);
const LONG_CLAUSE = 40;

function leavesOf(value: unknown, path: readonly string[] = []): [path: string, number: number][] {
  if (Number.isInteger(value)) return [[path.join('.'), value as number]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

/** For `contradiction`: the sentence when a number is larger than the one after it. */
export const outOfOrder = (numbers: readonly number[], sentence: string): string | undefined =>
  numbers.some((number, at) => number > (numbers[at + 1] ?? number)) ? sentence : undefined;

/** The version in force on `day`. @throws Error when the table has none for that day. */
export function ruleOn<T>(table: RuleTable<T>, day: LocalDate): RuleVersion<T> {
  const inForce = versionsOf(table).findLast((v) => v.from <= day);
  if (!inForce) throw new Error(`rule ${table.key} has no version in force on ${day}`);
  return inForce;
}

/** What the rule in force on `day` says, for a reply. */
export const rulingOn = <T>(table: RuleTable<T>, day: LocalDate): string =>
  table.says(ruleOn(table, day).value).join('');

/** A version by name, for a case decided under it. @throws Error when unknown. */
export function ruleVersion<T>(table: RuleTable<T>, version: string): RuleVersion<T> {
  const found = versionsOf(table).find((v) => v.version === version);
  if (!found) throw new Error(`rule ${table.key} has no version ${version}`);
  return found;
}
