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
  'meant',
  'my-reports',
  'progress',
  'my-programme',
  'who-am-i',
  'reset-password',
  'bind',
  'join',
  'to-dos',
  'to-review',
  'accept',
  'verify',
  'submit',
  'approve',
  'return',
  'urge',
  'major-progress',
  'answer-order',
  'supervise',
  'note',
  'not-closed',
  'close',
  'downgrade',
  'no-more-time',
  'more-time',
  'endorse',
  'reopen',
  'answer',
  'take-outside',
  'fine',
  'harmed',
  'reward',
  'received',
  'approve-rewards',
  'budget',
  'policies',
  'agree-pass',
  'issue-pass',
  'refuse-pass',
  'plate',
  'inside',
  'visit',
  'my-passes',
  'attend',
  'not-there',
  'accident',
  'suggest',
  'my-suggestions',
  'complete',
  'effective',
  'not-effective',
  'adopt',
  'decline',
  'confirm-suggestion',
  'not-yet',
  'withdraw',
  'thanks',
  'greet',
  'small-talk',
  'afraid',
  'elsewhere',
  'contact',
  'advice',
  'enrol',
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
/** The longer words first: 「提交整改」 is the command and not 「提交」 with words after it. */
const longestFirst = (words: string): string =>
  words.includes('(')
    ? words
    : words
        .split('|')
        .sort((a, b) => b.length - a.length)
        .join('|');
/** A command at the beginning of a message and what may follow it. */
export const command = (words: string, rest = ''): RegExp =>
  new RegExp(`^${POLITE}(?:${longestFirst(words)})[:：]?\\s*${rest}$`, 'i');
export const REST = '(?<rest>.*)';

const SHORT_NUMBER =
  /^(?:(?:隐患|编号|查隐患|查编号)\s*第?(?<alone>\d{1,9})\s*号?|第?(?<first>\d{1,9})\s*号?\s*(?<then>受理|核实|验收|验收通过|通过|不通过|退回|退回整改|提交整改|整改完成|催办|催一下|附议|还没有?解决)(?<rest>.*)|(?<before>受理|核实|验收|验收通过|退回|退回整改|提交整改|催办|催一下|附议)\s*第?(?<last>\d{1,9})\s*号?(?<more>(?:\s|吧|啊|呀|一下|谢谢).*)?)$/;

/** 「52 受理」, 「隐患31号」 with the number written out: a case of this year. */
export function withWholeNumber(text: string, year: number): string {
  const { alone, first, then = '', rest = '', before = '', last, more = '' } = SHORT_NUMBER.exec(text)?.groups ?? {};
  const number = alone ?? first ?? last;
  return number === undefined ? text : `${before || then} H${year}-${number.padStart(4, '0')} ${rest || more}`.trim();
}

/** 「受理 … 吧」 */
const withoutParticle = (words: string): string => words.replace(/[\s，,]+(吧|啊|呀|哦|哈|一下|谢谢)$/, '');

/** The number somebody wrote, of whatever kind the bot can act on, and the words around it. */
function withoutNumber(text: string, letters: readonly ReferenceLetter[]) {
  for (const letter of letters) {
    const reference = findReference(text, letter);
    if (reference === undefined) continue;
    const number = new RegExp(`[${letters.join('')}]\\s*20\\d{2}\\s*[-—–－_ ]?\\s*\\d{1,9}`, 'i');
    return {
      letter,
      reference,
      words: withoutParticle(understandable(text.replace(number, ' ').replace(/\s+/g, ' '))),
    };
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
