import { createHash } from 'node:crypto';

/**
 * What nobody sees, what turns the reading round, controls but those of lines, halves of letters, and the code points set
 * aside for no letter ever (spreadsheets do not open with them).
 */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Cf}|\p{Noncharacter_Code_Point}|\p{Cs}|(?![\n\r\t])\p{Cc}/gu;

/**
 * The one gate for text, before it is stored, looked for or written into a file: what is unseen, turns the reading round
 * or may not stand in XML is left out, every kind of blank is a blank and every line break `\n`. Words, widths and lines
 * are kept.
 */
export const clean = (text: string): string =>
  text
    .replace(UNSEEN, '')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\p{Zs}\t]/gu, ' ');

const halfWidth = (text: string): string =>
  clean(text)
    .normalize('NFC')
    .replace(/[０-９Ａ-Ｚａ-ｚ＋－]/g, (one) => one.normalize('NFKC'));

/** Full-width letters and digits to half width, spaces trimmed and folded. Words and Chinese punctuation are kept. */
export const tidy = (text: string): string => halfWidth(text).replace(/\s+/g, ' ').trim();

/** The same for words of several lines: each line by itself, at most one empty line between two. */
export const tidyLines = (text: string): string =>
  halfWidth(text)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const DOTS = /(?<=\p{L})\s*[·•‧・∙⋅･．](?=\s*\p{Script=Han})\s*/gu;

/**
 * A name of a person or firm, written in one way however it was typed: （集团） for (集团), · for every dot between the
 * parts of a name of a minority, no blanks between Chinese characters.
 */
export const tidyName = (text: string): string =>
  tidy(text)
    .replace(/\s*[(（]\s*([^()（）]*?\p{Script=Han}[^()（）]*?)\s*[)）]/gu, '（$1）')
    .replace(DOTS, '·')
    .replace(/(?<=[\p{Script=Han}）])\s+(?=[\p{Script=Han}（])/gu, '');

/** The digits of a phone number as people write and paste it: 「手机：+86 138-0000-0000」. */
export const phoneDigits = (text: string): string =>
  clean(text)
    .normalize('NFKC')
    .replace(/^\s*(?:tel|手机号?|电话)\s*[::]?/i, '')
    .replace(/[\s().·‐-―—-]/g, '')
    .replace(/^(\+?86)(?=1\d{10}$)/, '');

const LONGEST = 40;

/** What people wrote, cut so that a message stays a message. */
export const shorten = (text: string): string => {
  const letters = [...text.replace(/\s+/g, ' ')];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : letters.join('');
};

/** Letters, digits and Chinese characters only, lower case: the base of bigrams. */
export function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * Distinct character bigrams. Chinese has no spaces and MongoDB's text index finds nothing in it; two characters are
 * enough for a word. A single character gives itself.
 */
export function bigrams(text: string): string[] {
  const chars = Array.from(bare(text));
  if (chars.length === 1) return chars;
  const found = new Set<string>();
  for (let i = 0; i + 1 < chars.length; i++) found.add(`${chars[i]}${chars[i + 1]}`);
  return [...found];
}

/** Shared bigrams over all bigrams, 0–1. */
export function similarity(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const other = new Set(b);
  const shared = a.filter((g) => other.has(g)).length;
  return shared / new Set([...a, ...b]).size;
}

const ROWS = 3;
const BANDS = 21;
const PRIME = 4_294_967_291n;
// Fixed coefficients, derived once from a constant, so that a band computed today matches one stored last year.
const COEFFICIENTS = Array.from({ length: ROWS * BANDS }, (_, i) => {
  const h = createHash('sha256').update(`anfa-minhash-${i}`).digest();
  return { a: Number(h.readUInt32BE(0) | 1) >>> 0, b: h.readUInt32BE(4) };
});

function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193) >>> 0;
  }
  return h;
}

/**
 * MinHash bands (21 bands of 3) of a text's bigrams. Two texts that share a band are candidates for being the same;
 * `similarity` then decides. Simhash fails on short Chinese, which is why it is not used.
 */
export function minhashBands(text: string): string[] {
  const grams = bigrams(text).map(hash32);
  if (grams.length === 0) return [];
  const mins = COEFFICIENTS.map(({ a, b }) => {
    let min = Number.POSITIVE_INFINITY;
    for (const g of grams) {
      const v = Number((BigInt(a) * BigInt(g) + BigInt(b)) % PRIME);
      if (v < min) min = v;
    }
    return min;
  });
  return Array.from({ length: BANDS }, (_, i) => `${i}:${mins.slice(i * ROWS, i * ROWS + ROWS).join('.')}`);
}

/** The parts of each line of what was typed, parted by upright strokes; empty lines are left out. */
export const partsOfRows = (typed: string): string[][] =>
  typed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(/[|｜]/).map((part) => part.trim()));
