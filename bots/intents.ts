import { findReference, type ReferenceLetter } from '#kernel/references';
import { understandable } from './words.ts';

/**
 * Every command of the bot; of two whose words fit a message the first is meant. The words stand with the conversation
 * that claims it, and one that none claims stops the start.
 */
export const INTENTS = [
  'menu',
  'back',
  'cancel',
  'resume',
  'my-reports',
  'progress',
  'my-programme',
  'who-am-i',
  'bind',
  'join',
  'to-dos',
  'accept',
  'verify',
  'submit',
  'approve',
  'return',
  'urge',
  'endorse',
  'reopen',
  'reward',
  'suggest',
  'my-suggestions',
  'complete',
  'effective',
  'not-effective',
  'adopt',
  'decline',
  'confirm-suggestion',
  'not-yet',
  'report',
] as const;
export type IntentCode = (typeof INTENTS)[number];

export interface Intent {
  code: IntentCode;
  /** Number of a case, an item or a suggestion in the message, normalised. */
  reference?: string;
  /** What follows the command: a code, a reason, a result. */
  rest?: string;
}

/** The words for a command. */
export interface Words {
  /** Tried on the whole message after `understandable`, with the case number cut out. */
  pattern: RegExp;
  /** Kinds of number without one of which the message means something else. */
  of?: readonly ReferenceLetter[];
  /** Tried in place of `pattern` when the message has no number, for a command that can do without. */
  bare?: RegExp;
  /** A photo may come with it: 「完成 J2026-0001」 under a picture. Under any other words a picture shows a danger. */
  withPhoto?: boolean;
  examples: readonly string[];
  /** Messages that look alike and mean something else. */
  nearMisses: readonly string[];
}

export interface IntentRow extends Words {
  code: IntentCode;
}

const POLITE = '(?:请|麻烦|帮我|我要|我想|想)?';
/** A command at the beginning of a message and what may follow it. */
export const command = (words: string, rest = ''): RegExp =>
  new RegExp(`^${POLITE}(?:${words})[:：]?\\s*${rest}$`, 'i');
export const REST = '(?<rest>.*)';

/** The number somebody wrote, of whatever kind the bot can act on, and the words around it. */
function withoutNumber(text: string, letters: readonly ReferenceLetter[]) {
  for (const letter of letters) {
    const reference = findReference(text, letter);
    if (reference === undefined) continue;
    const number = new RegExp(`[${letters.join('')}]\\s*20\\d{2}\\s*[-—–－_ ]?\\s*\\d{1,9}`, 'i');
    return { letter, reference, words: understandable(text.replace(number, ' ').replace(/\s+/g, ' ')) };
  }
  return { words: text.replace(/^(\S) (\S)$/, '$1$2') };
}

/**
 * The command a whole message is, if it is one: the first of `rows` that fits. A hazard told in plain words is not a
 * command.
 */
export function findIntent(text: string, rows: readonly IntentRow[], hasPhoto = false): Intent | undefined {
  const all = understandable(text);
  if (!all) return undefined;
  const { letter, reference, words } = withoutNumber(all, [...new Set(rows.flatMap((row) => row.of ?? []))]);
  for (const row of rows) {
    const isAsked = letter ? row.of?.includes(letter) : row.of === undefined;
    const m = (isAsked ? row.pattern : letter ? undefined : row.bare)?.exec(words);
    if (!m) continue;
    if (hasPhoto && !row.withPhoto) return undefined;
    const rest = m.groups?.['rest']?.trim();
    return { code: row.code, ...(reference ? { reference } : {}), ...(rest ? { rest } : {}) };
  }
  return undefined;
}
