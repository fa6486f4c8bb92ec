import { createHash } from 'node:crypto';

/** Full-width letters and digits to half width, spaces trimmed and folded. Words and Chinese punctuation are kept. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[０-９Ａ-Ｚａ-ｚ＋－]/g, (one) => one.normalize('NFKC'))
    .replace(/\s+/g, ' ')
    .trim();
}

const LONGEST = 40;

/** What people wrote, cut so that a message stays a message. */
export const shorten = (text: string): string => {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : text;
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
