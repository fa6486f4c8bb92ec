import { bare } from '#kernel/text';

/** How strongly a term that occurs often counts, and how much a long line is held against it: the usual values. */
const K = 1.2;
const B = 0.5;

/** Single characters and pairs of neighbours: what stands for words where nothing separates them. */
export function termsOf(text: string): string[] {
  const letters = Array.from(bare(text));
  return [...letters, ...letters.slice(1).map((letter, i) => `${letters[i]}${letter}`)];
}

/** Lines that can be asked how much of a sentence's words each has (BM25). */
export class WordIndex {
  readonly #postings = new Map<string, [line: number, weight: number][]>();
  readonly #idf = new Map<string, number>();
  readonly #size: number;

  constructor(lines: readonly string[]) {
    const terms = lines.map(termsOf);
    const mean = terms.reduce((sum, { length }) => sum + length, 0) / Math.max(1, lines.length);
    this.#size = lines.length;
    terms.forEach((of, line) => {
      const counts = new Map<string, number>();
      for (const term of of) counts.set(term, (counts.get(term) ?? 0) + 1);
      for (const [term, count] of counts) {
        const weight = (count * (K + 1)) / (count + K * (1 - B + (B * of.length) / mean));
        const posting = this.#postings.get(term);
        if (posting === undefined) this.#postings.set(term, [[line, weight]]);
        else posting.push([line, weight]);
      }
    });
    for (const [term, { length }] of this.#postings) {
      this.#idf.set(term, Math.log(1 + (lines.length - length + 0.5) / (length + 0.5)));
    }
  }

  /** How rare a term is; the highest there is for one that no line has. */
  rarity(term: string): number {
    return this.#idf.get(term) ?? Math.log(1 + (this.#size + 0.5) / 0.5);
  }

  /** Of each line, the share of the sentence's own weight that it has: about 0 to 1, so that sentences compare. */
  scores(sentence: string): Float32Array {
    const scores = new Float32Array(this.#size);
    const terms = new Set(termsOf(sentence));
    let own = 0;
    for (const term of terms) {
      const idf = this.rarity(term);
      own += idf;
      for (const [line, weight] of this.#postings.get(term) ?? [])
        scores[line] = (scores[line] as number) + idf * weight;
    }
    if (own > 0) for (let i = 0; i < scores.length; i += 1) scores[i] = (scores[i] as number) / own;
    return scores;
  }
}
