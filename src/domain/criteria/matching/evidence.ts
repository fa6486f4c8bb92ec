import type { Criterion } from '../criterion.model.ts';
import type { Phrasing } from './phrasings.ts';
import { keyOf, nearness, type Packed } from './vectors.ts';
import { WordIndex } from './words.ts';

/** How much the share of words counts beside nearness in meaning; chosen on held-out written lines. */
const WORDS = 1.5;
const TOP = 3;

interface Line {
  /** Which criterion, by its place. */
  of: number;
  isYes: boolean;
  text: string;
}

/** What speaks for one criterion. */
export interface Evidence {
  criterion: Criterion;
  /** The three lines of it that are nearest, by meaning and words together. */
  score: number;
  /** Numbers by which "does it meet it" is decided, apart from which one it is. */
  features: number[];
  /** Lines that led to it, the nearest first. */
  lines: readonly string[];
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, x) => sum + x, 0) / values.length;
/** The mean of the highest `count`, found without sorting all. */
function topMean(values: readonly number[], count: number): number {
  const best: number[] = [];
  for (const value of values) {
    if (best.length === count && value <= (best[count - 1] as number)) continue;
    best.push(value);
    best.sort((a, b) => b - a);
    best.length = Math.min(best.length, count);
  }
  return meanOf(best);
}

/** All that was written of the criteria in force, ready to be asked. Built once: 30 MB, 0.8 s. */
export class Library {
  readonly criteria: readonly Criterion[];
  readonly lines: readonly Line[];
  readonly #words: WordIndex;
  readonly #vectors: readonly (Packed | undefined)[];
  readonly #middle: Float32Array;
  readonly #reach: Float32Array;

  constructor(criteria: readonly Criterion[], phrasings: readonly Phrasing[], vectors: ReadonlyMap<string, Packed>) {
    this.criteria = criteria;
    const written = new Map(phrasings.map((one) => [one.id, one]));
    this.lines = criteria.flatMap(({ id, text }, of) => [
      { of, isYes: true, text },
      ...(written.get(id)?.yes ?? []).map((line) => ({ of, isYes: true, text: line })),
      ...(written.get(id)?.no ?? []).map((line) => ({ of, isYes: false, text: line })),
    ]);
    const keywords = new Map(criteria.map(({ text, keywords }) => [text, keywords.join(' ')]));
    this.#words = new WordIndex(this.lines.map(({ text }) => `${text} ${keywords.get(text) ?? ''}`));
    this.#vectors = this.lines.map(({ text }) => vectors.get(keyOf(text)));
    // Sentences of one language lie close together: what counts is where they lie from their middle.
    const known = this.#vectors.filter((one) => one !== undefined);
    this.#middle = new Float32Array(known[0]?.bytes.length ?? 0);
    for (const { bytes, scale } of known) {
      for (let i = 0; i < bytes.length; i += 1) {
        this.#middle[i] = (this.#middle[i] as number) + ((bytes[i] as number) * scale) / known.length;
      }
    }
    const own = this.#middle.reduce((sum, x) => sum + x * x, 0);
    this.#reach = Float32Array.from(this.#vectors, (one) =>
      one === undefined ? 0 : 1 / Math.sqrt(1 + own - 2 * nearness(this.#middle, one) || 1),
    );
  }

  /** Texts that have no vector yet. */
  missing(): string[] {
    return [...new Set(this.lines.filter((_, i) => this.#vectors[i] === undefined).map(({ text }) => text))];
  }

  /**
   * What speaks for each criterion, the strongest first.
   * @param vector of the sentence; undefined where there is no encoder, and then words alone speak.
   * @param leaveOut Lines that must not speak, for learning.
   */
  ask(sentence: string, vector?: Float32Array, leaveOut: (line: number) => boolean = () => false): Evidence[] {
    const shares = this.#words.scores(sentence);
    const away = vector?.map((x, i) => x - (this.#middle[i] ?? 0));
    const length = Math.sqrt(away?.reduce((sum, x) => sum + x * x, 0) ?? 0) || 1;
    const offset = away?.reduce((sum, x, i) => sum + x * (this.#middle[i] ?? 0), 0) ?? 0;
    const of = this.criteria.map(() => ({ yes: [] as number[], no: [] as number[], at: [] as number[] }));
    const anyNo: number[] = [];
    this.lines.forEach((line, i) => {
      if (leaveOut(i)) return;
      const known = this.#vectors[i];
      const near =
        away === undefined || known === undefined
          ? 0
          : ((nearness(away, known) - offset) / length) * (this.#reach[i] as number);
      const both = near + WORDS * (shares[i] as number);
      const row = of[line.of] as (typeof of)[number];
      if (line.isYes) {
        row.yes.push(both);
        row.at.push(i);
      } else {
        row.no.push(both);
        anyNo.push(both);
      }
    });
    const strongestNo = topMean(anyNo, TOP);
    const strongestYes = topMean(
      of.flatMap(({ yes }) => yes),
      TOP,
    );
    return of
      .map(({ yes, no, at }, i) => ({
        criterion: this.criteria[i] as Criterion,
        score: topMean(yes, TOP),
        features: [strongestYes - strongestNo, topMean(yes, 2) - topMean(no, 2)],
        lines: yes
          .map((value, k) => [value, at[k] as number] as const)
          .toSorted(([a], [b]) => b - a)
          .slice(0, TOP)
          .map(([, line]) => (this.lines[line] as Line).text),
      }))
      .toSorted((a, b) => b.score - a.score);
  }
}
